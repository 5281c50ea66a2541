"""Reference values of correlations and group comparisons -> comparison.csv, comparison.json.

    python3 -m venv v && v/bin/pip install numpy scipy pandas statsmodels scikit-posthocs pingouin
    v/bin/python comparison.py && Rscript comparison.R

Values by programs not written here where one computes them; the rest by another way in numpy (said at each).
"""
import itertools
import json
import math
import pathlib

import numpy as np
import pandas as pd
import pingouin
import scikit_posthocs
import scipy
import statsmodels
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.nonparametric import rank_compare_2indep
from statsmodels.stats.oneway import anova_oneway, confint_effectsize_oneway
from statsmodels.stats.proportion import confint_proportions_2indep

HERE = pathlib.Path(__file__).parent
SAMPLES = HERE.parents[2] / "sample-data"


def table():
    """150 cases: correlated, ordinal, missing, constant; groups of 50, 40, 35, 20, 4 and 1."""
    rng = np.random.default_rng(6)
    n = 150
    x1 = rng.normal(size=n).round(4)
    x2 = (0.6 * x1 + 0.8 * rng.normal(size=n)).round(4)
    x3 = (-3 + 2 * rng.standard_t(3, size=n) - x1).round(3)
    likert = lambda x: np.digitize(x, [-1.2, -0.4, 0.3, 1.1]) + 1
    o1, o2 = likert(x1 + rng.normal(size=n)), likert(-x1 + 2 * rng.normal(size=n))
    o3 = likert(rng.normal(size=n)).astype(float)
    unit = np.repeat(list("abcdef"), [50, 40, 35, 20, 4, 1])
    y1 = (x2 + np.repeat([0, 0.3, -0.6, 1.0, 0.5, 0], [50, 40, 35, 20, 4, 1])).round(4)
    focal = rng.integers(0, 2, size=n)
    ability = rng.normal(size=n) - 0.4 * focal
    score = np.clip(np.round(6 + 2.2 * ability), 1, 11).astype(int)
    item = (rng.random(n) < 1 / (1 + np.exp(-(1.3 * ability - 1.1 * focal + 0.5)))).astype(int)
    even = (rng.random(n) < 1 / (1 + np.exp(-ability))).astype(int)
    ordered = np.clip(np.round(2 + 0.8 * ability - 0.5 * focal + 0.8 * rng.normal(size=n)), 0, 4).astype(int)
    frame = pd.DataFrame(dict(
        unit=unit, x1=x1, x2=x2, x3=x3, y1=y1, o1=o1, o2=o2, o3=o3, mono=np.round(np.exp(x1 / 2), 6),
        constant=0.1, few=[1.5, 2.5, 0.5] + [np.nan] * (n - 3), focal=focal, score=score, item=item, even=even, ordered=ordered,
    ))
    frame.loc[rng.random(n) < 0.2, "x3"] = np.nan
    frame.loc[rng.random(n) < 0.3, "o3"] = np.nan
    frame.to_csv(HERE / "comparison.csv", index=False)
    return pd.read_csv(HERE / "comparison.csv")


def correlation(kind, a, b):
    both = pd.notna(a) & pd.notna(b)
    a, b = np.asarray(a[both], float), np.asarray(b[both], float)
    n = len(a)
    if n < 4 or len(set(a)) == 1 or len(set(b)) == 1:
        return dict(n=n, value=None)
    if kind == "pearson":
        own = stats.pearsonr(a, b)
        interval = list(own.confidence_interval(0.95))
    elif kind == "spearman":
        own = stats.spearmanr(a, b)
        # Bonett & Wright (2000), their formula.
        error = math.sqrt((1 + own.statistic**2 / 2) / (n - 3))
        interval = [np.tanh(np.arctanh(own.statistic) + s * stats.norm.ppf(0.975) * error) for s in (-1, 1)]
    else:
        own = stats.kendalltau(a, b)
        interval = None
        if len(set(a)) == n and len(set(b)) == n and abs(own.statistic) < 1:
            # The jackknife done by leaving out each pair in turn.
            left = np.array([stats.kendalltau(np.delete(a, i), np.delete(b, i)).statistic for i in range(n)])
            error = math.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()) / (1 - own.statistic**2)
            interval = [np.tanh(np.arctanh(own.statistic) + s * stats.norm.ppf(0.975) * error) for s in (-1, 1)]
    if abs(own.statistic) > 1 - 1e-12:
        interval = None
    return dict(n=n, value=own.statistic, p=own.pvalue, interval=interval)


def correlations(frame):
    chile = pd.read_csv(SAMPLES / "chile-2021" / "answers.csv")
    world = pd.read_csv(SAMPLES / "world-egdi" / "answers-2022.csv")
    sources = [
        ("comparison", frame, ["x1", "x2", "x3", "o1", "o2", "o3", "mono", "constant", "few"]),
        ("chile-2021/answers", chile, ["forms", "news", "transac", "payments", "search"]),
        ("world-egdi/answers-2022", world, [c for c in world.columns[1:] if pd.api.types.is_numeric_dtype(world[c])][:4]),
    ]
    rows = []
    for source, data, columns in sources:
        for first, second in itertools.combinations(columns, 2):
            for kind in ("pearson", "spearman", "kendall"):
                rows.append(dict(source=source, first=first, second=second, kind=kind) | correlation(kind, data[first], data[second]))
    small = [
        ([1, 2, 3, 4], [2, 1, 4, 3]), ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]), ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]),
        ([-1.5, 2, 2, 7], [0, 0, 1, -3]), ([1, 1, 1, 2], [3, 3, 3, 4]), ([1, 2, 3], [3, 1, 2]), ([5, 5, 5, 5, 5], [1, 2, 3, 4, 5]),
        ([3, 1, 4, 15, 9, 2, 6, 5, 35, 8], [2, 7, 1, 8, 28, 18, 4, 59, 0, 45]), (list(range(34)), [(7 * i) % 34 for i in range(34)]),
        (list(range(33)), [(5 * i) % 33 for i in range(33)]), (list(range(10)), [10] + list(range(9))),
    ]
    for a, b in small:
        for kind in ("pearson", "spearman", "kendall"):
            rows.append(dict(a=a, b=b, kind=kind) | correlation(kind, pd.Series(a), pd.Series(b)))
    return rows


def adjusted():
    rng = np.random.default_rng(1)
    lists = [[0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 0.02], [1.0], [0.0, 0.9, 0.5, 0.5, 1e-12], list(rng.random(30) ** 3)]
    methods = dict(bonferroni="bonferroni", holm="holm", benjamini_hochberg="fdr_bh")
    return [dict(p=p) | {ours: list(multipletests(p, method=theirs)[1]) for ours, theirs in methods.items()} for p in lists]


def group_sets(frame):
    chile = pd.read_csv(SAMPLES / "chile-2021" / "answers.csv").merge(
        pd.read_csv(SAMPLES / "chile-2021" / "agencies.csv"), left_on="agency", right_on="code")
    regions = chile.assign(total=chile.drop(columns=["agency", "period", "code", "name_en", "region"]).sum(axis=1))
    by = lambda data, column, key: [list(map(float, g.dropna())) for _, g in data.groupby(key)[column]]
    rng = np.random.default_rng(2)
    yield "y1 by unit", by(frame, "y1", "unit")
    yield "o1 by unit", by(frame, "o1", "unit")
    yield "x3 by unit, missing", by(frame[frame.unit < "e"], "x3", "unit")
    yield "chile total by region", by(regions, "total", "region")
    yield "two of two", [[1.0, 2.0], [2.0, 4.0]]
    yield "apart", [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]
    yield "negative, F below 1", [[-3.0, 1.0, 4.0, 0.5], [-2.0, 3.0, 1.0], [2.5, -1.0, 0.0]]
    yield "one value each but one", [[1.0], [2.0], [3.0, 5.0]]
    yield "far apart", [list(rng.normal(k * 30, 1, 40).round(3)) for k in range(3)]
    yield "large", [list(rng.normal(k * 0.2, 1 + k, 60).round(2)) for k in range(4)]


def noncentral(f, first, second, n):
    """Steiger (2004) by scipy's noncentral F; statsmodels' confint_noncentrality is only good to 1e-4."""
    bounds = []
    for p in (0.975, 0.025):
        at = lambda x: stats.ncf.cdf(f, first, second, x) - p
        root = 0.0 if stats.f.cdf(f, first, second) < p else brentq(at, 0, 10 * (f + 10) * first, xtol=1e-12, rtol=1e-14)
        bounds.append(root / (root + n))
    if f < 100:
        np.testing.assert_allclose(np.nan_to_num(confint_effectsize_oneway(f, (first, second), nobs=n).eta2).clip(0), bounds, atol=1e-4)
    return bounds


def groups(frame):
    rows = []
    for name, own in group_sets(frame):
        k, n = len(own), sum(map(len, own))
        h = stats.kruskal(*own)
        dunn = scikit_posthocs.posthoc_dunn(own).to_numpy()
        holm = scikit_posthocs.posthoc_dunn(own, p_adjust="holm").to_numpy()
        pairs = list(itertools.combinations(range(k), 2))
        row = dict(name=name, groups=own, kruskal=dict(statistic=h.statistic, p=h.pvalue, effect=h.statistic / (n - 1)),
                   dunn=[dict(first=a, second=b, p=dunn[a, b], holm=holm[a, b]) for a, b in pairs])
        f = stats.f_oneway(*own)
        if np.isfinite(f.statistic):
            share = lambda f: noncentral(f, k - 1, n - k, n)
            eta = (k - 1) * f.statistic / ((k - 1) * f.statistic + n - k)
            # pingouin's np2 is this eta squared for one factor; omega squared from F (Hays).
            long = pd.DataFrame([(i, v) for i, g in enumerate(own) for v in g], columns=["g", "v"])
            assert abs(pingouin.anova(long, dv="v", between="g")["np2"][0] - eta) < 1e-9
            row["anova"] = dict(statistic=f.statistic, df=[k - 1, n - k], p=f.pvalue, eta=eta,
                                omega=(k - 1) * (f.statistic - 1) / ((k - 1) * (f.statistic - 1) + n), interval=share(f.statistic))
            ranks = np.split(stats.rankdata(np.concatenate(own)), np.cumsum([len(g) for g in own])[:-1])
            row["kruskal"]["interval"] = share(stats.f_oneway(*ranks).statistic)
        else:
            row["anova"] = None
        if min(map(len, own)) > 1:
            welch = anova_oneway(own, use_var="unequal")
            second = pingouin.welch_anova(long, dv="v", between="g")
            assert abs(second["F"][0] / welch.statistic - 1) < 1e-6
            row["welch"] = dict(statistic=welch.statistic, df=[welch.df_num, welch.df_denom], p=welch.pvalue)
        else:
            row["welch"] = None
        levene = stats.levene(*own)
        row["levene"] = dict(statistic=levene.statistic, p=levene.pvalue) if np.isfinite(levene.statistic) else None
        rows.append(row)
    return rows


def superiority(a, b):
    """The logit of statsmodels' probability with its variance and degrees of freedom (Brunner & Munzel); where these tell
    nothing, Newcombe's method 5 by its equation, solved by brentq."""
    m, n = len(a), len(b)
    won = sum((x > y) + 0.5 * (x == y) for x in a for y in b) / (m * n)
    with np.errstate(all="ignore"):
        own = rank_compare_2indep(a, b)
    if 0 < won < 1 and min(m, n) > 1 and own.var_prob > 0:
        assert abs(own.prob1 - won) < 1e-12
        logit, width = scipy.special.logit(won), stats.t.ppf(0.975, own.df) * own.var_prob**0.5 / (won * (1 - won))
        return dict(value=won, interval=list(scipy.special.expit([logit - width, logit + width])))
    excess, z = (m + n) / 2 - 1, stats.norm.ppf(0.975)
    v = lambda t: t * (1 - t) * (1 + excess * ((1 - t) / (2 - t) + t / (1 + t))) / (m * n)
    f = lambda t: (won - t) ** 2 - z * z * v(t)
    low = 0.0 if won == 0 else brentq(f, 0, min(won, 1 - 1e-12), xtol=1e-15)
    high = 1.0 if won == 1 else brentq(f, max(won, 1e-12), 1, xtol=1e-15)
    return dict(value=won, interval=[low, high])


def two_groups(frame):
    rng = np.random.default_rng(3)
    column = lambda name, unit: list(map(float, frame.loc[frame.unit == unit, name].dropna()))
    sets = [
        ("continuous", column("y1", "a"), column("y1", "b")), ("continuous below 50", column("y1", "d"), column("y1", "c")),
        ("ordinal", column("o1", "a"), column("o1", "c")), ("missing", column("x3", "b"), column("x3", "d")),
        ("two and three", [1.0, 5.0], [2.0, 3.0, 9.0]), ("one and four", [2.5], [1.0, 2.0, 3.0, 4.0]),
        ("apart", [1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]), ("tied apart", [1.0, 1.0, 1.0], [2.0, 2.0]),
        ("negative", [-5.0, -1.0, 3.5, 2.0], [-7.0, 0.25, 8.0]), ("all equal", [2.0, 2.0, 2.0], [2.0, 2.0]), ("49", list(rng.normal(size=49).round(6)), list(rng.normal(0.4, 2, size=49).round(6))),
        ("unequal, large", list(rng.normal(0.5, 3, size=20).round(6)), list(rng.normal(size=110).round(6))),
    ]
    rows = []
    for name, a, b in sets:
        tied = len(set(a + b)) < len(a + b)
        exact = not tied and max(len(a), len(b)) < 50
        own = stats.mannwhitneyu(a, b, method="exact" if exact else "asymptotic")
        row = dict(name=name, a=a, b=b, superiority=superiority(a, b), exact=exact, u=own.statistic, p=own.pvalue)
        with np.errstate(all="ignore"):
            brunner = stats.brunnermunzel(a, b)
        row["brunner_munzel"] = None
        if np.isfinite(brunner.statistic):
            row["brunner_munzel"] = dict(statistic=brunner.statistic, p=brunner.pvalue, df=rank_compare_2indep(a, b).df)
        rows.append(row)
    return rows


def differential(frame):
    rows = []
    for item in ("item", "even", "ordered"):
        for bands in (None, 4):
            score = frame.score
            if bands:
                cuts = np.quantile(score, [i / bands for i in range(1, bands)])
                score = score.map(lambda s: sum(c < s for c in cuts))
            strata = [g for _, g in frame.groupby(score) if g.focal.nunique() == 2]
            row = dict(item=item, bands=bands, strata=len(strata))
            if item != "ordered":
                tables = [np.array([[((g.focal == f) & (g[item] == v)).sum() for v in (1, 0)] for f in (0, 1)]) for g in strata]
                both = StratifiedTable([t.astype(float) for t in tables])
                null = both.test_null_odds(correction=True)
                row |= dict(statistic=null.statistic, p=null.pvalue, ratio=both.oddsratio_pooled, interval=list(both.oddsratio_pooled_confint()))
            # Mantel (1963), Dorans & Schmitt (1991), Zwick & Thayer (1996) by their formulas; R's coin tests Mantel's.
            total = expected = variance = difference = spread = 0.0
            focal = sum((g.focal == 1).sum() for g in strata)
            for g in strata:
                y, f, r = g[item].to_numpy(float), g[item][g.focal == 1], g[item][g.focal == 0]
                own = len(f) * len(r) / len(y) * y.var(ddof=1)
                total, expected, variance = total + f.sum(), expected + len(f) * y.mean(), variance + own
                difference += len(f) / focal * (f.mean() - r.mean())
                spread += (len(f) / focal * (1 / len(f) + 1 / len(r))) ** 2 * own
            mantel = (total - expected) ** 2 / variance
            z = stats.norm.ppf(0.975)
            row |= dict(mantel=mantel, mantel_p=stats.chi2.sf(mantel, 1), difference=difference, standardised=difference / frame[item].std(),
                        difference_interval=[difference - z * spread**0.5, difference + z * spread**0.5])
            rows.append(row)
    return rows


def fisher():
    tables = [[[8, 2], [1, 5]], [[0, 10], [10, 0]], [[3, 3], [3, 3]], [[0, 5], [0, 7]], [[1, 0], [0, 1]], [[12, 330], [40, 300]],
              [[1000, 1200], [900, 1500]], [[0, 0], [4, 5]], [[2, 50000], [20, 60000]], [[5000, 100], [100, 5000]]]
    return [dict(table=t, p=stats.fisher_exact(t).pvalue) for t in tables]


def contrasts():
    rows = []
    for (a, m), (b, n) in [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((6, 7), (2, 7)), ((5, 56), (0, 29)), ((0, 10), (0, 20)), ((10, 10), (0, 10))]:
        low, high = confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff")
        rows.append(dict(first=[a, m], second=[b, n], value=a / m - b / n, interval=[low, high]))
    return rows


def summaries(frame):
    rows = []
    for column in ("x1", "x3", "o1", "few"):
        own = frame[column].dropna()
        rows.append(dict(values=list(map(float, own)), n=len(own), mean=own.mean(), deviation=own.std(), quartiles=list(own.quantile([0.25, 0.5, 0.75])),
                         lowest=own.min(), highest=own.max(), skewness=own.skew()))
    return rows


def plain(value):
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return float(value) if np.isfinite(value) else None
    return value


if __name__ == "__main__":
    frame = table()
    versions = {m.__name__: m.__version__ for m in (np, scipy, pd, statsmodels, pingouin, scikit_posthocs)}
    result = dict(versions=versions, correlations=correlations(frame), adjusted=adjusted(), groups=groups(frame), two_groups=two_groups(frame),
                  differential=differential(frame), fisher=fisher(), contrasts=contrasts(), summaries=summaries(frame))
    lines = ",\n".join(
        f"{json.dumps(key)}: " + ("[\n" + ",\n".join(json.dumps(row) for row in value) + "\n]" if isinstance(value, list) else json.dumps(value))
        for key, value in plain(result).items())
    (HERE / "comparison.json").write_text("{\n" + lines + "\n}\n")
