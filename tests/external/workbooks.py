"""Excel questionnaires through programs we did not write: filled in with openpyxl, then opened and saved by LibreOffice;
what is imported from both is what was filled in.

    python workbooks.py PROGRAM FOLDER [SOFFICE]
"""
import csv
import shutil
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

program, folder, soffice = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:]
AGENCY, YEAR = "interior", "2026"
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
found = []


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stdout}{done.stderr}")


def options(book, cell, sheet):
    """What drops down in a cell, of its named range, as labels with the codes beside them; none where it has no list."""
    for validation in sheet.data_validations.dataValidation:
        if validation.type == "list" and cell.coordinate in validation.sqref:
            ((name, area),) = book.defined_names[validation.formula1.lstrip("=")].destinations
            return [(row[0].value, row[0].offset(column=1).value) for row in book[name][area]]
    return None


def fill(path):
    """Answers every kind of question; gives what was answered by service and criterion."""
    book = load_workbook(path)
    assert [book[name].sheet_state for name in ("_lists", "_miqyas")] == ["veryHidden"] * 2
    given = {}
    for sheet in book:
        mark = str(sheet["A1"].value or "").split(":")
        if mark[0] != "miqyas":
            continue
        assert sheet.protection.sheet, f"{sheet.title} is not protected"
        names = {cell.value: cell.column for cell in sheet[1] if cell.value}
        rows = [row for row in sheet.iter_rows(min_row=2) if row[0].value]
        for number, row in enumerate(rows):
            code = str(row[0].value)
            if mark[1:] == ["answers", "criterion"] and "agency" not in names:
                cell = row[names["answer"] - 1]
                labels = options(book, cell, sheet)
                cell.value, answer = labels[number % 2] if labels else (7 + number, 7 + number)
                given["", code] = str(answer)
                evidence = row[names["evidence.title"] - 1]
                if not evidence.protection.locked:
                    evidence.value = "كتاب رسمي"
                assert not cell.protection.locked
            elif mark[1:] == ["answers", "service"]:
                for name, column in names.items():
                    if "." in str(name) or column == 1 or name in ("na_reason", "na_approver"):
                        continue
                    cell = row[column - 1]
                    cell.value, answer = options(book, cell, sheet)[number % 2]
                    given[code, name] = str(answer)
            elif mark[1:] == ["attestations", "column"] and code == "name":
                row[names["value"] - 1].value = "أحمد"
    book.save(path)
    return given


def imported(path, name):
    """The answers that the program reads, by service and criterion."""
    out = folder / name
    run(program, "import", path, "--quiet", "--out", out)
    read = {}
    for file in out.glob("answers*.csv"):
        with open(file, encoding="utf-8-sig", newline="") as text:
            for row in csv.DictReader(text):
                who = row.get("service") or ""
                assert row["agency"] == AGENCY and row["period"] == YEAR, row
                if "criterion" in row:
                    read[who, row["criterion"]] = row["answer"]
                else:
                    fixed = {"agency", "period", "service", "branch", "role"}
                    read.update(((who, key), value) for key, value in row.items() if value and key not in fixed)
    return read


run(
    program, "questionnaire", "xlsx", "--quiet", "--from", "sample-data/example", "--only", f"code={AGENCY}",
    "--lang", "ar", "--out", folder / "form.xlsx",
)
given = fill(folder / "form.xlsx")
assert len(given) > 100, len(given)
files = {"openpyxl": folder / "form.xlsx"}
if soffice:
    run(soffice[0], "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx",
        "--outdir", folder / "libreoffice", folder / "form.xlsx")
    files["LibreOffice"] = folder / "libreoffice" / "form.xlsx"
for name, path in files.items():
    read = imported(path, f"imported-{name}")
    for key, answer in given.items():
        if read.get(key) != answer:
            found.append(f"{name}: {key} is {read.get(key)}, not {answer}")
    found.extend(f"{name}: {key} was not answered" for key in read.keys() - given.keys())

print("\n".join(found[:50]) or f"{len(given)} answers come back as they were given, by way of {', '.join(files)}")
sys.exit(1 if found else 0)
