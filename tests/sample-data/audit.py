"""What two auditors of the fictional country would have found of the claims drawn, with false claims planted.

    miqyas audit sample sample-data/example --visits 8 --claims 10 --out drawn
    python3 tests/sample-data/audit.py drawn/audit-claims.csv > sample-data/example/audit/verdicts.csv
"""
import csv
import hashlib
import pathlib
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FRAMEWORK = tomllib.loads((ROOT / "criteria/layne-lee.toml").read_text(encoding="utf-8"))
KINDS = {scale["code"]: scale["kind"] for scale in FRAMEWORK["scales"]}
SCALES = {criterion["code"]: criterion["scale"] for criterion in FRAMEWORK["criteria"]}


def chance(*words):
    """A number of 0–99 that follows from words alone."""
    return int(hashlib.sha256(" ".join(words).encode()).hexdigest()[:8], 16) % 100


def verdict(row):
    """Weak evidence is false more often: a statement alone in half of the cases, a document in a quarter."""
    agency, criterion, kind = row["agency"], row["criterion"], KINDS[SCALES[row["criterion"]]]
    if kind not in ("choice", "share") or chance(agency, criterion) >= (50 if row["grade"] == "E1" else 25):
        return "confirmed", ""
    if kind == "share" and chance("part", agency, criterion) < 60:
        return "partly", str(round(float(row["claimed"]) * 50))
    return "refuted", ""


writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow(["agency", "period", "criterion", "verdict", "found", "grade", "auditor", "date", "note"])
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")):
    agency, criterion = row["agency"], row["criterion"]
    said, found = verdict(row)
    date = "2026-12-15" if chance("date", agency) < 50 else "2027-01-20"
    note = {"partly": "seen at some services only", "refuted": "not there"}.get(said, "")
    writer.writerow([agency, row["period"], criterion, said, found, "E3", "1", date, note])
    if chance("second", agency) < 40:
        kinder = "confirmed" if chance("kind", agency, criterion) < 20 else said
        writer.writerow([agency, row["period"], criterion, kinder, found if kinder == said else "", "E3", "2", date, ""])
