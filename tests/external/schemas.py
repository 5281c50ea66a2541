"""results.json against the published schema, frameworks against theirs, and the manifest's hashes against the files.

    python schemas.py RESULTS PROGRAM
"""
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

from jsonschema import Draft202012Validator

results, program = Path(sys.argv[1]), sys.argv[2]
found = []


def schema(name):
    document = json.loads(subprocess.run([program, "schema", name], check=True, capture_output=True).stdout)
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


def validate(validator, document, name):
    for error in list(validator.iter_errors(document))[:5]:
        found.append(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")


of_results = schema("results")
for path in sorted(results.glob("*/results.json")):
    validate(of_results, json.loads(path.read_bytes()), path.parent.name)

for path in sorted(results.glob("*/manifest.json")):
    manifest = json.loads(path.read_bytes())
    folder = Path("sample-data") / path.parent.name
    for entry in manifest["inputs"]:
        digest = hashlib.sha256((folder / entry["path"]).read_bytes()).hexdigest()
        if digest != entry["sha256"]:
            found.append(f"{folder / entry['path']}: the manifest says {entry['sha256']}")
    code = manifest["framework"]["code"]
    digest = hashlib.sha256((Path("criteria") / f"{code}.toml").read_bytes()).hexdigest()
    if digest != manifest["framework"]["sha256"]:
        found.append(f"{code}: the manifest says {manifest['framework']['sha256']}")

whole, extension = schema("framework"), schema("extension")
frameworks = sorted(Path("criteria").glob("*.toml"))
for path in frameworks:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    validate(extension if "extends" in document else whole, document, path.name)

print("\n".join(found[:50]) or f"{len(frameworks)} frameworks and {len(list(results.iterdir()))} results are sound")
sys.exit(1 if found or not frameworks else 0)
