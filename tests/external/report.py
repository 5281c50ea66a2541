"""The report in one file, read in a browser: languages, digits, columns of truth, table, cards, paper; hostile names run nothing.

    python report.py PROGRAM CHROMIUM FOLDER AXE RESULTS

AXE is axe.min.js of axe-core; RESULTS holds the results of the sample data.
"""
import base64
import csv
import io
import json
import shutil
import sys
import time
from pathlib import Path

from devtools import Browser, done, expect, found, run

program, chromium, folder = Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3]).resolve()
axe, results = Path(sys.argv[4]).read_text(encoding="utf-8"), Path(sys.argv[5]).resolve()
HOSTILE = "=1+1</script><script>alert(1)</script>'\"><img src=x onerror=alert(2)>{shown}"
# Bytes that the page of 345 agencies may take, and milliseconds until any page can be used.
LARGEST, LONGEST = 5_000_000, 1000
measured = []


def table(name, sample="example"):
    with open(results / sample / "tables" / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def press(choice, within=""):
    browser.run(f"document.querySelector('{within} [data-choice={choice}]').click()")


def rows():
    return browser.run("[...document.querySelectorAll('#browse-rows tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))")


def value(selector, text):
    browser.run(f"""(() => {{
        const control = document.querySelector({json.dumps(selector)});
        control.value = {json.dumps(text)};
        control.dispatchEvent(new Event('input'));
        control.dispatchEvent(new Event('change'));
    }})()""")


def show(code):
    browser.run(f"location.hash = '#agency={code}'")
    expect(f"the card of {code} opens", browser.until(f"document.getElementById('card').open && document.getElementById('card').dataset.code === '{code}'"))


def measure(page):
    browser.open(page)
    ready = browser.run("performance.getEntriesByName('ready')[0].startTime")
    agencies = browser.run("document.querySelectorAll('#browse-rows tbody tr').length")
    size = page.stat().st_size
    measured.append(f"{page.parent.name}: {size / 1e6:.1f} MB, ready after {ready:.0f} ms")
    expect(f"{page.parent.name} is read in time", ready < LONGEST, f"{ready:.0f} ms")
    judged = len((page.parent / "tables" / "scores.csv").read_text(encoding="utf-8").splitlines()) > 1
    expect(f"{page.parent.name} has agencies where any was judged", (agencies > 0) == judged)
    return size


shutil.rmtree(folder, ignore_errors=True)
downloads = folder / "downloads"
downloads.mkdir(parents=True)
browser = Browser(chromium, folder / "profile")
browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
browser.open(results / "example" / "report.html")

# The language of the page first, then the others; the choice is kept.
expect("the language of the program comes first", browser.run("document.documentElement.lang + document.documentElement.dir") == "arrtl")
arabic = browser.text("#opening h1")
charts = browser.run("document.querySelectorAll('svg[role=img]').length")
expect("there are charts", charts > 3, charts)
press("en", "#controls")
expect("English turns the page", browser.until("document.documentElement.lang + document.documentElement.dir === 'enltr'"))
expect("every chapter is in English", browser.run("[...document.querySelectorAll('main h2')].every((one) => /^[\\x20-\\x7e]+$/.test(one.textContent))"))
expect("and its charts", browser.run("document.querySelectorAll('svg[role=img]').length") == charts)
expect("and its contents", browser.text("#contents li") == browser.text("#opening h2"))
browser.open(results / "example" / "report.html")
expect("the choice outlives the page", browser.run("document.documentElement.lang") == "en")
press("ckb", "#controls")
expect("Kurdish reads from the right", browser.until("document.documentElement.lang + document.documentElement.dir === 'ckbrtl'"))
press("ar", "#controls")
expect("Arabic comes back", browser.until("document.documentElement.lang === 'ar'") and browser.text("#opening h1") == arabic)
press("latin", "#controls")
expect("Latin digits replace the others everywhere", browser.until("!/[\u0660-\u0669\u066a-\u066c]/.test(document.querySelector('main').textContent)"))
press("arabic", "#controls")
expect("and the others them", browser.until("/[\u0660-\u0669]/.test(document.querySelector('#browse-rows').textContent)"))
press("en", "#controls")
browser.until("document.documentElement.lang === 'en'")

# The table: what it shows is what the tables of the result say.
latest = max(row["period"] for row in table("agencies"))
agencies = {row["agency"]: row for row in table("agencies") if row["period"] == latest}
expect("every agency has its row", len(rows()) == len(agencies), len(rows()))
codes = browser.run("[...document.querySelectorAll('#browse-rows tbody a')].map((one) => one.hash.split('=')[1])")
stage = browser.run("[...document.querySelectorAll('#browse-rows thead th')].findIndex((one) => one.textContent === 'Stage reached')")
for column in ["claimed", "supported", "checked"]:
    press(column, "#agencies")
    browser.until(f"document.querySelector('#agencies [data-choice={column}]').ariaPressed === 'true'")
    shown = {code: cells[stage].rstrip("?–") for code, cells in zip(codes, rows())}
    told = {code: row[f"stage_{column}"] for code, row in agencies.items()}
    wrong = [code for code in codes if told[code] and shown[code] != told[code]]
    expect(f"stages of {column} are those of the tables", not wrong, [(code, shown[code], told[code]) for code in wrong])
press("supported", "#agencies")
browser.run(f"document.querySelector('#browse-rows [data-column=\"{stage}\"]').click()")
numbers = [int(cells[stage].rstrip("+*")) for cells in rows() if cells[stage][0].isdigit()]
expect("the highest stage comes first", numbers == sorted(numbers, reverse=True) and rows()[0][stage][0].isdigit(), numbers)
browser.run(f"document.querySelector('#browse-rows [data-column=\"{stage}\"]').click()")
numbers = [int(cells[stage].rstrip("+*")) for cells in rows() if cells[stage][0].isdigit()]
expect("then the lowest", numbers == sorted(numbers), numbers)
expect("a reader is told", browser.run("document.querySelector('#browse-rows [aria-sort]').ariaSort") == "ascending")
expect("the heading keeps the focus", browser.run(f"(document.querySelector('#browse-rows [data-column=\"{stage}\"]').focus(), document.activeElement.click(), document.activeElement.dataset.column)") == str(stage))
kinds = browser.run("[...document.querySelectorAll('[data-filter] option')].map((one) => one.textContent)")
ministry = browser.run("[...document.querySelector('[data-filter]').options].find((one) => one.textContent === 'Ministry').value")
value("[data-filter]", ministry)
kept = rows()
expect("a filter keeps what it names", kept and len(kept) < len(agencies) and all("Ministry" in cells for cells in kept), len(kept))
expect("and says how many", f"{len(kept)} of {len(agencies)}" in browser.text("#count"), browser.text("#count"))
browser.run("document.getElementById('export').click()")
end = time.monotonic() + 10
while not list(downloads.glob("*.csv")) and time.monotonic() < end:
    time.sleep(0.05)
saved = (downloads / "agencies.csv").read_bytes()
expect("a spreadsheet is told the encoding", saved.startswith(b"\xef\xbb\xbf") and b"\r\n" in saved)
exported = list(csv.DictReader(io.StringIO(saved.decode("utf-8-sig"))))
expect("the rows shown are saved", [row["Agency"] for row in exported] == [cells[0] for cells in kept])
scores = {(row["agency"], row["dimension"]): row["value"] for row in table("scores") if row["period"] == latest and row["column"] == "supported"}
stages = [row["dimension"] for row in table("scores") if row["role"] == "stage"][:12]
first = exported[0]
expect("with their numbers", any(abs(float(text) - float(scores[first["Code"], stage])) < 1e-3 for stage in stages for text in first.values()
                                 if text.replace(".", "").isdigit() and scores[first["Code"], stage]), first)
value("[data-filter]", "")
press("ar", "#controls")
browser.until("document.documentElement.lang === 'ar'")
name = next(row["name"] for row in agencies.values() if "ة" in row["name"] and "أ" not in row["name"])
value("#search", name.replace("ة", "ه").replace("ا", "إ") + "\u0651")
expect("a search knows the letters that people confuse", [cells[0] for cells in rows()] == [name], rows())
value("#search", "zzz")
expect("and says when nothing fits", len(rows()) == 1 and len(rows()[0]) == 1)
value("#search", "")
press("en", "#controls")
browser.until("document.documentElement.lang === 'en'")

# A card: from the table, by address, back again.
browser.run("document.querySelector('#browse-rows tbody a').click()")
expect("a click opens a card", browser.until("document.getElementById('card').open"))
browser.run("history.back()")
expect("the way back closes it", browser.until("!document.getElementById('card').open"))
gates = [row for row in table("gates") if row["period"] == latest and row["column"] == "supported" and row["state"] == "failed"]
binds = {code: row["binds"] for code, row in agencies.items()}
code = next(row["agency"] for row in gates if f"gate:{row['gate']}" in binds[row["agency"]])
show(code)
for selector, words in [(".tile.chosen .value", agencies[code]["stage_supported"]), (".gates", next(row["gate"] for row in gates if row["agency"] == code and f"gate:{row['gate']}" in binds[code]))]:
    expect(f"the card of {code} shows {words}", words in browser.text(f"dialog {selector}"), browser.text(f"dialog {selector}"))
stage_scores = [round(float(scores[code, one]), 1) for one in dict.fromkeys(stages) if scores[code, one]]
shown = browser.run("[...document.querySelectorAll('dialog .bars')][0].textContent")
expect("the card has the scores of the stages", all(f"{number:.1f}" in shown for number in stage_scores), f"{stage_scores}: {shown}")
heaviest = max((row for row in table("obstacles") if row["period"] == latest and row["agency"] == code and row["column"] == "supported" and row["severity"]), key=lambda row: float(row["severity"]))
expect("and the severity of obstacles", f"{float(heaviest['severity']):.1f}" in browser.run("[...document.querySelectorAll('dialog .bars')][1].textContent"), heaviest)
expect("and its evidence wanted", "Evidence wanted" in browser.text("dialog .gates"))
expect("and what changed", browser.run("document.querySelector('dialog table') !== null"))
browser.run("document.querySelector('dialog .tree summary').click()")
expect("a score opens to its criteria", browser.until("document.querySelectorAll('dialog .tree details details').length > 3"))
browser.run("document.querySelector('dialog .tree details details summary').click()")
expect("a criterion to its answer", browser.until("document.querySelector('dialog .tree .answer')?.textContent.startsWith('answer:')"), browser.text("dialog .tree"))
before = browser.text("dialog .tile.chosen")
press("claimed", "dialog")
expect("another column of truth is shown at once", browser.until("document.querySelector('dialog .tile.chosen').textContent.includes('claimed')"), before)
expect("and what was open stays open", browser.run("document.querySelectorAll('dialog .tree [open]').length") >= 1)
press("supported", "dialog")
browser.type([{"key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 27}])
expect("Escape closes the card", browser.until("!document.getElementById('card').open"))
silent = next(code for code, row in agencies.items() if row["status"] == "no-response")
show(silent)
expect("who did not respond has no figures", "did not respond" in browser.text("dialog .lead"))
browser.run("document.querySelector('.close').click()")
expect("the cross closes it too", browser.until("!document.getElementById('card').open"))

# What a screen reader needs, on a phone, a desk and a wall.
for language, scheme, width in [("en", "light", 360), ("ar", "dark", 1280), ("ckb", "light", 1920), ("ar", "light", 360)]:
    press(language, "#controls")
    browser.until(f"document.documentElement.lang === '{language}'")
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    for place, hash in [("page", ""), ("card", f"agency={code}")]:
        browser.run(f"location.hash = '{hash}'")
        browser.until(f"document.getElementById('card').open === {json.dumps(bool(hash))}")
        if hash:
            browser.run("document.querySelectorAll('dialog .tree > details > summary').forEach((one) => one.click())")
        wide = browser.run("Math.max(document.documentElement.scrollWidth - innerWidth, document.getElementById('card').scrollWidth - document.getElementById('card').clientWidth)")
        expect(f"{place} fits {width} pixels in {language}", wide <= 0, wide)
        cut = browser.run("[...document.querySelectorAll('caption')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > innerWidth).length")
        expect(f"captions of the {place} are whole at {width} pixels in {language}", cut == 0, cut)
        expect(f"what scrolls can be reached in {language}", browser.until(
            "[...document.querySelectorAll('.scroll')].filter((one) => one.checkVisibility()).every((one) => one.scrollWidth <= one.clientWidth + 1 || (one.tabIndex === 0 && one.ariaLabel))", 3))
        found.extend(f"{place}, {language}, {width}: {violation}" for violation in browser.serious(axe))
browser.run("location.hash = ''")
browser.until("!document.getElementById('card').open")
browser.call("Emulation.clearDeviceMetricsOverride")

# Paper: every chapter, no controls; of an open card, the card alone.
browser.call("Emulation.setEmulatedMedia", media="print")
expect("paper has every chapter", browser.run("[...document.querySelectorAll('.chapter')].every((one) => one.checkVisibility())"))
for selector in [".top", "nav", "#agencies"]:
    expect(f"paper has no {selector}", not browser.run(f"document.querySelector('{selector}').checkVisibility()"))
browser.call("Emulation.setEmulatedMedia", media="")
pdf = base64.b64decode(browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
(folder / "report.pdf").write_bytes(pdf)
expect("it prints", pdf.startswith(b"%PDF"))

# Without its program the page is still the report.
browser.call("Emulation.setScriptExecutionDisabled", value=True)
browser.call("Page.navigate", url=(results / "example" / "report.html").as_uri())
time.sleep(1)
expect("without a program there are the chapters", browser.run("document.querySelectorAll('.chapter').length") > 5)
expect("and nothing that needs one", not browser.run("document.getElementById('agencies').checkVisibility()"))
browser.call("Emulation.setScriptExecutionDisabled", value=False)
found.extend(browser.complaints())

# Hostile words in every column of the register and of the answers.
source, target = folder / "hostile", folder / "result"
source.mkdir()
quoted = '"' + HOSTILE.replace('"', '""') + '"'
(source / "assessment.toml").write_text(f"framework = \"layne-lee\"\nedition = \"light\"\n[title]\nen = '''{HOSTILE}'''\n[organisation]\nen = '''{HOSTILE}'''\n[note]\nen = '''{HOSTILE}'''\n[[periods]]\ncode = \"2026\"\n", encoding="utf-8")
(source / "agencies.csv").write_text(f"code,name_en,name_ar,type,governorate,other\na1,{quoted},{quoted},{quoted},{quoted},{quoted}\na2,Second,الثانية,b,c,d\n", encoding="utf-8")
(source / "services.csv").write_text(f"code,agency,name_en,life_event\ns1,a1,{quoted},{quoted}\n", encoding="utf-8")
(source / "answers.csv").write_text(f"agency,criterion,answer,service,respondent,na_reason,na_approver\na1,cat01,yes,,,,\na1,cat02,yes,s1,,,\na1,trx04,NA,,,{quoted},{quoted}\na1,cat09,{quoted},,,,\na1,cat09,3,,{quoted},,\na2,cat01,yes,,,,\n", encoding="utf-8")
(source / "evidence.csv").write_text(f"agency,criterion,grade,date,title,link,note,reviewer,kind\na1,cat01,E2,2026-01-01,{quoted},{quoted},{quoted},{quoted},{quoted}\n", encoding="utf-8")
run(program, "assess", source, "--quiet", "--lang", "en", "--out", target)
browser.open(target / "report.html")
press("en", "#controls")
browser.until("document.documentElement.lang === 'en'")
expect("a hostile name is a name", any(cells[0].strip("\u2066\u2067\u2068\u2069") == HOSTILE for cells in rows()), rows())
browser.run("location.hash = '#agency=a1'")
expect("its card opens", browser.until("document.getElementById('card-title')?.textContent.includes('<img')"))
for _ in range(4):
    browser.run("document.querySelectorAll('dialog .tree details:not([open]) > summary').forEach((one) => one.click())")
expect("its proof is a text", browser.until("document.querySelector('dialog .tree').textContent.includes('<img')"))
browser.run("location.hash = ''")
for language in ["ar", "ckb", "en"]:
    press(language, "#controls")
    browser.until(f"document.documentElement.lang === '{language}'")
for path in downloads.glob("*.csv"):
    path.unlink()
browser.run("document.getElementById('export').click()")
end = time.monotonic() + 10
while not list(downloads.glob("*.csv")) and time.monotonic() < end:
    time.sleep(0.05)
exported = list(csv.reader(io.StringIO((downloads / "agencies.csv").read_text(encoding="utf-8-sig"))))
expect("a formula is disarmed", exported[1][1] == f"'{HOSTILE}", exported[1][1])
expect("nothing of it became an element", browser.run("document.querySelectorAll('main img, dialog img, body script:not([id])').length") == 1)

# How large, how soon.
for page in sorted(results.glob("*/report.html")):
    size = measure(page)
    if page.parent.name == "chile-2021":
        expect("345 agencies take 5 MB at most", size <= LARGEST, size)
found.extend(browser.complaints())
browser.kill()

print("\n".join(found[:50]) or f"a report read in three languages: {len(done)} things hold; {'; '.join(measured)}")
sys.exit(1 if found or not done else 0)
