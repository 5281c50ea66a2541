"""Reference values of src/stats/{reliability,agreement,order,response} by programs that are not ours.

python -m venv v && v/bin/pip install numpy scipy pandas pingouin scikit-learn statsmodels krippendorff factor_analyzer
v/bin/python reliability.py > reliability.json        (run in this folder)

First makes reliability-likert.csv, reliability-judges.csv and reliability-items.csv, which reliability.R reads too.
"""

import csv
import itertools
import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pingouin
from scipy import stats
from sklearn.decomposition import FactorAnalysis
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

warnings.simplefilter("ignore")
HERE = Path(__file__).parent
out = {"versions": {name: version(name) for name in
                    ["numpy", "scipy", "pandas", "pingouin", "scikit-learn", "statsmodels", "krippendorff", "factor_analyzer"]}}
out["versions"]["python"] = sys.version.split()[0]


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def read(name):
    return pd.read_csv(HERE / name)


# --- inputs -------------------------------------------------------------------------------------------------------
rng = np.random.default_rng(20260806)
trait = rng.standard_normal(120)
loadings = np.array([0.9, 0.8, 0.7, 0.6, 0.7, 0.5, 0.3, -0.4])
likert = np.digitize(trait[:, None] * loadings + rng.standard_normal((120, 8)) * np.sqrt(1 - loadings**2),
                     [-1.3, -0.4, 0.5, 1.2]) + 1
write("reliability-likert.csv", [f"q{i}" for i in range(1, 9)], likert)
truth = rng.normal(3, 1, 25)
judges = np.round(truth[:, None] + np.array([0, 0.4, -0.3, 0.1]) + rng.normal(0, 0.7, (25, 4)), 1)
write("reliability-judges.csv", ["a", "b", "c", "d"], judges)
ability = rng.standard_normal(90)
hard = np.array([-1.5, -0.7, 0.0, 0.4, 1.1, 1.8])
items = (rng.random((90, 6)) < 1 / (1 + np.exp(-2 * (ability[:, None] - hard)))).astype(int)
write("reliability-items.csv", [f"i{i}" for i in range(1, 7)], items)

likert, judges, items = read("reliability-likert.csv"), read("reliability-judges.csv"), read("reliability-items.csv")

# --- alpha, one factor, adequacy ----------------------------------------------------------------------------------
out["alpha"] = {"pingouin": pingouin.cronbach_alpha(likert)[0], "reversed": pingouin.cronbach_alpha(likert[["q1", "q8"]])[0]}

standard = ((likert - likert.mean()) / likert.std(ddof=0)).to_numpy()
factor = FactorAnalysis(n_components=1, tol=1e-15, max_iter=1_000_000, svd_method="lapack").fit(standard)
sign = np.sign(factor.components_.sum())
out["factor"] = {"loadings": (sign * factor.components_[0]).tolist(), "uniquenesses": factor.noise_variance_.tolist()}

correlation = likert.corr().to_numpy()
try:
    from factor_analyzer.factor_analyzer import calculate_bartlett_sphericity, calculate_kmo
    each, overall = calculate_kmo(likert)
    chi, p = calculate_bartlett_sphericity(likert)
    out["adequacy"] = {"kmo": float(overall), "each": list(map(float, each)), "chi": float(chi), "p": float(p)}
except ImportError as error:
    out["adequacy"] = {"error": str(error)}


def horn(n, columns, replications, p):
    roots = [np.sort(np.linalg.eigvalsh(np.corrcoef(rng.standard_normal((n, columns)), rowvar=False)))[::-1]
             for _ in range(replications)]
    return np.quantile(roots, p, axis=0).tolist()


out["parallel"] = [{"n": n, "columns": k, "p": 0.95, "thresholds": horn(n, k, 20_000, 0.95)} for n, k in [(40, 6), (6, 9)]]

# --- agreement ----------------------------------------------------------------------------------------------------
first, second = likert["q1"].to_numpy() - 1, likert["q2"].to_numpy() - 1
kappas = {}
for name, pairs, categories in [
    ("likert", list(zip(first.tolist(), second.tolist())), 5),
    ("worse", [(0, 1), (1, 0), (0, 1), (1, 1), (0, 0), (1, 0)], 2),
    ("perfect", [(0, 0), (1, 1), (2, 2), (2, 2)], 3),
    ("two", [(0, 0), (0, 1)], 2),
]:
    table = np.zeros((categories, categories))
    for a, b in pairs:
        table[a, b] += 1
    a, b = zip(*pairs)
    kappas[name] = {"pairs": pairs, "categories": categories}
    for weights, label in [(None, "unweighted"), ("linear", "linear"), ("quadratic", "quadratic")]:
        result = cohens_kappa(table, wt=weights)
        kappas[name][label] = {
            "sklearn": cohen_kappa_score(a, b, labels=list(range(categories)), weights=weights),
            "kappa": float(result.kappa), "error": float(result.std_kappa)}
out["kappa"] = kappas

long = judges.reset_index().melt(id_vars="index")
for column in ["CI95", "CI95%"]:
    pingouin.options[f"round.column.{column}"] = None
table = pingouin.intraclass_corr(long, targets="index", raters="variable", ratings="value")
out["intraclass"] = [{"type": row["Type"], "icc": row["ICC"], "f": row["F"], "df": [row["df1"], row["df2"]],
                      "p": row["pval"]} for _, row in table.iterrows()]

nan = None
KRIPPENDORFF = [  # Krippendorff, Computing Krippendorff's alpha-reliability (2011), section E: units 1-12, observers A-D
    [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
]
cases = {
    "published": KRIPPENDORFF,
    "judges": judges.T.to_numpy().tolist(),
    "likert": likert[["q1", "q2", "q3"]].T.to_numpy().tolist(),
    "worse": [[1, 2, 1, 2, 1], [2, 1, 2, 1, 1]],
    "negative": [[-1, 0, 2.5, -3, nan], [-1, 0.5, 2, -3, 7], [nan, 0, 2.5, -2, nan]],
}
out["krippendorff"] = {
    name: {"ratings": ratings} | {
        metric: krippendorff.alpha(np.array(ratings, dtype=float), level_of_measurement=metric)
        for metric in ["nominal", "ordinal", "interval"]}
    for name, ratings in cases.items()}

# --- order: an independent implementation by sorting ----------------------------------------------------------------


def guttman(x):
    ideal = -np.sort(-x, axis=1)
    wrong = x != ideal
    reproducibility = 1 - wrong.mean()
    marginal = np.maximum(x.mean(axis=0), 1 - x.mean(axis=0)).mean()
    return {"reproducibility": reproducibility, "marginal": marginal,
            "scalability": (reproducibility - marginal) / (1 - marginal),
            "deviating": int(wrong.any(axis=1).sum()), "errors": wrong.sum(axis=0).tolist()}


chile = pd.read_csv(HERE.parents[2] / "sample-data/chile-2021/answers.csv").drop(columns=["agency", "period"]).dropna()
easiest = chile.mean().sort_values(ascending=False, kind="stable").index.tolist()
out["guttman"] = {"items": guttman(items.to_numpy()), "chile": {"order": easiest} | guttman(chile[easiest].to_numpy())}


def scalability(x):
    """Covariances over those of the columns sorted each by itself."""
    covariance, greatest = np.cov(x, rowvar=False), np.cov(np.sort(x, axis=0), rowvar=False)
    np.fill_diagonal(covariance, 0)
    np.fill_diagonal(greatest, 0)
    return {"pairs": (covariance / np.where(greatest == 0, 1, greatest)).tolist(),
            "columns": (covariance.sum(0) / greatest.sum(0)).tolist(), "scale": covariance.sum() / greatest.sum()}


out["loevinger"] = {"likert": scalability(likert.to_numpy()), "items": scalability(items.to_numpy()),
                    "chile": scalability(chile.loc[:, chile.std() > 0].to_numpy()), "judges": scalability(judges.to_numpy())}

# --- responses ----------------------------------------------------------------------------------------------------
values = likert.to_numpy()
out["straight"] = [[max(len(list(run)) for _, run in itertools.groupby(row)), np.std(row, ddof=1)] for row in values.tolist()]
out["person_total"] = [float(np.corrcoef(row, np.delete(values, place, axis=0).mean(axis=0))[0, 1]) if np.std(row) > 0 else None
                       for place, row in enumerate(values)]
chances = [0.1, 0.35, 0.5, 0.8, 0.95, 0.0, 1.0]
out["independent_tail"] = {"chances": chances,
                           "tails": [float(stats.poisson_binom.sf(k - 1, chances)) for k in range(len(chances) + 1)]}


def alike(values):
    width = values.shape[1]
    answer = values[:, :, None] == np.unique(values)  # row, column, value
    leaning = (answer.sum(1) + answer.mean((0, 1))) / answer.mean((0, 1))
    chance = answer.mean(0)[None] * leaning[:, None]
    chance /= chance.sum(2, keepdims=True)
    pairs = np.array(list(itertools.combinations(range(len(values)), 2)))
    matches = (values[pairs[:, 0]] == values[pairs[:, 1]]).sum(1)
    expected = (chance[pairs[:, 0]] * chance[pairs[:, 1]]).sum((1, 2))
    plain = expected * (1 - expected / width)
    dependence = max(0, ((matches - expected) ** 2 - plain).sum() / ((width - 1) * plain).sum())
    share = expected / width
    if dependence > 0:
        size = 1 / dependence - 1
        tails = stats.betabinom.sf(matches - 1, width, share * size, (1 - share) * size)
    else:
        tails = stats.binom.sf(matches - 1, width, share)
    least = np.argsort(tails)[:20]
    return {"pairs": len(pairs), "share": matches.mean() / width, "dependence": dependence, "least": [
        {"pair": pairs[i].tolist(), "expected": expected[i], "p": min(1, tails[i] * len(pairs))} for i in least]}


related = np.digitize(trait[:40, None] * 0.3 + np.repeat(rng.standard_normal((40, 2)), 12, axis=1) * 0.9
                      + rng.standard_normal((40, 24)) * 0.3, [-1, 0, 1])
related[17] = related[3]
out["alike"] = {name: {"rows": x.tolist()} | alike(x) for name, x in [("likert", values), ("related", related)]}

lines = (f"{json.dumps(key)}: {json.dumps(value, default=float)}" for key, value in out.items())
print("{" + ",\n".join(lines) + "}")
