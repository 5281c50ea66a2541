"""Results workbooks calculated by LibreOffice: what formulas give, without any number of ours left in them, is what the
program wrote into its tables, and ranks stay as they are; and after answers, grades of evidence and the threshold were changed in the workbook, what
the program gives for the same change of its inputs.

    python results.py RESULTS PROGRAM FOLDER SOFFICE
"""
import csv
import shutil
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

results, program, folder = (Path(word).resolve() for word in sys.argv[1:4])
soffice = sys.argv[4]
TRUTHS = ["claimed", "supported", "checked"]
NEAR = 1e-9
LARGEST = 2
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
found = []


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stdout}{done.stderr}")


def area(book, name):
    """The cells of a named range, row by row."""
    ((sheet, place),) = book.defined_names[name].destinations
    cells = book[sheet][place]
    return cells if isinstance(cells, tuple) else ((cells,),)


def calculated(book, name):
    """A workbook without cached results, as LibreOffice calculates it."""
    bare = folder / name / "bare.xlsx"
    bare.parent.mkdir(parents=True)
    book.save(bare)
    again = load_workbook(bare, data_only=True)
    left = [cell for sheet in again for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not left
    run(soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx",
        "--outdir", bare.parent / "calculated", bare)
    return load_workbook(bare.parent / "calculated" / "bare.xlsx", data_only=True)


def table(path, name):
    with open(path / "tables" / f"{name}.csv", encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    return [row for row in rows if row["period"] == rows[-1]["period"]]


def number(text):
    return None if text in (None, "") else float(text)


def scores(book):
    """Figures by agency, dimension and column of truth."""
    read = {}
    for row in area(book, "scores"):
        agency, _, dimension, _, truth, low, value, high, coverage = (cell.value for cell in row)
        read[str(agency), str(dimension), str(truth)] = [number(x) for x in (value, low, high, coverage)]
    words = list(dict.fromkeys(truth for _, _, truth in read))
    return read, words


def compare(book, path, name):
    """Every score and stage of a calculated workbook against the tables of the program; gives how many were compared."""
    read, words = scores(book)
    wanted = {}
    for row in table(path, "scores"):
        wanted[row["agency"], row["dimension"], row["column"]] = [number(row[x]) for x in ("value", "low", "high", "coverage")]
    present = [truth for truth in TRUTHS if any(key[2] == truth for key in wanted)]
    truth_of = dict(zip(words, present))
    assert len(words) == len(present), (words, present)
    count = 0
    for (agency, dimension, word), figures in read.items():
        key = agency, dimension, truth_of[word]
        for what, own, ours in zip(("value", "low", "high", "coverage"), figures, wanted[key]):
            count += 1
            if (own is None) != (ours is None) or own is not None and abs(own - ours) > NEAR:
                found.append(f"{name}: {key} {what} is {own}, not {ours}")
    agencies = {key[0] for key in read}
    missing = [key for key, figures in wanted.items() if key[0] in agencies and any(x is not None for x in figures)
               and not any(key[:2] == known[:2] for known in read)]
    found.extend(f"{name}: {key} is not in the workbook" for key in missing)
    stages = {row["agency"]: row for row in table(path, "agencies")}
    for truth in present:
        if f"stage_{truth}" not in book.defined_names:
            continue
        for cell, mark in zip(area(book, f"stage_{truth}"), area(book, f"mark_{truth}")):
            (cell,), (mark,) = cell, mark
            agency = str(cell.parent.cell(cell.row, 1).value)
            own = "" if cell.value in (None, "") else f"{cell.value:g}" + "".join(sign for sign in "+*" if sign in str(mark.value or ""))
            count += 1
            if own != stages[agency][f"stage_{truth}"]:
                found.append(f"{name}: {agency} stands at {own!r} ({truth}), not {stages[agency][f'stage_{truth}']!r}")
    return count


def ranks(book):
    """Ranks by index and agency."""
    read = {}
    for name in book.defined_names:
        if name.startswith("rank_"):
            cells = [row[0] for row in area(book, name)]
            read[name] = {str(cell.parent.cell(cell.row, 1).value): number(cell.value) for cell in cells}
    return read


def stage_cells(path):
    return {(row["agency"], truth): row[f"stage_{truth}"] for row in table(path, "agencies") for truth in TRUTHS}


class Answers:
    """The cells of a workbook that can be answered."""

    def __init__(self, book):
        self.book = book
        self.cells = {}
        cells = area(book, "answers")
        sheet, first = cells[0][0].parent, cells[0][0]
        fixed = self.fill(book)
        for row in cells:
            code, gate = sheet.cell(row[0].row, 1).value, sheet.cell(row[0].row, 4).value
            for cell in row:
                agency = str(sheet.cell(first.row - 1, cell.column).value)
                if cell.fill.fgColor.rgb[-6:] == fixed:
                    self.cells[agency, code] = (cell, bool(gate))

    @staticmethod
    def fill(book):
        """The colour of cells to change: that of the threshold."""
        return area(book, "threshold")[0][0].fill.fgColor.rgb[-6:]


def changed(book, source):
    """Changes answers in the workbook and in a copy of the assessment; gives how many."""
    answers = Answers(book)
    copy = folder / "changed"
    shutil.copytree(source, copy)
    with open(copy / "answers.csv", encoding="utf-8-sig", newline="") as text:
        reader = csv.DictReader(text)
        columns, rows = list(reader.fieldnames), list(reader)
    options = [row[0].value for row in area(book, "options_yn")]
    no, yes = options[:2]
    not_applicable = area(book, "not_applicable")[0][0].value
    latest = {row["agency"]: row for row in rows if row["period"] == "2026"}
    done = {"up": 0, "down": 0, "na": 0, "missing": 0, "figure": 0}
    taken = {row["agency"] + row["criterion"] for row in csv.DictReader(open(copy / "answers-marks.csv", encoding="utf-8-sig"))}

    def change(agency, code, kind, value, text, **marks):
        answers.cells[agency, code][0].value = value
        latest[agency][code] = text
        for mark, said in marks.items():
            name = f"{code}.{mark}"
            if name not in columns:
                columns.append(name)
            latest[agency][name] = said
        done[kind] += 1

    for (agency, code), (cell, gate) in answers.cells.items():
        row = latest.get(agency)
        if row is None or agency + code in taken or code not in columns or f"{code}.sample_size" in columns:
            continue
        if cell.value == yes and row[code] == "yes" and gate and done["down"] < 4:
            change(agency, code, "down", no, "no")
        elif cell.value == no and row[code] == "no" and gate and done["up"] < 4:
            change(agency, code, "up", yes, "yes")
        elif cell.value is not None and row[code] and cell.number_format.endswith("%") and gate and done["figure"] < 6:
            change(agency, code, "figure", 0.875, "87.5")
        elif code in ("con2", "hor14", "trx04") and cell.value is not None and row[code] and done["na"] < 3:
            change(agency, code, "na", not_applicable, "NA", na_reason="no-fee", na_approver="committee")
        elif cell.value is not None and row[code] and hash_of(agency + code) % 40 == 0 and done["missing"] < 25:
            change(agency, code, "missing", None, "")
    assert all(done.values()), done
    with open(copy / "answers.csv", "w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    area(book, "threshold")[0][0].value = 45
    settings = copy / "assessment.toml"
    text = settings.read_text(encoding="utf-8")
    assert text.count("[method]\n") == 1 and "threshold" not in text
    settings.write_text(text.replace("[method]\n", "[method]\nthreshold = 45\n"), encoding="utf-8")
    return copy, done


def hash_of(text):
    return sum(place * ord(letter) for place, letter in enumerate(text, 1))


count = 0
for sample in sorted(path for path in results.iterdir() if (path / "tables").is_dir()):
    books = sorted(sample.glob("results*.xlsx"), key=lambda path: -path.stat().st_size)
    judged = len((sample / "tables" / "scores.csv").read_text(encoding="utf-8").splitlines()) > 1
    if not books and judged:
        found.append(f"{sample.name}: no workbook")
    for path in books[:LARGEST]:
        again = calculated(load_workbook(path), f"{sample.name}-{path.stem}")
        count += compare(again, sample, path.name)
        for name, own in ranks(again).items():
            ours = ranks(load_workbook(path, data_only=True))[name]
            count += len(own)
            found.extend(f"{path.name}: {name} {code} is {rank}, not {ours[code]}" for code, rank in own.items() if rank != ours[code])

book = load_workbook(results / "example" / "results.xlsx")
copy, done = changed(book, Path("sample-data/example"))
out = folder / "judged"
run(program, "assess", copy, "--quiet", "--lang", "ar", "--out", out)
count += compare(calculated(book, "example-changed"), out, "changed answers")
moved = sum(1 for key, stage in stage_cells(out).items() if stage_cells(results / "example")[key] != stage)
if moved == 0:
    found.append("the changes moved no agency to another stage")

print("\n".join(found[:50]) or f"{count} figures are the program's; {done} answers changed, {moved} stages moved")
sys.exit(1 if found else 0)
