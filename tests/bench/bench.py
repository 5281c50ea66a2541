"""Generates data (the same at every run), times the whole program on it and other tools on the same file.

    python bench.py PROGRAM [--small]

Every figure is the best of several whole processes, with the operating system's account of CPU and peak memory.
"""
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STAGES, PER_STAGE = 4, 6
CRITERIA = [f"c{number:02}" for number in range(1, STAGES * PER_STAGE + 1)]
LEVELS = 5
AGENCIES = 400
RESPONDENTS = 1_400_000


def framework(criteria):
    lines = ['code = "bench"', 'version = "1"', 'languages = ["en"]', 'title = { en = "Benchmark" }', "[[scales]]"]
    lines += ['code = "level"', 'kind = "choice"', 'title = { en = "Level" }', "gate = { at_least = 0.5 }", "choices = ["]
    lines += [f'  {{ code = "{n}", value = {n / (LEVELS - 1)}, title = {{ en = "Level {n}" }} }},' for n in range(LEVELS)]
    lines.append("]")
    for stage in range(1, STAGES + 1):
        lines += ["[[dimensions]]", f'code = "s{stage}"', f'title = {{ en = "Stage {stage}" }}', 'role = "stage"']
    for position, code in enumerate(criteria):
        stage = position * STAGES // len(criteria) + 1
        lines += ["[[criteria]]", f'code = "{code}"', f'dimension = "s{stage}"', 'scale = "level"']
        lines += [f'text = {{ en = "Criterion {code}" }}'] + (['gate = "gate"'] if position % PER_STAGE < 2 else [])
    return "\n".join(lines) + "\n"


def begin(folder, agencies, criteria=CRITERIA, periods=("2025",)):
    folder.mkdir()
    (folder / "bench.toml").write_text(framework(criteria))
    listed = "".join(f'[[periods]]\ncode = "{period}"\nlast = "{period}-12-31"\n' for period in periods)
    (folder / "assessment.toml").write_text('framework = "bench.toml"\n' + listed)
    register = "".join(f"org-{n:05},Agency {n},group {n % 18}\n" for n in range(agencies))
    (folder / "agencies.csv").write_text("code,name_en,type\n" + register)


def wide(folder, agencies, criteria=CRITERIA, periods=("2025",)):
    begin(folder, agencies, criteria, periods)
    chance = random.Random(1)
    with open(folder / "answers.csv", "w") as file:
        file.write("agency,period," + ",".join(criteria) + "\n")
        for number in range(agencies):
            for period in periods:
                answers = ",".join(str(chance.randrange(LEVELS)) for _ in criteria)
                file.write(f"org-{number:05},{period},{answers}\n")


def long(folder, respondents):
    """One row per respondent and criterion. Respondents answer in one of 64 ways, drawn once for each agency."""
    begin(folder, AGENCIES)
    chance = random.Random(2)
    with open(folder / "answers.csv", "w", buffering=1 << 22) as file:
        file.write("agency,period,criterion,respondent,answer\n")
        for number in range(AGENCIES):
            ways = [
                "".join(f"org-{number:05},2025,{code},@,{chance.randrange(LEVELS)}\n" for code in CRITERIA)
                for _ in range(64)
            ]
            first = number * respondents // AGENCIES
            last = (number + 1) * respondents // AGENCIES
            file.writelines(ways[n % 64].replace("@", f"r{n:07}") for n in range(first, last))


def index(folder, units, criteria, groups):
    """Measured criteria, some heavy-tailed, some missing, under five assumptions: as COINr's own example of uncertainty."""
    folder.mkdir()
    chance = random.Random(3)
    codes = [f"c{number:02}" for number in range(criteria)]
    lines = ['code = "index"', 'version = "1"', 'languages = ["en"]', 'title = { en = "Index" }', "[method]"]
    lines += ['imputation = { by = "median" }', 'treatment = { winsorise = 5, then = "log-ct" }', "[[scales]]"]
    lines += ['code = "number"', 'kind = "number"', 'title = { en = "Number" }']
    lines += ["[[dimensions]]", 'code = "index"', 'role = "index"', 'title = { en = "Index" }']
    for group in range(groups):
        lines += ["[[dimensions]]", f'code = "g{group}"', 'parent = "index"', f'title = {{ en = "Group {group}" }}']
    for position, code in enumerate(codes):
        group = min(position * groups // criteria, groups - 1)
        better = "lower" if position % 7 == 3 else "higher"
        lines += ["[[criteria]]", f'code = "{code}"', f'dimension = "g{group}"', 'scale = "number"']
        lines += [f'text = {{ en = "{code}" }}', f'normalise = {{ min-max = {{ better = "{better}", least = 1, most = 100 }} }}']
    (folder / "index.toml").write_text("\n".join(lines) + "\n")
    (folder / "agencies.csv").write_text("code\n" + "".join(f"u{unit:04}\n" for unit in range(units)))
    with open(folder / "answers.csv", "w") as file:
        file.write("agency," + ",".join(codes) + "\n")
        draws = [lambda: chance.lognormvariate(0, 1), lambda: chance.gauss(50, 12), lambda: 100 * chance.random()]
        for unit in range(units):
            cells = ["" if chance.random() < 0.03 else f"{draws[item % 3]():.6g}" for item in range(criteria)]
            file.write(f"u{unit:04}," + ",".join(cells) + "\n")
    (folder / "assessment.toml").write_text("""framework = "index.toml"
[robustness]
survey = false
[[robustness.assumptions]]
setting = "weights"
plus_minus = 0.25
[[robustness.assumptions]]
setting = "criteria.*.normalise"
values = ["as-is", { z-score = { mean = 50, deviation = 10 } }]
[[robustness.assumptions]]
setting = "method.imputation.by"
values = ["median", "mean"]
[[robustness.assumptions]]
setting = "method.treatment.winsorise"
values = [1, 2, 3, 4, 5]
[[robustness.assumptions]]
setting = "dimensions.*.aggregate"
values = ["arithmetic", "geometric"]
""")


def timed(command, times):
    """Best wall time, its CPU time (both s) and the highest peak memory (MiB) of several runs."""
    best = None
    peak = 0
    for _ in range(times):
        with open(os.devnull, "wb") as nothing, tempfile.TemporaryFile() as errors:
            began = time.perf_counter()
            process = subprocess.Popen(command, stdout=nothing, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
            if status != 0:
                errors.seek(0)
                sys.exit(f"{command}: status {status}\n{errors.read().decode()[-2000:]}")
        peak = max(peak, usage.ru_maxrss / 1024)
        if best is None or wall < best[0]:
            best = (wall, usage.ru_utime + usage.ru_stime)
    return *best, peak


def line(name, figures, ratio=""):
    wall, cpu, peak = figures
    print(f"{name:<44}{wall * 1000:>10.1f} ms wall{cpu * 1000:>11.1f} ms CPU{peak:>8.0f} MiB  {ratio}", flush=True)


SCIPY = """
import csv, sys
import numpy as np
from scipy import stats
rows = list(csv.reader(open(sys.argv[1] + "/answers.csv")))[1:]
values = np.array([[float(cell) for cell in row[2:]] for row in rows])
groups = np.arange(len(values)) % 18
stats.spearmanr(values)
for part in np.array_split(values, 4, axis=1):
    score = part.mean(axis=1)
    k = part.shape[1]
    alpha = k / (k - 1) * (1 - part.var(axis=0, ddof=1).sum() / part.sum(axis=1).var(ddof=1))
    samples = [score[groups == group] for group in range(18)]
    stats.kruskal(*samples)
    for first in range(18):
        for second in range(first):
            stats.mannwhitneyu(samples[first], samples[second])
"""
DUCKDB = """
import duckdb, sys
duckdb.sql("set threads to 2")
print(len(duckdb.sql(f"select agency, criterion, count(*), avg(answer) from read_csv('{sys.argv[1]}', header = true, "
    "columns = {'agency': 'VARCHAR', 'period': 'SMALLINT', 'criterion': 'VARCHAR', 'respondent': 'VARCHAR', "
    "'answer': 'TINYINT'}) group by 1, 2").fetchall()))
"""
POLARS = """
import polars as pl, sys
schema = {"agency": pl.String, "period": pl.Int16, "criterion": pl.String, "respondent": pl.String, "answer": pl.Int8}
print(pl.scan_csv(sys.argv[1], schema=schema).group_by("agency", "criterion").agg(pl.len(), pl.col("answer").mean()).collect().height)
"""


def main():
    program = str(Path(sys.argv[1]).resolve())
    respondents = RESPONDENTS // 20 if "--small" in sys.argv else RESPONDENTS
    with tempfile.TemporaryDirectory(prefix="miqyas-bench-") as folder:
        folder = Path(folder)
        print("Whole process, nothing written (best of several):")
        for agencies, limit, times in [(40, 0.020, 20), (40_000, 0.3, 7)]:
            data = folder / f"wide-{agencies}"
            wide(data, agencies)
            figures = timed([program, "assess", str(data), "--quiet"], times)
            line(f"miqyas, {agencies:,} agencies × {len(CRITERIA)} criteria", figures, f"{figures[0] / limit:.2f} of the aim, {limit * 1000:.0f} ms")
        print("Intervals under five assumptions, 1,000 replications (COINr's time on data of that size as its maker measured it):")
        for units, criteria, groups, limit, coinr, times in [(51, 49, 8, 1.0, 160, 5), (4_000, 24, 6, 30.0, 1_560, 1)]:
            data = folder / f"index-{units}"
            index(data, units, criteria, groups)
            figures = timed([program, "robustness", str(data), "--no-sensitivity", "--quiet"], times)
            ratio = f"{figures[0] / limit:.2f} of the aim, {limit:.0f} s; COINr's CPU {coinr / figures[1]:.0f} times"
            line(f"miqyas robustness, {units:,} × {criteria}", figures, ratio)
        print("Statistics (scipy: Spearman's matrix, α, Kruskal & Wallis and Mann & Whitney's pairs alone):")
        for agencies, criteria, limit, times in [(345, 14, 1.0, 5), (2_000, 106, 10.0, 3)]:
            data = folder / f"statistics-{agencies}"
            wide(data, agencies, [f"c{n:03}" for n in range(criteria)])
            for command in ("statistics", "lint"):
                figures = timed([program, command, str(data), "--quiet"], times)
                line(f"miqyas {command}, {agencies:,} × {criteria}", figures, f"{figures[0] / limit:.2f} of the aim, {limit:.0f} s")
            theirs = timed([sys.executable, "-c", SCIPY, str(data)], times)
            line("scipy", theirs, f"miqyas lint takes {figures[0] / theirs[0]:.2f} times as long")
        print("Years compared, every change split into its causes, nothing drawn:")
        data = folder / "years"
        wide(data, 2_000, [f"c{n:03}" for n in range(106)], [str(year) for year in range(2021, 2026)])
        judged = timed([program, "assess", str(data), "--quiet"], 5)
        figures = timed([program, "compare", str(data), "--no-replications", "--quiet"], 5)
        ratio = f"{figures[0] / 2.0:.2f} of the aim, 2 s; {figures[0] / judged[0]:.2f} times as long as assess"
        line("miqyas compare, 2,000 × 106 × 5 periods", figures, ratio)
        data = folder / "long"
        began = time.perf_counter()
        long(data, respondents)
        answers = data / "answers.csv"
        size = answers.stat().st_size
        rows = respondents * len(CRITERIA)
        print(f"Long answers: {size / 1e9:.2f} GB, {rows / 1e6:.1f} million rows, made in {time.perf_counter() - began:.0f} s:")
        ours = timed([program, "assess", str(data), "--quiet"], 3)
        line("miqyas: all checks, hashes and judgement", ours, f"{ours[2] / 256:.2f} of the aim, 256 MiB")
        others = [
            ("DuckDB: typed, grouped count and mean only", [sys.executable, "-c", DUCKDB, str(answers)]),
            ("polars: typed, grouped count and mean only", [sys.executable, "-c", POLARS, str(answers)]),
            ("wc -l", ["wc", "-l", str(answers)]),
        ]
        for name, command in others:
            figures = timed(command, 3)
            line(name, figures, f"miqyas takes {ours[0] / figures[0]:.2f} times as long")


main()
