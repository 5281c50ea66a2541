"""Data packages validated by frictionless, and read by the lines of R, Python and SQL that the README shows.

    python package.py PROGRAM FOLDER
"""
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from frictionless import Package, system

LANGUAGES = {"r": ["Rscript", "-"], "python": [sys.executable, "-"], "sql": ["sqlite3", "-batch", ":memory:"]}


def export(program, sample, target, *words):
    subprocess.run([program, "export", sample, "--quiet", "--lang", "en", "--out", target, *words], check=True)


def faults(folder):
    report = Package(folder / "datapackage.json").validate()
    for task in report.tasks:
        for error in task.errors:
            yield f"{folder.name}/{task.name}: {error.message}"
    for error in report.errors:
        yield f"{folder.name}: {error.message}"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    if not package["framework"]["sha256"]:
        yield f"{folder.name}: no hash of the framework"
    for language, entry in (("cff", "cff-version: 1.2.0"), ("bib", "@misc{")):
        text = "".join(path.read_text(encoding="utf-8") for path in folder.glob(f"*.{language}"))
        if entry not in text:
            yield f"{folder.name}: no citation in {language}"


def main():
    program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    system.trusted = True
    found = []
    for sample in sorted(path.parent for path in Path("sample-data").glob("*/assessment.toml")):
        for audience in ("public", "internal"):
            target = folder / f"{sample.name}-{audience}"
            export(program, sample, target, "--audience", audience)
            found += faults(target)
    export(program, "sample-data/chile-2021", folder / "package")
    blocks = re.findall(r"^```(r|python|sql)\n(.*?)^```", Path("README.md").read_text(encoding="utf-8"), re.M | re.S)
    if {language for language, _ in blocks} != set(LANGUAGES):
        found.append(f"the README shows {[language for language, _ in blocks]}")
    for language, text in blocks:
        done = subprocess.run(LANGUAGES[language], input=text, capture_output=True, text=True, cwd=folder)
        if done.returncode or done.stderr.strip() or not done.stdout.strip():
            found.append(f"{language}: {done.stdout}{done.stderr}")
        print(f"{language}: {done.stdout.strip()[-200:]}")
    for fault in found:
        print(fault, file=sys.stderr)
    sys.exit(bool(found))


main()
