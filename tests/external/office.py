"""Word documents and slides of the sample in every language, through programs we did not write: python-docx and
python-pptx read them, LibreOffice prints them.

    python office.py PROGRAM FOLDER [SOFFICE]
"""
import shutil
import subprocess
import sys
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

program, folder, soffice = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:]
TITLES = {"ar": "الجهات", "ckb": "لایەن", "en": "agencies"}
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stdout}{done.stderr}")


def word(path, language):
    book = Document(path)
    assert book.core_properties.language == language and book.core_properties.title
    styles = [paragraph.style.name for paragraph in book.paragraphs]
    for style in ("Title", "Subtitle", "Heading 1", "Caption", "TOC Heading", "toc 1", "Quote", "Table Note"):
        assert style in styles, f"{path}: no paragraph of style {style}"
    chapters = [paragraph.text for paragraph in book.paragraphs if paragraph.style.name == "Heading 1"]
    assert len(chapters) >= 8 and TITLES[language] in " ".join(chapters), chapters
    turned = language != "en"
    for paragraph in book.paragraphs:
        properties = paragraph._p.pPr
        if paragraph.text and paragraph.style.name != "Code":
            assert (properties.find(qn("w:bidi")) is not None) == turned, paragraph.text
    assert len(book.tables) >= 10
    for table in book.tables:
        assert (table._tbl.tblPr.find(qn("w:bidiVisual")) is not None) == turned
        heading = table.rows[0]._tr.trPr
        assert heading is None or heading.find(qn("w:tblHeader")) is not None, table.rows[0].cells[0].text
        assert any(cell.text for cell in table.rows[-1].cells)
    pictures = book.inline_shapes
    assert len(pictures) >= 5
    for picture in pictures:
        assert picture._inline.docPr.get("descr"), "a chart without words"


def slides(path, language):
    deck = Presentation(path)
    assert deck.slide_width * 9 == deck.slide_height * 16
    assert 8 <= len(deck.slides) <= 16, len(deck.slides)
    pictures = tables = 0
    for number, slide in enumerate(deck.slides, 1):
        assert slide.shapes.title is not None and slide.shapes.title.text, f"slide {number} has no title"
        for shape in slide.shapes:
            assert 0 <= shape.left and shape.left + shape.width <= deck.slide_width, f"slide {number}: {shape.name}"
            assert 0 <= shape.top and shape.top + shape.height <= deck.slide_height, f"slide {number}: {shape.name}"
            if shape.shape_type == 13:
                pictures += 1
                assert shape._element.nvPicPr.cNvPr.get("descr"), f"slide {number}: a chart without words"
            if shape.has_table:
                tables += 1
                assert len(shape.table.rows) <= 11
            if shape.has_text_frame:
                for paragraph in shape.text_frame.paragraphs:
                    turned = paragraph._p.pPr is not None and paragraph._p.pPr.get("rtl") == "1"
                    assert turned == (language != "en"), paragraph.text
    assert pictures >= 4 and tables >= 1


for language in TITLES:
    out = folder / language
    run(program, "assess", "sample-data/example", "--quiet", "--lang", language, "--out", out, "--format", "docx,pptx,md")
    word(out / "report.docx", language)
    slides(out / "slides.pptx", language)
    assert (out / "report.md").read_text().count("](charts/") >= 5
    for name in ("report.docx", "slides.pptx") if soffice else ():
        profile = f"-env:UserInstallation=file://{folder}/profile"
        run(*soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", out, out / name)
        printed = (out / name).with_suffix(".pdf")
        assert printed.exists() and printed.stat().st_size > 20_000, f"LibreOffice does not open {name} in {language}"
print(f"ok: Word documents and slides in {len(TITLES)} languages")
