"""Every table of every result, read by Python's csv and validated by frictionless.

    python tables.py RESULTS PROGRAM
"""
import csv
import sys
from pathlib import Path

from frictionless import Detector, Dialect, Resource, formats, system

SCORES = "period,agency,dimension,role,column,value,low,high,coverage,answered,applicable,rank,band".split(",")
AGENCIES = (
    "period,agency,name,status,stage_claimed,stage_supported,stage_checked,stage_strict,stage_other_weight,"
    "stage_na_zero,attainable,leap,binding_obstacle,binds,distance,coverage"
).split(",")


def faults(path):
    raw = path.read_bytes()
    if not raw.startswith(b"\xef\xbb\xbf"):
        yield "no byte order mark: Excel shows Arabic wrong"
    if raw.count(b"\xef\xbb\xbf") != 1:
        yield "more than one byte order mark"
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    heading, rows = rows[0], rows[1:]
    if path.name != "findings.csv" and path.name != "national.csv" and "period" in heading and heading[0] != "period":
        yield f"the first column is {heading[0]}"
    if path.name == "scores.csv" and heading != SCORES:
        yield f"columns {heading}"
    if path.name == "agencies.csv" and heading[: len(AGENCIES)] != AGENCIES:
        yield f"columns {heading}"
    for number, row in enumerate(rows, 2):
        if len(row) != len(heading):
            yield f"row {number} has {len(row)} cells of {len(heading)}"
        for cell in row:
            if cell[:1] in "=+@\t\r" and cell or cell[:1] == "-" and not number_like(cell):
                yield f"row {number}: {cell!r} would be a formula"
    if path.name == "scores.csv":
        for number, row in enumerate(rows, 2):
            cells = dict(zip(heading, row))
            low, value, high = (float(cells[name]) if cells[name] else None for name in ("low", "value", "high"))
            known = [bound for bound in (low, value, high) if bound is not None]
            if any(one > other + 1e-9 for one, other in zip(known, known[1:])):
                yield f"row {number}: low {low}, value {value}, high {high}"
    if rows:
        with system.use_context(trusted=True):
            # A column of numbers may begin with whole ones: what is validated is the shape of the table.
            dialect, detector = Dialect(controls=[formats.CsvControl()]), Detector(field_type="any")
            resource = Resource(path=str(path), encoding="utf-8-sig", dialect=dialect, detector=detector)
            report = resource.validate()
        for error in report.flatten(["type", "note"])[:5]:
            yield f"frictionless: {error}"


def number_like(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


results = Path(sys.argv[1])
paths = sorted(results.glob("*/tables/*.csv"))
found = [f"{path.relative_to(results)}: {fault}" for path in paths for fault in faults(path)]
print("\n".join(found[:50]) or f"{len(paths)} tables are sound")
sys.exit(1 if found or not paths else 0)
