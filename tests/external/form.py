"""The form in one file, filled in by a browser: kept through a forced kill, exported, printed, and read by the program.

    python form.py PROGRAM CHROMIUM FOLDER AXE

AXE is axe.min.js of axe-core.
"""
import base64
import hashlib
import json
import shutil
import sys
import time
from pathlib import Path

from devtools import Browser, done, expect, found, run

program, chromium, folder, axe = Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3]).resolve(), Path(sys.argv[4])
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


class Form(Browser):
    """A form as it is filled in."""

    def step(self, name):
        self.run(f"location.hash = '/{name}'")
        self.until(f"document.getElementById('{name}').classList.contains('here')")

    def value(self, name, value):
        self.run(f"""(() => {{
            const control = document.getElementById({json.dumps(name)});
            control.value = {json.dumps(value)};
            control.dispatchEvent(new Event('input', {{ bubbles: true }}));
            control.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()""")

    def choose(self, name, code):
        self.run(f"document.querySelector('input[name=' + JSON.stringify({json.dumps(name)}) + '][value={json.dumps(code)}]').click()")

    def shown(self, name):
        return self.run(f"document.querySelector('[data-name={name}]').checkVisibility()")


def miqyas(*arguments):
    return run(program, *arguments)


def saved(downloads, before):
    """The file that was downloaded, when it is whole."""
    end = time.monotonic() + 15
    while time.monotonic() < end:
        for path in set(downloads.glob("*.json")) - before:
            try:
                return path, json.loads(path.read_text(encoding="utf-8"))
            except json.JSONDecodeError:
                pass
        time.sleep(0.05)
    found.append("nothing was saved")
    return None, {"tables": {}, "final": None}


def rows(table, **values):
    """Rows of a table, as dictionaries, that have these values."""
    heading, *rest = table or [[]]
    named = [dict(zip(heading, row)) for row in rest]
    return [row for row in named if all(row[name] == value for name, value in values.items())]


shutil.rmtree(folder, ignore_errors=True)
downloads, source = folder / "downloads", folder / "assessment"
downloads.mkdir(parents=True)
source.mkdir()
(source / "assessment.toml").write_text('framework = "layne-lee"\nedition = "full"\n[[periods]]\ncode = "2026"\n', encoding="utf-8")
(source / "agencies.csv").write_text(f'code,name_en,name_ar\nmoh,"{HOSTILE}","{HOSTILE}"\nmoe,Education,التربية\n', encoding="utf-8")
(source / "services.csv").write_text(f'code,agency,name_en\nmoh-1,moh,Birth certificate\nmoh-2,moh,"{HOSTILE}"\nmoe-1,moe,Schools\n', encoding="utf-8")
(source / "answers.csv").write_text("agency,criterion,answer,period\nmoe,cat01,yes,2026\n", encoding="utf-8")
form = folder / "form.html"
miqyas("questionnaire", "html", "--quiet", "--from", source, "--lang", "ar,ckb,en", "--out", form)

browser = Form(chromium, folder / "profile")
browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
browser.open(form)
expect("the first language decides the direction", browser.run("document.documentElement.dir") == "rtl")
before = browser.text(".title")
browser.run("document.querySelector('[data-language=en]').click()")
expect("another language turns the page", browser.run("document.documentElement.dir + document.documentElement.lang") == "ltren")
expect("and its words", browser.text("#agency_cat h2") == "Cataloguing", browser.text("#agency_cat h2"))
expect("no language is left behind", before != "" and "Answered: 0 of" in browser.text("#counted"), browser.text("#counted"))

# An answer, its progress, and what depends on it.
browser.step("service_about")
expect("a round needs an agency", browser.text("#service_about .units") != "")
expect("national questions are hidden", not browser.run("document.querySelector('[data-go^=nation_]').checkVisibility()"))
browser.choose("agency", "nation")
expect("the nation is asked its own", browser.run("document.querySelector('[data-go^=nation_]').checkVisibility()"))
expect("and nothing else", not browser.run("document.querySelector('[data-go=agency_cat]').checkVisibility()"))
browser.choose("agency", "moh")
expect("a hostile name is a name", HOSTILE in browser.text("input[name=agency]:checked + .said"))
rounds = browser.run("[...document.querySelectorAll('#service_about .round')].map((round) => round.dataset.unit)")
expect("a round for each service of the agency", rounds == ["moh-1", "moh-2"], rounds)
asked = browser.run("document.getElementById('progress').max")
browser.step("agency_cat")
expect("evidence is not asked before there is a claim", not browser.shown("cat01ev"))
browser.choose("cat01", "yes")
expect("then it is", browser.shown("cat01ev"))
expect("progress counts", browser.run("document.getElementById('progress').value") == 1 and f"1 of {asked}" in browser.text("#counted"))
expect("the section counts too", browser.text("[data-go=agency_cat] .tally").strip("\u2066\u2069").startswith("1/"))
browser.value("cat01ev", "Portal, deed 12/3")
browser.value("cat01evdate", "2026-05-01")
(folder / "deed 12.pdf").write_bytes(b"deed")
browser.call("DOM.enable")
root = browser.call("DOM.getDocument")["root"]["nodeId"]
node = browser.call("DOM.querySelector", nodeId=root, selector="#cat01evfile")["nodeId"]
browser.call("DOM.setFileInputFiles", nodeId=node, files=[str(folder / "deed 12.pdf")])
expect("the name of a file is noted", browser.until("document.querySelector('[data-name=cat01evfile] .noted').textContent.includes('deed 12.pdf')"))

# Numbers: digits of any script, limits, and no guess.
number = browser.run("""[...document.querySelectorAll('.step:not(.here) [data-limits], [data-limits]')].map((one) => one.dataset)
    .find((one) => one.kind === 'criterion' && JSON.parse(one.limits)[2] === 100 && document.getElementById(one.name)
        && !document.getElementById(one.name).closest('.blank')).name""")
expect("there is a share to test with", bool(number))
browser.step(browser.run(f"document.getElementById('{number}').closest('.step').id"))
for text, wrong in [("١٤٠", True), ("1,234", True), ("many", True), ("-1", True), ("۴۵٫۵", False), ("٤٥٫٥", False)]:
    browser.value(number, text)
    error = browser.text(f"[id='{number}-error']")
    expect(f"{text} is {'refused' if wrong else 'accepted'}", bool(error) == wrong, error)
    expect(f"{text} is marked", (browser.run(f"document.getElementById('{number}').ariaInvalid") == "true") == wrong)
browser.value(number, "١٤٠")
expect("the limit is said", browser.text(f"[id='{number}-error']") == "A number from 0 to 100.", browser.text(f"[id='{number}-error']"))
browser.run("document.querySelector('[data-language=ar]').click()")
expect("in the other language too", "١٠٠" in browser.text(f"[id='{number}-error']"))
browser.run("document.querySelector('[data-language=en]').click()")
expect("answers stay", browser.run(f"document.getElementById('{number}').value") == "١٤٠")

# Not applicable, with its reason; a number that is not known.
waived = browser.run("""[...document.querySelectorAll('.question[data-kind=criterion]:not([data-limits])')]
    .map((one) => one.dataset.name).find((name) => document.querySelector(`input[name="${name}"][value=NA]`)
        && document.querySelector(`input[name="${name}why"]`)?.closest('.blank') === null)""")
browser.choose(waived, "NA")
expect("a reason is asked", browser.run(f"!document.querySelector('[data-name={waived}why]').hidden"))

# A service, KPIs, and who signs.
browser.step("service_about")
browser.choose("cat02@moh-1", "yes")
browser.run("document.querySelector('[data-unit=moh-2] summary').click()")
expect("a round is made when it is opened", browser.until("document.getElementById('cat02-0@moh-2') !== null"))
browser.choose("cat02@moh-2", "no")
tally = browser.text("[data-unit=moh-1] .tally").strip("\u2066\u2069")
expect("a round counts", tally.startswith("1/"), tally)
browser.value("eff3case", "12 ١٥ 20.5")
browser.value("acc4numerator", "ريف: ٤\nمدن: 9")
browser.value("signedby", "A. B. الوزير")
browser.value("letternumber", "12/3")
browser.value("letterdate", "2026-11-20")

# What is missing is said, and reached.
browser.step("finish")
browser.run("document.getElementById('send').click()")
missing = browser.run("[...document.querySelectorAll('#review h3 + ul')].map((list) => list.children.length)")
expect("what is wrong keeps the file", not list(downloads.iterdir()) and missing and missing[0] >= 2, missing)
browser.run("[...document.querySelectorAll('#review .missing')][0].querySelector('button').click()")
expect("a click leads there", browser.until("document.activeElement.closest('.question')?.checkVisibility()"))
browser.value(number, "٤٥٫٥")
browser.run(f"document.querySelector('input[name={waived}why]')?.click()")
browser.value(f"{waived}by", "The minister")

# The keyboard alone.
browser.step("respondent_about")
browser.step("agency_cat")
expect("the step's heading has the focus", browser.until("document.activeElement.id === 'agency_cat-title'"))
browser.type([{"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}])
expect("then its first answer", browser.run("document.activeElement.name") == "cat01", browser.run("document.activeElement.outerHTML"))
browser.type([{"key": "ArrowUp", "code": "ArrowUp", "windowsVirtualKeyCode": 38}])
expect("arrows choose", browser.run("document.querySelector('input[name=cat01]:checked').value") == "no")
browser.choose("cat01", "yes")

# A change, and the power is cut.
start = time.monotonic()
browser.value("respondent", "last word")
on_disk = browser.until("JSON.parse(Object.values(localStorage)[0]).turn === Number(document.getElementById('saved').dataset.turn)")
took = time.monotonic() - start
expect("a change is on the disk within a second", on_disk and took < 1, f"{took:.2f} s")
browser.kill()
browser = Form(chromium, folder / "profile")
browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
browser.open(form)
kept = browser.run("""[document.getElementById('respondent').value, document.querySelector('input[name=agency]:checked')?.value,
    document.querySelector('input[name=cat01]:checked')?.value, document.documentElement.lang]""")
expect("a forced kill loses nothing", kept == ["last word", "moh", "yes", "en"], kept)
browser.step("service_about")
expect("nor in a round", browser.run("document.querySelector('input[name=\"cat02@moh-1\"]:checked')?.value") == "yes")

# Copies: kept, refused, opened.
browser.step("finish")
browser.run("document.getElementById('keep').click()")
copy, held = saved(downloads, set())
expect("a copy is not final", held["final"] is False)


def choose_copy(path):
    browser.run("document.getElementById('told').textContent = ''")
    browser.call("DOM.enable")
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    node = browser.call("DOM.querySelector", nodeId=root, selector="#copy")["nodeId"]
    browser.call("DOM.setFileInputFiles", nodeId=node, files=[str(path)])


other = folder / "other.json"
for text, word in [("{}", "no copy"), ("{", "no copy"), (json.dumps(held | {"form": "another"}), "another form")]:
    other.write_text(text, encoding="utf-8")
    choose_copy(other)
    expect(f"{text[:12]} is refused", browser.until(f"document.getElementById('told').textContent.includes('{word}')"), browser.text("#told"))
browser.run("document.getElementById('again').click()")
expect("removal asks first", browser.run("document.getElementById('sure').open"))
browser.run("document.querySelector('#sure [value=no]').click()")
expect("no is no", browser.run("document.getElementById('respondent').value") == "last word")
browser.run("document.getElementById('again').click(); document.querySelector('#sure [value=yes]').click()")
expect("yes removes everything", browser.until("document.getElementById('respondent').value === ''"))
choose_copy(copy)
expect("a copy brings it back", browser.until("document.getElementById('respondent').value === 'last word'"), browser.text("#told"))

# What a screen reader needs.
for language, scheme, width in [("en", "light", 360), ("ar", "dark", 1280), ("ckb", "light", 360)]:
    browser.run(f"document.querySelector('[data-language={language}]').click()")
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    for step in ["respondent_about", "agency_cat", "service_about", "kpis_eff", "attestation", "finish"]:
        browser.step(step)
        wide = browser.run("document.documentElement.scrollWidth - innerWidth")
        expect(f"{step} fits {width} pixels in {language}", wide <= 0, wide)
        if language == "ckb":
            continue
        found.extend(f"{step}, {language}, {width}: {violation}" for violation in browser.serious(axe.read_text(encoding="utf-8")))
browser.call("Emulation.clearDeviceMetricsOverride")
browser.call("Emulation.setEmulatedMedia", features=[])

# Paper.
pdf = base64.b64decode(browser.call("Page.printToPDF", preferCSSPageSize=True)["data"])
(folder / "form.pdf").write_bytes(pdf)
expect("it prints", pdf.startswith(b"%PDF") and pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/") > 5)
browser.call("Emulation.setEmulatedMedia", media="print")
for selector in ["#agency_cat .option .code", "#agency_trx h2", "[data-name=cat01] .code"]:
    expect(f"paper has {selector}", browser.run(f"document.querySelector('{selector}').checkVisibility()"))
for selector in [".top", "nav", "#finish"]:
    expect(f"paper has no {selector}", not browser.run(f"document.querySelector('{selector}').checkVisibility()"))
browser.call("Emulation.setEmulatedMedia", media="")

# The file to send, and what the program makes of it.
browser.run("document.querySelector('[data-language=en]').click()")
browser.step("finish")
before = set(downloads.glob("*.json"))
browser.run("document.getElementById('send').click()")
path, answers = saved(downloads, before)
expect("the file is final", answers["final"] is True, browser.text("#review"))
tables = answers["tables"]
said = tables.get("answers")
expect("an answer", rows(said, agency="moh", criterion="cat01", answer="yes", period="2026", respondent="last word"))
expect("a number in Latin digits", rows(said, criterion=number, answer="45.5"), rows(said, criterion=number))
expect("not applicable", rows(said, criterion=waived, answer="NA", na_approver="The minister"), rows(said, criterion=waived))
expect("each service", [row["service"] for row in rows(said, criterion="cat02")] == ["moh-1", "moh-2"])
proof = rows(tables.get("evidence"), criterion="cat01", title="Portal, deed 12/3", link="deed 12.pdf", date="2026-05-01")
expect("evidence with the hash of its file", proof and proof[0]["sha256"] == hashlib.sha256(b"deed").hexdigest(), proof)
cases = [row["value"] for row in rows(tables.get("kpis"), kpi="eff3", quantity="case")]
expect("a row for each case", cases == ["12", "15", "20.5"], cases)
groups = [(row["group"], row["value"]) for row in rows(tables.get("kpis"), kpi="acc4", quantity="numerator")]
expect("a row for each group", groups == [("ريف", "4"), ("مدن", "9")], groups)
expect("who signs", rows(tables.get("attestations"), agency="moh", name="A. B. الوزير", letter_date="2026-11-20"))
if path:
    (source / "answers.csv").unlink()
    shutil.copy(path, source / "moh.json")
    explained = miqyas("explain", source, "moh", "cat01", "--lang", "en")
    expect("the program reads the answer", "moh.json#answers row 2" in explained, explained[-400:])
    assessed = miqyas("assess", path, "--framework", "layne-lee", "--table", "json", "--lang", "en")
    expect("one file can be judged alone", '"moh"' in assessed)
    errors = [row for row in json.loads(miqyas("check", source, "--table", "json", "--lang", "en") or "[]") if "error" in str(row).lower()]
    expect("nothing in it is an error", not errors, errors)

# A browser that keeps nothing says so.
browser.call("Page.addScriptToEvaluateOnNewDocument", source="""
    Object.defineProperty(window, "localStorage", { get() { throw new Error("private"); } });
    Object.defineProperty(window, "indexedDB", { value: undefined });""")
browser.open(form)
expect("nothing is kept, and that is said", browser.run("document.getElementById('unkept').checkVisibility()"))
found.extend(browser.complaints())
browser.kill()

print("\n".join(found[:50]) or f"a form filled in, killed, kept, printed and read: {len(done)} things hold; on the disk after {took * 1000:.0f} ms")
sys.exit(1 if found or not done else 0)
