"""PDF reports through programs we did not write, of the sample data and of agencies with hostile names.

    python pdf.py RESULTS PROGRAM

`pdfua check` and `page` (PDF/UA-1) look at what a machine can see of the Matterhorn Protocol: pdfua at 12 checks of it,
page at about a hundred, tested against veraPDF's corpus. typst has checked while writing that no text lacks a letter and
no picture its alternative. pikepdf looks at the tree of tags itself: language, title, headings that begin with 1, skip
no level and are never empty, one bookmark for each, pictures with alternatives, header cells in every table. pdfium
reads the text back: Arabic words in logical order, hostile names letter by letter, nothing lost as �. It puts marks
within or beside their words, and lam and alif of a ligature in reverse, in every PDF: such words are not compared.

None of them can see whether an alternative text says what the picture shows, whether the order of reading makes sense,
or whether colours have contrast: that was looked at by eye.
"""
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import page
import pikepdf
import pypdfium2

results, program = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufffe\u00ad"))
HOSTILE = ["#panic()", "a\"] b", "$x^2$ c", "*d* _e_ `f`", "@ref <tag> // g", "\\u{41} /* h"]
found = []


def squeezed(text):
    """Without marks of direction and without spaces: lines break anywhere."""
    return "".join(text.translate(ISOLATES).split())


def unmarked(text):
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def text_of(path):
    """The letters of every page, as pdfium reads them."""
    with pypdfium2.PdfDocument(path) as document:
        return squeezed("".join(sheet.get_textpage().get_text_range() for sheet in document))


def elements(node):
    """Every structure element with its tag, from the top, in order of reading."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from elements(kid)


def bookmarks(items):
    for item in items:
        yield item.title
        yield from bookmarks(item.children)


def structure(path, language):
    with pikepdf.open(path) as document:
        root = document.Root
        if root.get("/Lang") != language:
            yield f"language is {root.get('/Lang')}"
        if not root.MarkInfo.Marked or not root.ViewerPreferences.DisplayDocTitle:
            yield "neither tagged nor titled"
        with document.open_metadata() as metadata:
            if not metadata.get("dc:title") or metadata.get("pdfuaid:part") != "1":
                yield "no title or no PDF/UA-1 in the metadata"
            if metadata.get("xmp:CreateDate") or document.docinfo.get("/CreationDate"):
                yield "a date of writing"
        tags = list(elements(root.StructTreeRoot))
        headings = [(int(tag[2:]), node) for tag, node in tags if tag[2:].isdigit() and tag.startswith("/H")]
        levels = [level for level, _ in headings]
        if not levels or levels[0] != 1 or any(after > before + 1 for before, after in zip(levels, levels[1:])):
            yield f"levels of headings: {levels}"
        if any("/K" not in node for _, node in headings):
            yield "an empty heading"
        with document.open_outline() as outline:
            titles = list(bookmarks(outline.root))
        if len(titles) != len(headings) or not all(titles):
            yield f"{len(headings)} headings, {len(titles)} bookmarks"
        figures = [node for tag, node in tags if tag == "/Figure"]
        if any(not str(node.get("/Alt", "")).strip() for node in figures):
            yield "a picture without alternative"
        tables = [node for tag, node in tags if tag == "/Table"]
        if not tables:
            yield "no table"
        for table in tables:
            cells = [tag for tag, _ in elements(table)]
            if "/TH" not in cells or "/TD" not in cells:
                yield "a table without header cells or without others"
        if not {"/TOC", "/Caption", "/P"} <= {tag for tag, _ in tags}:
            yield "no contents, captions or paragraphs"


def faults(path, language, words):
    yield from structure(path, language)
    checked = subprocess.run(
        [Path(sys.executable).parent / "pdfua", "check", "--format", "json", path], capture_output=True, text=True
    )
    if checked.returncode:
        yield f"pdfua: {checked.stdout}{checked.stderr}"
    report = page.validate_pdf(path, profile="ua1")
    yield from (f"page: {failure.rule_id} {failure.message}" for failure in report.failures)
    text = unmarked(text_of(path))
    if "\ufffd" in text:
        yield "a letter is lost: …" + text.split("\ufffd")[0][-40:]
    yield from (f"the text lacks {word}" for word in words if squeezed(word) not in text)


def said(folder):
    """Words of the title and of the chapters' titles, as the text of the same report has them."""
    lines = (folder / "report.txt").read_text(encoding="utf-8").splitlines()
    titles = [lines[0], *(line for line in lines if line.startswith("\u200f── "))]
    words = re.findall(r"[\w\u064b-\u065f]+", " ".join(titles))
    return [word for word in words if unmarked(word) == word and not re.search("ل[اأإآ]", word)]


def hostile():
    """A result of one agency for every hostile name, in English."""
    folder = results.parent / "hostile-pdf"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "in").mkdir(parents=True)
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE]
    (folder / "in/agencies.csv").write_text(
        "code,name_en\n" + "".join(f"a{row},{name}\n" for row, name in enumerate(quoted)), encoding="utf-8"
    )
    (folder / "in/answers.csv").write_text(
        "agency,criterion,answer\n" + "".join(f"a{row},cat01,yes\n" for row in range(len(quoted))), encoding="utf-8"
    )
    settings = 'framework = "layne-lee"\nedition = "light"\nlanguages = ["en"]\ntitle.en = "#panic() $x$"\n'
    settings += '[[periods]]\ncode = "2026"\nfirst = "2026-01-01"\nlast = "2026-12-31"\n'
    (folder / "in/assessment.toml").write_text(settings, encoding="utf-8")
    subprocess.run(
        [program, "assess", folder / "in", "--quiet", "--lang", "en", "--format", "pdf", "--out", folder / "out"],
        check=True, stdout=subprocess.DEVNULL,
    )
    return folder / "out/report.pdf"


paths = sorted(results.glob("*/report.pdf"))
for path in paths:
    found.extend(f"{path.parent.name}: {fault}" for fault in faults(path, "ar", said(path.parent)))
found.extend(f"hostile names: {fault}" for fault in faults(hostile(), "en", [*HOSTILE, "#panic() $x$"]))

print("\n".join(found[:50]) or f"{len(paths) + 1} PDF reports are sound")
sys.exit(1 if found or not paths else 0)
