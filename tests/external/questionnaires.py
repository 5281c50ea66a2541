"""Questionnaires for Kobo and ODK against pyxform, without a warning, and against ODK Validate where there is Java.

    python questionnaires.py PROGRAM FOLDER [validate]
"""
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from pyxform.xls2xform import xls2xform_convert

program, folder, validate = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3:] == ["validate"]
found = []
forms = []
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)


def form(name, *arguments):
    path = folder / f"{name}.xlsx"
    command = [program, "questionnaire", "xlsform", "--quiet", "--out", path, *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        found.append(f"{name}: {done.stderr}")
    else:
        forms.append(path)


for path in sorted(Path("criteria").glob("*.toml")):
    code = path.stem
    framework = tomllib.loads(path.read_text(encoding="utf-8"))
    form(code, "--framework", code)
    for edition in framework.get("editions", []):
        for languages in ["en", "ar,ckb,en"]:
            name = f"{code}-{edition['code']}-{languages}"
            form(name, "--framework", code, "--edition", edition["code"], "--lang", languages)
    for role in framework.get("roles", []):
        form(f"{code}-{role['code']}", "--framework", code, "--role", role["code"])
for sample in sorted(path.parent for path in Path("sample-data").glob("*/assessment.toml")):
    form(f"from-{sample.name}", "--from", sample)
form("from-example-beneficiary", "--from", "sample-data/example", "--role", "beneficiary")

for path in forms:
    try:
        warnings = xls2xform_convert(str(path), str(path.with_suffix(".xml")), validate=validate)
        found.extend(f"{path.name}: {warning}" for warning in warnings or [])
    except Exception as error:  # pyxform has no common class of errors
        found.append(f"{path.name}: {type(error).__name__}: {error}")

said = f"pyxform {version('pyxform')}{' and ODK Validate' if validate else ''}"
print("\n".join(found[:50]) or f"{said} accept {len(forms)} questionnaires")
sys.exit(1 if found or not forms else 0)
