#!/usr/bin/env python3
"""Makes sample-data/example: an illustrative assessment of the fictional Republic of Marjana, 2025 and 2026.

    python3 tests/sample-data/example.py [OUT]

OUT is the folder to write, by default sample-data/example of this project. Only the standard library and
criteria/layne-lee.toml are read; the same criteria give the same bytes. Beside this script it also writes

    planted.toml   every fault planted on purpose: finding code, file, row (the heading is row 1), column, value
    stages.csv     the stage each agency is meant to reach, per period and column of truth (`1+`: at least 1, unjudged above)

How it works: PLAN says for every agency and period which stage is meant to be reached by claim, by evidence and by check.
Every criterion gets a value from a band that makes its stage pass or fail, every answer an evidence grade that makes the
claim hold or not, and assessors confirm or lower what the plan says they saw. Values come from `draw`, a fixed number for
each name, so a criterion added to the framework changes no other value. Faults are planted last.
"""
import csv
import io
import math
import random
import sys
import tomllib
from pathlib import Path

sys.dont_write_bytecode = True
from example_names import ACTIONS, AGENCIES, BRANCH, GOVERNORATES, TYPES  # noqa: E402

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PERIODS = ["2025", "2026"]
STAGES = ["cat", "trx", "ver", "hor"]
APPROVER = "Assessment committee"

# agency: stage reached as claimed, supported, checked in 2025, then in 2026; "+": at least, what is above cannot be judged:
# nothing was checked, or (claimed) too much was left blank in a stage whose gates pass.
PLAN = {
    "interior": ("2 1 1+", "3 1 1"),
    "justice": ("1 1 0+", "2 1 1+"),
    "labour": ("1 0 0+", "1 1 0+"),
    "health": ("1 0 0+", "2 0 0"),
    "education": ("1 1 1", "1 1 1"),
    "higher-ed": ("2 1 1+", "2 2 1+"),
    "finance": ("2 1 0+", "2 1 1"),
    "trade": ("2 1 1+", "1 0 0+"),
    "agriculture": ("0 0 0+", "0 0 0+"),
    "transport": ("1 0 0+", "1 1 0+"),
    "electricity": ("1 0 0+", "2 1 1+"),
    "municipalities": ("0 0 0", "1 0 0"),
    "planning": ("1 1 1", "1 1 1"),
    "tax": ("3 2 2+", "4 3 2+"),
    "customs": ("3 1 1+", "3 2 2+"),
    "pensions": ("2 2 2", "3 3 2+"),
    "land": ("1 1 1", "2 2 2"),
    "civil": ("3 2 2+", "3 3 3"),
    "companies": ("2 2 1+", "2 2 2"),
    "telecom": ("1 1 0+", "2 1 1+"),
    "standards": ("0 0 0+", "1 1 0+"),
    "tourism": ("1 0 0+", None),
    "culture": ("0 0 0+", "0+ 0 0+"),
    "environment": (None, None),
}
# Gates that the assessor found failing although they were claimed to pass.
FOUND = {("interior", "2026"): "trx06", ("finance", "2026"): "trx01", ("health", "2026"): "cat03", ("municipalities", "2026"): "cat02"}
# Meets stage 3 without stage 2.
LEAP = ["education"]
# Agency, criterion, what it is corrected to, by whom, on which day of December 2026, why.
CORRECTIONS = [
    ("planning", "cst02", "56", "Assessment committee", 9, "Digits swapped when the answer was copied"),
    ("land", "hcl03", "11.0", "Head of agency", 10, "Staff who moved to a branch had been counted as gone"),
    ("land", "hcl03", "17.0", "Assessment committee", 14, "The agency could not show its records of leavers"),
    ("companies", "prv2", "1", "Assessment committee", 11, "The order named in the answer was repealed"),
]
# Agency, what about, by whom, when, what, on which grounds, outcome, by whom and when decided, what was answered.
OBJECTIONS = [
    ("land", "hcl03", "Head of agency", "2026-12-15", "The share of staff who left is too high", "Who moves to a branch does not leave",
     "rejected", "Assessment committee", "2026-12-18", "No records of leavers were handed in"),
    ("companies", "prv2", "Legal department", "2026-12-12", "The order was repealed only in part", "Official gazette",
     "partly", "Assessment committee", "2026-12-19", "Counted as partial until the new order is issued"),
    ("trade", "stage", "Head of agency", "2026-12-16", "The stage of 2025 was higher", "Nothing was switched off", "open", "", "", ""),
]
ONE_SITE = ["planning", "companies", "telecom", "standards", "tourism"]
# Answer share criteria for every service, for every branch; answer practice items by respondents.
BY_SERVICE = ["interior", "civil", "tax", "labour", "finance", "companies"]
BY_BRANCH = ["interior", "health"]
BY_RESPONDENT = ["interior", "justice", "health", "education", "tax", "civil", "land", "pensions"]
SERVICE_ITEMS = (
    "cat02 cat03 cat05 cat06 trx01 trx02 trx03 trx06 trx07 trx09 trx10 trx11 trx13 trx14 trx15 ver02 ver04 ver05 hor04".split()
)
# The obstacle that holds an agency back, and the one its people blame instead.
OBSTACLE = {
    "interior": ("cul", "sec"), "justice": ("reg", "cst"), "labour": ("skl", "cst"), "health": ("hcl", "inf"),
    "education": ("cst", "inf"), "higher-ed": ("cul", "cst"), "finance": ("reg", "cyb"), "trade": ("cul", "sec"),
    "agriculture": ("inf", "cst"), "transport": ("skl", "sec"), "electricity": ("inf", "sec"), "municipalities": ("inf", "cst"),
    "planning": ("hcl", "reg"), "tax": ("cyb", "reg"), "customs": ("reg", "sec"), "pensions": ("skl", "inf"),
    "land": ("reg", "cul"), "civil": ("sec", "cst"), "companies": ("cst", "reg"), "telecom": ("hcl", "cyb"),
    "standards": ("hcl", "cst"), "tourism": ("cst", "sec"), "culture": ("skl", "cst"),
}
# Conditions that hold for an agency; each is named by a criterion that accepts "not applicable" for it alone.
CONDITIONS = {
    "ver01": ONE_SITE, "trx04": ["labour", "planning"], "trx14": ["labour", "planning"], "hor03": ["telecom", "standards", "planning"],
    "hor10": ["telecom", "standards"], "hor05": ["tourism", "higher-ed"], "cat04": ["telecom"], "prv3": ["standards", "tourism"],
}
# Shares taken from samples: cases examined.
SAMPLED = {("transport", "2026"): (60, 40), ("customs", "2025"): (82, 60), ("customs", "2026"): (84, 75), ("higher-ed", "2026"): (76, 80)}
ARABIC_ROWS = ["justice", "municipalities"]
PERCENT_ROWS = ["tax", "customs", "pensions"]
YES_NO = {"civil": ("نعم", "لا"), "labour": ("بەڵێ", "نەخێر")}
# What an agency does not decide alone, and what must come before what.
DECIDED_BY = {"reg01": "law", "reg02": "law", "sig2": "law", "hor02": "National Data Centre", "hor03": "Central Bank"}
AFTER = {
    "trx02": "trx01", "trx06": "trx02", "trx08": "trx01", "ver02": "ver01", "ver04": "ver02", "hor02": "hor01", "hor04": "hor02",
    "hor05": "hor02", "hor12": "hor01;ver03",
}
ROLES = ["service-owner", "it-data", "legal-audit", "finance-hr", "head"]

# service: persons asked in 2025 and 2026, share of cases completed online, visits per case
SURVEYED = {
    "interior-01": (36, 48, 0.25, 2.6), "interior-02": (0, 36, 0.3, 2.2), "civil-01": (40, 60, 0.55, 1.4), "civil-05": (0, 40, 0.6, 1.1),
    "tax-01": (34, 45, 0.7, 0.6), "tax-07": (0, 36, 0.75, 0.5), "land-01": (20, 38, 0.3, 2.4), "pensions-01": (30, 44, 0.45, 1.5),
    "companies-01": (0, 34, 0.6, 0.9), "electricity-04": (0, 50, 0.3, 1.8), "labour-01": (0, 32, 0.08, 3.4), "finance-07": (0, 31, 0.12, 3.1),
    "transport-01": (0, 22, 0.1, 2.9), "municipalities-01": (0, 18, 0.05, 3.6), "health-01": (0, 12, 0.1, 2.5), "education-01": (0, 26, 0.05, 2.7),
    "trade-01": (0, 8, 0.1, 2.8), "justice-01": (0, 4, 0.1, 2.6),
}
MYSTERY = {"finance-07": 4, "customs-01": 3, "civil-01": 3, "interior-01": 5}
OUTSIDE = {"civil-01": 12}

INITIATIVE_COLUMNS = (
    "code title_en title_ar title_ckb announced_en announced_ar announced_ckb date date_precision owner amount currency spent target"
    " target_unit denominator due promised status_en status_ar status_ckb"
).split()
# What was promised, by how it stands in 2026 as checked: kept, overdue, dormant, kept in part, not due yet, not verifiable (three).
INITIATIVES = [
    (
        (("Land registry online", "السجل العقاري الإلكتروني", "تۆماری خانووبەرەی ئەلیکترۆنی"),
         ("Transactions from end to end without a visit", "معاملات تُنجز من أولها إلى آخرها بلا مراجعة", "مامەڵەی تەواو بێ سەردان"),
         ("Launched", "أُطلق", "دەست پێ کرا")),
        dict(code="land-online", date="2025-03-10", owner="land", amount=1800000000, currency="MRD", spent=1650000000, target=2,
             target_unit="stage", due="2026-12-31", promised="stage"),
    ),
    (
        (("One land file for all branches", "ملف عقاري واحد للفروع كلها", "یەک پەڕگەی خانووبەرە بۆ هەموو لقەکان"),
         ("Every branch works on the same record", "تعمل الفروع كلها على القيد نفسه", "هەموو لقەکان لەسەر هەمان تۆمار کار دەکەن"),
         ("Ninety per cent done, says the minister", "أُنجز تسعون في المئة منه بحسب الوزير", "بەگوتەی وەزیر لە سەدا نەوەدی تەواو بووە")),
        dict(code="land-branches", date="2025-05", owner="land", amount=600000000, currency="MRD", target=3, target_unit="stage",
             due="2026-06-30", promised="stage"),
    ),
    (
        (("Health services online", "الخدمات الصحية الإلكترونية", "خزمەتگوزارییە تەندروستییەکانی ئەلیکترۆنی"),
         ("Patients complete their transactions at home", "ينجز المرضى معاملاتهم من بيوتهم", "نەخۆشەکان مامەڵەکانیان لە ماڵەوە تەواو دەکەن"),
         ("Achieved, says the ministry", "تحقق بحسب الوزارة", "بەگوتەی وەزارەت بەدیهاتووە")),
        dict(code="health-online", date="2025", owner="health", amount=900000000, currency="MRD", spent=900000000, target=2,
             target_unit="stage", due="2026-12-31", promised="stage"),
    ),
    (
        (("Civil registry joined up", "ربط السجل المدني", "بەستنەوەی تۆماری شارستانی"),
         ("One record for all offices, and for all who need it", "قيد واحد للدوائر كلها ولكل من يحتاج إليه", "یەک تۆمار بۆ هەموو نووسینگەکان و بۆ هەر کەسێک پێویستی بێت"),
         ("Under way", "قيد الإنجاز", "لە جێبەجێکردندایە")),
        dict(code="civil-joined", date="2024", date_precision="after", owner="civil", amount=2400000000, currency="MRD", spent=1400000000,
             due="2028", promised="ver;hor"),
    ),
    (
        (("Farmers' services under one roof", "خدمات المزارعين تحت سقف واحد", "خزمەتگوزارییەکانی جووتیاران لە ژێر یەک سەقفدا"),
         ("Permits, subsidies and water from the same data", "الإجازات والدعم والمياه من البيانات نفسها", "مۆڵەت و پشتگیری و ئاو لە هەمان زانیارییەوە"),
         ("Contract signed", "وُقّع العقد", "گرێبەست واژۆ کرا")),
        dict(code="farmers", date="2026-09-01", owner="agriculture", amount=700000000, currency="MRD", due="2028-12-31", promised="hor"),
    ),
    (
        (("Digital by the new year", "رقميون مع مطلع السنة", "دیجیتاڵی تا سەری ساڵ"),
         ("Eighty per cent of the steps", "ثمانون في المئة من الخطوات", "لە سەدا هەشتای هەنگاوەکان"),
         ("Hoped for in a press conference", "أمل عُبّر عنه في مؤتمر صحفي", "هیوایەک لە کۆنگرەیەکی ڕۆژنامەوانیدا")),
        dict(code="eighty-percent", date="2025-03-22", target=80, target_unit="percent", due="2025-12-31"),
    ),
    (
        (("Environmental permits online", "الإجازات البيئية الإلكترونية", "مۆڵەتە ژینگەییەکانی ئەلیکترۆنی"),
         ("No paper from the first step", "بلا ورق من الخطوة الأولى", "بێ کاغەز لە یەکەم هەنگاوەوە"),
         ("Not stated", "غير مذكور", "نەگوتراوە")),
        dict(code="environment-permits", date="2025-10", owner="environment", target=2, target_unit="stage", due="2027", promised="stage"),
    ),
    (
        (("Loan for digital government", "قرض للحكومة الرقمية", "قەرز بۆ حکوومەتی دیجیتاڵی"),
         ("A modern state", "دولة حديثة", "دەوڵەتێکی نوێ"),
         ("Not stated", "غير مذكور", "نەگوتراوە")),
        dict(code="loan", date_precision="unknown", amount=50000000, currency="USD"),
    ),
]


def draw(*key):
    """A number in 0..1 that belongs to this key for ever."""
    return random.Random("marjana/" + "/".join(map(str, key))).random()


def between(low, high, *key):
    return low + (high - low) * draw(*key)


class Item:
    """A criterion of the framework, as far as answers need it."""

    def __init__(self, entry, scales):
        scale = scales[entry["scale"]]
        self.code = entry["code"]
        self.dimension = entry["dimension"]
        self.gate = "gate" in entry
        self.national = entry.get("level") == "national"
        self.perception = entry.get("perception", False)
        self.na_when = entry.get("na_when")
        self.blocks = entry.get("blocks", [])
        self.unit = scale.get("each", {}).get("unit")
        if scale["kind"] == "choice":
            self.kind = "yes" if len(scale["choices"]) == 2 else "level"
        else:
            self.kind = scale["kind"]
        goal = entry.get("normalise", {}).get("goalposts", {})
        self.floor, self.target = goal.get("floor"), goal.get("target")

    def answer(self, value):
        """The answer whose value (0–1) is nearest: True/False, a level 0–4, a percentage or a measured number."""
        if self.kind == "yes":
            return value > 0.5
        if self.kind == "level":
            return min(4, max(0, int(value * 4 + 0.5)))
        if self.kind == "number":
            return round(self.floor + value * (self.target - self.floor), 1)
        return int(value * 100 + 0.5)


class Table:
    """A file of the folder: rows are dictionaries, written in the order of `columns`."""

    all = []

    def __init__(self, name, columns, delimiter=",", excel=False):
        self.name, self.columns, self.delimiter, self.excel = name, columns, delimiter, excel
        self.rows = []
        Table.all.append(self)

    def add(self, **cells):
        unknown = set(cells) - set(self.columns)
        assert not unknown, (self.name, unknown)
        self.rows.append(cells)
        return cells

    def find(self, **cells):
        return next(row for row in self.rows if all(row.get(column) == value for column, value in cells.items()))

    def write(self, folder):
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\r\n" if self.excel else "\n")
        writer.writerow(self.columns)
        writer.writerows([[row.get(column, "") for column in self.columns] for row in self.rows])
        (folder / self.name).write_bytes(text.getvalue().encode("utf-8-sig" if self.excel else "utf-8"))


class Example:
    def __init__(self, framework):
        scales = {scale["code"]: scale for scale in framework["scales"]}
        self.items = {entry["code"]: Item(entry, scales) for entry in framework["criteria"]}
        self.kpis = framework["kpis"]
        self.roles = {d["code"]: d.get("role", "part") for d in framework["dimensions"]}
        asked = next(b for b in framework["beneficiary_items"] if b["code"] == "ben01")
        yes_no = {"yes", "no"}
        self.prefer_not = next(c["code"] for c in scales[asked["scale"]]["choices"] if c["code"] not in yes_no)
        self.agency_items = [i for i in self.items.values() if not i.national and not i.perception]
        self.perception_items = [i for i in self.items.values() if i.perception]
        self.faults = []
        self.expected = []
        self.tables()

    def tables(self):
        titles = [f"{column}_{language}" for column in ("type", "governorate") for language in ("en", "ar", "ckb")]
        self.agencies = Table(
            "agencies.csv",
            ["code", "name_ar", "name_ckb", "name_en", "parent", "type", "governorate", "population", "status", "successor"] + titles,
        )
        self.services = Table(
            "services.csv",
            "code agency name_ar name_ckb name_en yearly_transactions steps_total steps_online visits_required papers_required "
            "papers_held_by_state fee_paper fee_digital life_event legal_exception invited".split(),
            delimiter=";",
            excel=True,
        )
        self.branches = Table("branches.tsv", ["code", "agency", "name_ar", "name_ckb", "name_en", "governorate"], delimiter="\t")
        wide = []
        for item in self.agency_items:
            wide.append(item.code)
            if item.code == "trx03":
                wide += ["trx03.sampled", "trx03.sample_size"]
            if item.code == "hor02":
                wide.append("hor02.not_controlled")
        self.answers = Table("answers.csv", ["agency", "period"] + wide)
        self.marks = Table(
            "answers-marks.csv", "agency period criterion answer na_reason na_approver sampled sample_size not_controlled".split()
        )
        self.by_service = Table(
            "answers-services.csv", ["agency", "period", "service"] + SERVICE_ITEMS + ["trx14.na_reason", "trx14.na_approver"]
        )
        branch_items = [item.code for item in self.agency_items if item.unit == "branch"]
        self.by_branch = Table("answers-branches.csv", ["agency", "period", "branch"] + branch_items)
        self.practice = Table("answers-practice.csv", "agency period respondent role criterion answer".split())
        self.perception = Table(
            "answers-perception.csv", ["agency", "period", "respondent", "role"] + [i.code for i in self.perception_items] + ["remarks"]
        )
        self.assessor = Table("answers-assessor.csv", "agency period service criterion answer role sampled sample_size".split())
        self.national = Table("answers-national.csv", "agency period criterion answer".split())
        self.evidence = Table("evidence.csv", "agency period criterion service grade kind date title link reviewer verdict note".split())
        self.kpi = Table("kpis.csv", "agency period kpi quantity value group sample_size".split())
        self.beneficiaries = Table(
            "beneficiaries.csv", ["service", "period", "source", "weight"] + [f"ben{n:02}" for n in range(1, 9)]
        )
        self.targets = Table("targets.csv", "scope code target date baseline baseline_date".split())
        self.initiatives = Table("initiatives.csv", INITIATIVE_COLUMNS)
        self.costs = Table(
            "costs.csv", "criterion agency cost proof_cost duration_months team_days who_controls prerequisite".split()
        )
        self.attestations = Table("attestations.csv", "agency period name post letter_number letter_date checksum".split())
        self.corrections = Table("corrections.csv", "agency period criterion old new who when why".split())
        self.objections = Table(
            "objections.csv",
            "agency period code who date what grounds outcome decided_by decided_on answer".split(),
        )

    # Plan.

    def plan(self, agency, period):
        """Stages meant to be passed, counted among those that apply: (claimed, supported, checked, whether exactly)."""
        text = PLAN[agency][PERIODS.index(period)]
        if text is None:
            return None
        claimed, supported, checked = text.split()
        passed = [int(stage.rstrip("+")) for stage in (claimed, supported, checked)]
        passed[0] += claimed.endswith("+")
        if agency in ONE_SITE:
            passed = [stage - 1 if stage >= 3 else stage for stage in passed]
        return passed[0], passed[1], passed[2], not checked.endswith("+")

    def applicable(self, agency):
        return [stage for stage in STAGES if stage != "ver" or agency not in ONE_SITE]

    def distance(self, agency, period, dimension):
        """0 or less: the stage is claimed; 1: the next one; 2 and more: further away."""
        if dimension == "ver" and agency in LEAP:
            return 0
        return self.applicable(agency).index(dimension) + 1 - self.plan(agency, period)[0]

    def condition(self, agency, item):
        """The condition for which an item does not apply to an agency, if any."""
        for example, agencies in CONDITIONS.items():
            if agency in agencies and item.na_when is not None and item.na_when == self.items[example].na_when:
                return item.na_when
        return None

    def gates(self, agency, dimension):
        return [i for i in self.agency_items if i.dimension == dimension and i.gate and not self.condition(agency, i)]

    def failing_gates(self, agency, period, dimension):
        """Gates that fail in the next stage: first those that the agency's main obstacle holds back."""
        if (agency, period) == ("transport", "2026"):
            return ["trx03"]
        main = OBSTACLE[agency][0]
        blocked = {code for item in self.agency_items if item.dimension == main for code in item.blocks}
        gates = [i for i in self.gates(agency, dimension) if i.kind != "yes"]
        gates.sort(key=lambda i: (i.code not in blocked, draw(agency, dimension, i.code, "fails")))
        return [i.code for i in gates[: 1 + int(2 * draw(agency, dimension, "how many fail"))]]

    # Values.

    def value(self, agency, period, item):
        """What the agency claims, 0–1."""
        code = item.code
        u = 0.75 * draw(agency, code) + 0.25 * draw(agency, code, period)
        band = lambda low, high: low + (high - low) * u
        claimed = self.plan(agency, period)[0]
        role = self.roles[item.dimension]
        if role == "stage":
            distance = self.distance(agency, period, item.dimension)
            if code == "hor02":
                return 1.0 if period == "2026" and (distance <= 0 or agency in ("civil", "customs")) else 0.0
            if code == "cat01":
                return 0.0 if agency == "agriculture" and period == "2025" else 1.0
            if distance <= 0:
                value = band(0.66, 0.97) if item.gate else band(0.5, 0.95)
                return max(value, 0.75) if item.gate and item.kind == "level" else value
            if distance == 1:
                if code in self.failing_gates(agency, period, item.dimension):
                    return band(0.15, 0.42)
                return (0.75 if item.kind == "level" else band(0.54, 0.74)) if item.gate else band(0.2, 0.65)
            if distance == 2:
                return band(0.05, 0.4) if item.gate else band(0.03, 0.4)
            return band(0.0, 0.25)
        if role == "obstacle":
            if item.dimension == OBSTACLE[agency][0]:
                return band(0.05, 0.42)
            return min(1.0, band(0.35, 0.85) + 0.04 * claimed)
        return min(1.0, band(0.1, 0.55) + 0.1 * claimed)

    def blank(self, agency, period, item):
        if (agency, period) == ("culture", "2026") and item.code in ("cat05", "cat07", "cat08", "cat10"):
            return True
        stage = self.roles[item.dimension] == "stage"
        return not item.gate and draw(agency, period, item.code, "blank") < (0.015 if stage else 0.04)

    # Registers.

    def make_registers(self):
        for code, (en, ar, ckb, kind, place, parent, people, _) in AGENCIES.items():
            merged = code == "tourism"
            self.agencies.add(
                code=code, name_ar=ar, name_ckb=ckb, name_en=en, parent=parent, type=kind, governorate=place, population=people,
                status="merged" if merged else "active", successor="culture" if merged else "",
                **{f"type_{l}": TYPES[kind][n] for n, l in enumerate(("en", "ar", "ckb"))},
                **{f"governorate_{l}": GOVERNORATES[place][n] for n, l in enumerate(("en", "ar", "ckb"))},
            )
        self.branches_of = {}
        for agency in AGENCIES:
            if agency in ONE_SITE or agency == "environment":
                continue
            count = {"interior": 14, "health": 12}.get(agency, 3 + int(3 * draw(agency, "branches")))
            places = list(GOVERNORATES)
            for n in range(count):
                place, number = places[n % len(places)], 1 + n // len(places)
                names = [BRANCH[l].format(place=GOVERNORATES[place][l], number=number) for l in range(3)]
                row = self.branches.add(
                    code=f"{agency}-b{n + 1:02}", agency=agency, name_en=names[0], name_ar=names[1], name_ckb=names[2], governorate=place
                )
                self.branches_of.setdefault(agency, []).append(row["code"])
        self.services_of = {}
        for agency, entry in AGENCIES.items():
            for en, ar, ckb, letters, event in entry[7]:
                for letter in letters:
                    names = [ACTIONS[letter][l].format(name) for l, name in enumerate((en, ar, ckb))]
                    code = f"{agency}-{len(self.services_of.get(agency, [])) + 1:02}"
                    row = self.services.add(
                        code=code, agency=agency, name_en=names[0], name_ar=names[1], name_ckb=names[2], life_event=event,
                        yearly_transactions=int(10 ** self.size(code, letter, entry[6])) // 10 * 10,
                    )
                    self.services_of.setdefault(agency, []).append(row)
        self.make_claims_by_service()
        for agency, rows in self.services_of.items():
            for row in rows:
                self.fill_service(agency, row)

    def size(self, code, letter, people):
        """Decimal logarithm of a service's yearly transactions: more issues than cancellations, fewer than people served."""
        usual = {"i": 4.1, "r": 4.3, "p": 4.6, "q": 3.9, "v": 3.8, "t": 3.6, "c": 3.3, "l": 3.1, "x": 3.0, "o": 2.9}[letter]
        return min(usual + between(-0.5, 0.5, code, "volume"), math.log10(people) - 0.6)

    def make_claims_by_service(self):
        """Which services say yes to which criterion: (agency, period, criterion) → set of services."""
        self.yes = {}
        for agency in BY_SERVICE:
            rows = self.services_of[agency]
            if agency == "finance":
                order = sorted(rows, key=lambda row: row["yearly_transactions"])
            else:
                order = sorted(rows, key=lambda row: -row["yearly_transactions"] * between(0.2, 1, row["code"], "first"))
            for period in PERIODS:
                for code in SERVICE_ITEMS:
                    item = self.items[code]
                    if self.condition(agency, item):
                        continue
                    asked = [row["code"] for row in order if code != "trx14" or self.has_fee(row)]
                    share = self.value(agency, period, item)
                    count = int(share * len(asked) + 0.5)
                    half = len(asked) // 2
                    if item.gate:
                        count = max(count, half + 1) if share > 0.5 else min(count, half)
                    self.yes[agency, period, code] = set(asked[:count])

    def has_fee(self, row):
        agency = row["agency"]
        return not self.condition(agency, self.items["trx14"]) and draw(row["code"], "fee") < 0.75

    def fill_service(self, agency, row):
        code = row["code"]
        responds = agency in PLAN and PLAN[agency] != (None, None)
        said = lambda criterion: any(code in self.yes.get((agency, p, criterion), ()) for p in PERIODS)
        if agency in BY_SERVICE:
            online, complete = said("trx01"), said("trx02")
        else:
            reach = self.value(agency, "2025", self.items["trx01"]) if responds else 0.1
            online, complete = draw(code, "online") < reach, draw(code, "complete") < reach * 0.5
        steps = 4 + int(9 * draw(code, "steps"))
        papers = 2 + int(8 * draw(code, "papers"))
        row["steps_total"] = steps
        row["steps_online"] = steps if complete else int(steps * (between(0.4, 0.85, code, "on") if online else between(0, 0.3, code, "on")))
        if draw(code, "law") < 0.07:
            row["legal_exception"] = f"Act {3 + int(20 * draw(code, 'act'))}/20{10 + int(14 * draw(code, 'year'))}, art. {1 + int(40 * draw(code, 'art'))}"
        if complete:
            row["visits_required"] = 1 if "legal_exception" in row else 0
        else:
            row["visits_required"] = 1 + int((2 if online else 4) * draw(code, "visits"))
        row["papers_required"] = papers
        row["papers_held_by_state"] = int(papers * between(0.3, 0.85, code, "held"))
        row["fee_paper"] = 500 * (2 + int(60 * draw(code, "price") ** 2)) if self.has_fee(row) else 0
        if online or said("trx14"):
            over = agency in BY_SERVICE and not said("trx14") or agency not in BY_SERVICE and draw(code, "dearer") < 0.25
            row["fee_digital"] = int(row["fee_paper"] * (1.08 if over else 0.9 if draw(code, "cheaper") < 0.5 else 1.0))
        if draw(code, "unknown volume") < 0.03:
            row["yearly_transactions"] = ""
        if code in SURVEYED:
            row["invited"] = int(SURVEYED[code][1] / between(0.35, 0.7, code, "rate"))

    # Answers.

    def spell(self, agency, item, answer):
        """An answer as that agency writes it."""
        if item.kind == "yes":
            text = ("نعم" if answer else "لا") if agency in ARABIC_ROWS else ("yes" if answer else "no")
        elif item.kind == "share":
            text = f"{answer}%" if agency in PERCENT_ROWS else f"{answer}٪" if agency in ARABIC_ROWS else str(answer)
        else:
            text = str(answer)
        if agency in ARABIC_ROWS:
            text = text.translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫"))
        return text

    def make_answers(self):
        self.claims = {}
        for agency in PLAN:
            for period in PERIODS:
                if self.plan(agency, period) is None:
                    continue
                row = self.answers.add(agency=agency, period=period)
                for item in self.agency_items:
                    self.answer(agency, period, item, row)
                if agency in BY_SERVICE:
                    self.answer_services(agency, period)
                if agency in BY_BRANCH:
                    self.answer_branches(agency, period)
                self.answer_perception(agency, period)
        for period in PERIODS:
            for item in self.items.values():
                if item.national:
                    late = period == "2026"
                    value = between(0.15, 0.5, item.code) + (0.2 if late else 0.0)
                    if item.code == "dtx4":
                        value = 0.0
                    answer = item.answer(value)
                    text = ("yes" if answer else "no") if item.kind == "yes" else answer
                    self.national.add(agency="nation", period=period, criterion=item.code, answer=text)

    def answer(self, agency, period, item, row):
        """Writes one agency's answer to where it belongs and keeps what it claims, 0–1."""
        key = (agency, period, item.code)
        condition = self.condition(agency, item)
        if condition:
            spelling = {"justice": "لا ينطبق", "planning": "ناگونجێت", "standards": "لا ينطبق"}.get(agency, "NA")
            approver = "لجنة التقييم" if spelling == "لا ينطبق" else APPROVER
            self.marks.add(agency=agency, period=period, criterion=item.code, answer=spelling, na_reason=condition, na_approver=approver)
            return
        if agency in BY_SERVICE and item.code in SERVICE_ITEMS:
            asked = len(self.services_of[agency])
            if item.code == "trx14":
                asked = sum(self.has_fee(service) for service in self.services_of[agency])
            self.claims[key] = len(self.yes[key]) / asked
            return
        if agency in BY_BRANCH and item.unit == "branch":
            self.claims[key] = self.value(agency, period, item)
            return
        if self.blank(agency, period, item):
            if draw(agency, period, item.code, "dk") < 0.3:
                row[item.code] = ["DK", "لا أعلم", "نازانم", "don't know"][int(4 * draw(agency, item.code, "word"))]
            return
        value = self.value(agency, period, item)
        answer = item.answer(value)
        if item.code == "trx03" and (agency, period) in SAMPLED:
            answer, size = SAMPLED[agency, period]
            value = answer / 100
            row["trx03.sampled"], row["trx03.sample_size"] = "yes", size
        if item.code == "hor02" and period == "2025":
            row["hor02.not_controlled"] = "yes"
        self.claims[key] = value
        if (agency, item.code) == ("electricity", "cst03"):
            self.marks.add(agency=agency, period=period, criterion=item.code, answer=answer, not_controlled="yes")
        elif agency in BY_RESPONDENT and item.kind == "level" and self.roles[item.dimension] == "stage":
            self.answer_practice(agency, period, item, answer)
        else:
            row[item.code] = self.spell(agency, item, answer)

    def answer_practice(self, agency, period, item, level):
        """Three respondents whose lower median is the level."""
        u = draw(agency, period, item.code, "voices")
        levels = [level, level, level]
        place = int(3 * draw(agency, item.code, "who differs"))
        if u < 0.3:
            levels[place] = min(4, level + 1)
        elif u < 0.5:
            levels[place] = max(0, level - 1)
        for n, answer in enumerate(levels):
            self.practice.add(
                agency=agency, period=period, respondent=f"{agency}-{n + 1}", role=ROLES[n], criterion=item.code, answer=answer
            )

    def answer_services(self, agency, period):
        yes, no = YES_NO.get(agency, ("yes", "no")) if period == "2026" else ("yes", "no")
        for service in self.services_of[agency]:
            row = self.by_service.add(agency=agency, period=period, service=service["code"])
            for code in SERVICE_ITEMS:
                item = self.items[code]
                if self.condition(agency, item):
                    continue
                if code == "trx14" and not self.has_fee(service):
                    row.update({code: "NA", "trx14.na_reason": item.na_when, "trx14.na_approver": APPROVER})
                elif item.gate or draw(service["code"], code, period, "blank") > 0.01:
                    row[code] = yes if service["code"] in self.yes[agency, period, code] else no

    def answer_branches(self, agency, period):
        order = sorted(self.branches_of[agency], key=lambda code: draw(code, "first"))
        counts = {}
        for item in self.agency_items:
            if item.unit == "branch":
                share = self.claims[agency, period, item.code]
                count = int(share * len(order) + 0.5)
                if item.gate:
                    count = max(count, len(order) // 2 + 1) if share > 0.5 else min(count, len(order) // 2)
                counts[item.code] = count
        for branch in self.branches_of[agency]:
            cells = {code: "yes" if order.index(branch) < count else "no" for code, count in counts.items()}
            self.by_branch.add(agency=agency, period=period, branch=branch, **cells)

    def answer_perception(self, agency, period):
        main, blamed = OBSTACLE[agency]
        people = 3 if agency == "telecom" else 5 + int(3 * draw(agency, period, "people"))
        for n in range(people):
            cells = {}
            for item in self.perception_items:
                mean = 1.9 if item.dimension == main else 3.3 if item.dimension == blamed else 1.4
                level = mean + between(-1.3, 1.3, agency, period, item.code, n)
                cells[item.code] = min(4, max(0, int(level + 0.5)))
            self.perception.add(agency=agency, period=period, respondent=f"{agency}-p{n + 1}", role=ROLES[n % len(ROLES)], **cells)

    # Evidence and checks.

    def grade(self, agency, period, item):
        """The evidence grade an answer has; E1 is what an answer without a record is worth."""
        claimed, supported, checked, exact = self.plan(agency, period)
        key = (agency, period, item.code)
        u = draw(*key, "grade")
        if self.roles[item.dimension] != "stage":
            seen = 0.35 if exact or checked >= 1 else 0.05
            return "E3" if u < seen else "E2" if u < seen + 0.35 else "E1"
        place = self.applicable(agency).index(item.dimension) + 1
        if place <= checked:
            left_out = sorted(
                (i.code for i in self.agency_items if i.dimension == item.dimension and not i.gate),
                key=lambda code: draw(agency, period, code, "left out"),
            )[: 2 if item.dimension == "trx" else 1]
            if item.code in left_out:
                return "E2"
            return "E4" if item.kind == "number" or u < 0.05 else "E3"
        found = FOUND.get((agency, period))
        if place == checked + 1 and exact:
            if item.gate and (item.code == found or found is None and self.claims.get(key, 1) <= 0.5):
                return "E3"
            if u < 0.5:
                return "E3"
        if place <= supported:
            return "E2" if item.gate or u < 0.8 else "E1"
        if place <= claimed:
            if item.gate:
                gates = [i for i in self.gates(agency, item.dimension) if i.kind != "yes"]
                bare = sorted(gates, key=lambda i: draw(agency, i.code, "bare"))[: 1 + int(2 * draw(agency, item.dimension, "bare"))]
                return "E1" if found is None and item in bare else "E2"
            return "E2" if u < 0.4 else "E1"
        if not item.gate and u < 0.04:
            return "E3"
        if place > claimed + 1 and u > 0.97:
            return "E0"
        return "E2" if u < 0.28 else "E1"

    def make_evidence(self):
        for (agency, period, code) in list(self.claims):
            item = self.items[code]
            grade = self.grade(agency, period, item)
            if grade == "E1" and draw(agency, period, code, "statement") > 0.02:
                continue
            self.record(agency, period, item, grade)
            if grade in ("E3", "E4"):
                self.check(agency, period, item)

    def record(self, agency, period, item, grade, **cells):
        key = (agency, period, item.code)
        kinds = {"E0": ["none"], "E1": ["statement"], "E2": ["document", "capture", "register"], "E3": ["visit", "walk-through"],
                 "E4": ["log"] if item.kind == "number" else ["mystery-test", "log"]}[grade]
        kind = kinds[int(len(kinds) * draw(*key, "kind"))]
        date = f"{period}-{1 + int(12 * draw(*key, 'month')):02}-{1 + int(28 * draw(*key, 'day')):02}"
        checked = grade in ("E3", "E4")
        row = dict(
            agency=agency, period=period, criterion=item.code, grade=grade, kind=kind, date=date,
            title=f"{item.code} {kind}" if draw(*key, "title") < 0.2 else "",
            link=f"files/{agency}/{period}/{item.code}.pdf" if draw(*key, "link") < 0.08 else "",
            reviewer=f"assessor-{1 + int(4 * draw(agency, period, 'reviewer'))}" if checked else "",
            verdict="accepted" if checked else "",
        )
        row.update(cells)
        return self.evidence.add(**row)

    def check(self, agency, period, item):
        """An assessor's row, where what was found is less than what was claimed."""
        key = (agency, period, item.code)
        value = self.claims[key]
        role = self.roles[item.dimension]
        if FOUND.get((agency, period)) == item.code:
            low = 0.33
        elif item.gate or role != "stage" or draw(*key, "lower") > 0.35:
            return
        else:
            low = value - between(0.1, 0.22, *key, "lower by")
        if agency in BY_SERVICE and item.code in SERVICE_ITEMS:
            # The services that the assessor found not to do what they claim; the others stand confirmed.
            services = [row["code"] for row in self.services_of[agency] if row["code"] in self.yes[key]]
            services.sort(key=lambda code: draw(code, item.code, "found"))
            size = len(services) / value if value else 0
            for service in services[: max(1, int((value - low) * size + 0.5))] if services else []:
                self.assessor.add(agency=agency, period=period, service=service, criterion=item.code, answer="no", role="assessor")
            return
        if agency in BY_BRANCH and item.unit == "branch":
            return
        answer = max(0, item.answer(value) - 1) if item.kind == "level" else item.answer(max(0.0, low))
        row = self.assessor.add(agency=agency, period=period, criterion=item.code, answer=answer, role="assessor")
        if item.code in FOUND.values():
            row.update(sampled="yes", sample_size=30)

    # KPIs, users, targets, signatures.

    def make_kpis(self):
        for agency in PLAN:
            for period in PERIODS:
                if self.plan(agency, period) is not None:
                    for kpi in self.kpis:
                        self.make_kpi(agency, period, kpi)

    def make_kpi(self, agency, period, kpi):
        code = kpi["code"]
        key = (agency, code)
        (form, parts), = kpi["kind"].items()
        claimed = self.plan(agency, period)[0]
        u = 0.7 * draw(*key) + 0.3 * draw(*key, period)
        add = lambda quantity, value, **more: self.kpi.add(agency=agency, period=period, kpi=code, quantity=quantity, value=value, **more)
        if form == "quantile" and agency == "companies":
            for n in range(25):
                add("case", 1 + int(30 * draw(*key, period, n) ** 2))
            return
        if draw(*key, "kept") > {"ratio": 0.75, "quantile": 0.5, "difference": 0.35, "formula": 0.5, "group-gap": 0.3}.get(form, 0):
            return
        volume = sum(row["yearly_transactions"] or 0 for row in self.services_of[agency])
        if form == "ratio":
            if not parts["bounded"]:
                cost = between(2.5, 14, agency, "cost") * (0.9 if period == "2026" else 1.0)
                add(parts["numerator"], int(cost * volume))
                add(parts["denominator"], volume)
                return
            share = {"higher": 0.2 + 0.12 * claimed, "lower": 0.35 - 0.06 * claimed}.get(kpi.get("direction", "higher"), 0.3) + 0.3 * (u - 0.5)
            if code == "acc1":
                share = 0.04 + 0.09 * claimed + 0.08 * u
            same = [c for c in kpi.get("contradicts", []) if (agency, period, c) in self.claims]
            if same:
                share = self.claims[agency, period, same[0]]
            total = volume if code == "acc1" else int(10 ** between(1.8, 3.4, *key, "size")) // 10 * 10
            sample = {"sample_size": total} if code in ("tra3", "dec3", "dec4") else {}
            add(parts["numerator"], int(min(0.98, max(0.01, share)) * total + 0.5), **sample)
            add(parts["denominator"], total, **sample)
        elif form == "quantile":
            median = (24 - 4 * claimed) * between(0.7, 1.3, *key) * (0.9 if period == "2026" else 1.0)
            for days in (1, 3, 5, 10, 15, 20, 30, 45, 60):
                count = int(400 * between(0.7, 1.3, *key, days) / (1 + ((days - median) / 6) ** 2))
                if count:
                    add(f"at-{days}", count)
        elif form == "difference":
            before = int(10 ** between(4, 5.5, *key))
            add(parts["minuend"], before)
            add(parts["subtrahend"], int(before * between(0.6, 0.95, *key, period)))
        elif form == "group-gap":
            for group in ("women", "men"):
                total = int(volume * between(0.4, 0.5, *key, group))
                add(parts["numerator"], int(total * (0.08 + 0.1 * claimed) * between(0.7, 1.2, *key, group, period)), group=group)
                add(parts["denominator"], total, group=group)
        elif form == "formula":
            people = AGENCIES[agency][6]
            for quantity in kpi["quantities"]:
                many = any(word in quantity["code"] for word in ("adult", "population"))
                add(quantity["code"], int(people * 0.6) if many else int(people * 0.002 * (0.5 + u)))

    def make_beneficiaries(self):
        for service, (before, now, online, visits) in SURVEYED.items():
            for period, people in zip(PERIODS, (before, now)):
                for n in range(people):
                    self.user(service, period, "survey", n, online, visits)
            for n in range(MYSTERY.get(service, 0)):
                self.user(service, "2026", "mystery", n, online, visits)
            for n in range(OUTSIDE.get(service, 0)):
                self.user(service, "2026", "outside", n, online * 0.5, visits + 1)
        for service, visits in MYSTERY.items():
            if service not in SURVEYED:
                for n in range(visits):
                    self.user(service, "2026", "mystery", n, 0.4, 1.8)

    def user(self, service, period, source, n, online, visits):
        key = (service, period, source, n)
        if period == "2025":
            online, visits = online * 0.7, visits + 0.5
        alone = draw(*key, "online") < online
        times = 0 if alone and draw(*key, "none") < 0.8 else max(1, int(visits * between(0.4, 1.9, *key, "visits") + 0.5))
        desks = 0 if times == 0 else times + int(3 * draw(*key, "desks"))
        bribe = 0.03 + 0.05 * visits
        yes = lambda name, chance: "yes" if draw(*key, name) < chance else "no"
        asked = self.prefer_not if draw(*key, "silent") < 0.07 else yes("asked", bribe)
        mood = 3.6 - 0.75 * times
        feel = lambda name: min(4, max(0, int(mood + between(-1.2, 1.4, *key, name) + 0.5)))
        cells = dict(ben01=asked, ben02=times, ben03=desks, ben05=yes("paper", 0.25 + 0.15 * visits), ben06="yes" if alone else "no")
        if source != "mystery":
            cells.update(ben04=yes("agent", 0.04 * visits), ben07=feel("satisfied"), ben08=feel("trust"))
            if draw(*key, "skips") < 0.04:
                cells["ben08"] = ""
            if draw(*key, "weight") < 0.1:
                cells["weight"] = "1.5"
        self.beneficiaries.add(service=service, period=period, source=source, **cells)

    def make_targets(self):
        end = dict(date="2027-12-31", baseline_date="2025-12-31")
        add = lambda scope, code, target, baseline: self.targets.add(scope=scope, code=code, target=target, baseline=baseline, **end)
        for agency, stage, now in (("tax", 4, 3), ("civil", 4, 3), ("interior", 3, 2), ("land", 3, 1), ("health", 2, 1), ("labour", 2, 1)):
            add(agency, "stage", stage, now)
        for agency in ("civil", "interior", "electricity", "municipalities"):
            add(agency, "trx", 75, int(between(20, 50, agency, "baseline")))
            add(agency, "acc1", 60, int(between(5, 25, agency, "take-up")))
        add("type=ministry", "cat", 80, 55)
        add("type=ministry", "tra2", 85, 50)
        add("type=authority", "acc1", 70, 30)
        add("nation", "acc1", 60, 20)
        add("nation", "tra5", 5, 18)
        add("nation", "acc5", 1, 3)
        add("nation", "str4", 50, 15)
        add("nation", "hor", 50, 22)

    def make_initiatives(self):
        for (title, announced, status), cells in INITIATIVES:
            words = lambda name, texts: {f"{name}_{tag}": text for tag, text in zip(("en", "ar", "ckb"), texts)}
            self.initiatives.add(**words("title", title), **words("announced", announced), **words("status", status), **cells)
    def make_costs(self):
        """Invented throughout: what services need costs most, what only an order needs costs little."""
        for item in self.agency_items:
            wide = item.code in SERVICE_ITEMS or item.unit == "branch"
            cost = 5 * round(between(60, 420, item.code, "cost") / 5) if wide else 5 * round(between(15, 160, item.code, "cost") / 5)
            months = int(between(6, 16, item.code, "months") if wide else between(2, 11, item.code, "months"))
            self.costs.add(
                criterion=item.code, cost=cost, proof_cost=max(1, round(0.06 * cost)), duration_months=months,
                team_days=int(months * between(4, 9, item.code, "days")), who_controls=DECIDED_BY.get(item.code, ""),
                prerequisite=AFTER.get(item.code, ""),
            )
        for agency, code, factor in (("interior", "trx01", 2.5), ("health", "trx01", 2), ("telecom", "hor04", 0.4)):
            row = next(row for row in self.costs.rows if row["criterion"] == code)
            self.costs.add(**{**row, "agency": agency, "cost": int(factor * row["cost"])})

    def make_attestations(self):
        for agency in PLAN:
            for period in PERIODS:
                if self.plan(agency, period) and draw(agency, period, "signed") < 0.85:
                    day = 1 + int(28 * draw(agency, period, "letter day"))
                    self.attestations.add(
                        agency=agency, period=period, name="(illustrative)", post="Head of agency",
                        letter_number=f"{100 + int(900 * draw(agency, period, 'letter'))}/{period}", letter_date=f"{period}-11-{day:02}",
                    )

    # After the draft.

    def make_corrections(self):
        """Answers put right after the draft; none decides on a stage."""
        stands = {}
        for agency, criterion, new, who, day, why in CORRECTIONS:
            old = stands.get((agency, criterion), self.answers.find(agency=agency, period="2026")[criterion])
            stands[agency, criterion] = new
            self.corrections.add(
                agency=agency, period="2026", criterion=criterion, old=old, new=new, who=who, when=f"2026-12-{day:02}", why=why
            )

    def make_objections(self):
        for row in OBJECTIONS:
            cells = dict(zip(self.objections.columns, [row[0], "2026", *row[1:]]))
            self.objections.add(**cells)

    # Faults.

    def plant(self, code, table, row, column):
        self.faults.append((code, table, row, column))

    def expect(self, code, **where):
        """A finding that follows from the data as a whole, so that it has no single cell."""
        self.expected.append((code, where))

    def plant_faults(self):
        def cell(code, table, row, column, value):
            row[column] = value
            self.plant(code, table, row, column)

        # Answers.
        agriculture = self.answers.find(agency="agriculture", period="2026")
        cell("answer-off-scale", self.answers, agriculture, "cat09", "7")
        cell("share-over-100", self.answers, agriculture, "cat05", "120")
        cell("number-invalid", self.answers, self.answers.find(agency="culture", period="2025"), "cat07", "about sixty")
        self.plant("column-unknown", self.perception, None, "remarks")
        self.perception.rows[7]["remarks"] = "asked for more time"
        row = dict(self.perception.find(agency="trade", period="2026"), respondent="trade-p9")
        self.perception.add(**row)
        cell("unknown-agency", self.perception, self.perception.rows[-1], "agency", "trad")
        self.assessor.add(agency="planning", period="2026", criterion="cat06", answer=58, role="assessor")
        self.plant("duplicate-answer", self.assessor, self.assessor.add(
            agency="planning", period="2026", criterion="cat06", answer=41, role="assessor"), "answer")
        marks = lambda **cells: self.marks.add(period="2026", **cells)
        reason = self.items["hor10"].na_when
        for agency, code in (("labour", "hor10"), ("trade", "hor05"), ("transport", "hor05"), ("standards", "hor02"), ("electricity", "trx07")):
            self.clear(agency, "2026", code)
        self.plant("na-without-reason", self.marks, marks(agency="labour", criterion="hor10", answer="NA", na_approver=APPROVER), "answer")
        self.plant("na-without-approver", self.marks, marks(
            agency="trade", criterion="hor05", answer="NA", na_reason=self.items["hor05"].na_when), "answer")
        self.plant("na-reason-not-condition", self.marks, marks(
            agency="transport", criterion="hor05", answer="NA", na_reason="no budget this year", na_approver=APPROVER), "na_reason")
        self.plant("na-on-critical-gate", self.marks, marks(
            agency="standards", criterion="hor02", answer="NA", na_reason=reason, na_approver=APPROVER), "answer")
        self.plant("sampled-without-size", self.marks, marks(agency="electricity", criterion="trx07", answer="66", sampled="yes"), "answer")
        self.plant("unknown-criterion", self.marks, marks(agency="planning", criterion="trx16", answer="3"), "criterion")
        self.plant("national-only", self.marks, marks(agency="health", criterion="inf05", answer="70"), "answer")
        self.plant("agency-and-unit-answers", self.marks, marks(agency="labour", criterion="cat06", answer="90"), "answer")
        self.plant("respondents-disagree", self.practice, self.disagree("land", "ver06"), "answer")
        row = dict(self.by_service.find(agency="labour", period="2026"))
        self.by_service.rows.append(row)
        cell("service-of-another-agency", self.by_service, row, "service", "health-03")
        row = dict(self.by_branch.find(agency="interior", period="2026"))
        self.by_branch.rows.append(row)
        cell("unknown-branch", self.by_branch, row, "branch", "interior-b41")

        # Registers against claims.
        service = lambda code: self.services.find(code=code)
        complete = min(self.yes["finance", "2026", "trx02"] - {r["code"] for r in self.services.rows if r.get("legal_exception")})
        service(complete)["visits_required"] = 2
        self.expect("service-contradiction", service=complete)
        cheaper = min(self.yes["civil", "2026", "trx14"])
        service(cheaper)["fee_digital"] = service(cheaper)["fee_paper"] + 1500
        self.expect("service-contradiction", service=cheaper)
        cell("steps-online-over-total", self.services, service("agriculture-03"), "steps_online", service("agriculture-03")["steps_total"] + 2)
        cell("papers-held-over-required", self.services, service("municipalities-02"), "papers_held_by_state",
             service("municipalities-02")["papers_required"] + 1)
        cell("negative-number", self.services, service("culture-02"), "yearly_transactions", -350)

        # Evidence.
        def recorded(agency, grade="E2"):
            return next(
                r for r in self.evidence.rows
                if r["agency"] == agency and r["period"] == "2026" and r["grade"] == grade
                and self.roles[self.items[r["criterion"]].dimension] == "obstacle" and not any(r is fault[2] for fault in self.faults)
            )

        cell("evidence-expired", self.evidence, recorded("education"), "date", "2025-03-09")
        cell("evidence-after-reference-date", self.evidence, recorded("higher-ed"), "date", "2027-02-11")
        cell("evidence-undated", self.evidence, recorded("customs"), "date", "")
        cell("date-invalid", self.evidence, recorded("transport"), "date", "2026-02-31")
        cell("unknown-grade", self.evidence, recorded("pensions"), "grade", "E7")
        cell("evidence-rejected", self.evidence, recorded("justice"), "verdict", "rejected")
        self.clear("agriculture", "2026", "hor11")
        self.plant("evidence-without-answer", self.evidence, self.record(
            "agriculture", "2026", self.items["hor11"], "E2", title="hor11 document"), "criterion")

        # KPIs, users, targets.
        kpi = lambda **cells: self.kpi.add(period=cells.pop("period", "2026"), **cells)
        ratio = lambda code: next(k for k in self.kpis if k["code"] == code)["kind"]["ratio"]
        for agency, code in (("labour", "tra2"), ("telecom", "tra2"), ("tax", "str4"), ("health", "tra2")):
            self.kpi.rows = [r for r in self.kpi.rows if (r["agency"], r["period"], r["kpi"]) != (agency, "2026", code)]
        upper, lower = ratio("tra2")["numerator"], ratio("tra2")["denominator"]
        self.plant("kpi-numerator-over-denominator", self.kpi, kpi(agency="labour", kpi="tra2", quantity=upper, value=540), "value")
        kpi(agency="labour", kpi="tra2", quantity=lower, value=504)
        self.plant("kpi-unknown-quantity", self.kpi, kpi(agency="telecom", kpi="tra2", quantity="nominator", value=61), "quantity")
        kpi(agency="telecom", kpi="tra2", quantity=lower, value=80)
        self.expect("kpi-incomplete", agency="telecom", period="2026", kpi="tra2")
        self.plant("unknown-kpi", self.kpi, kpi(agency="health", kpi="tra9", quantity=upper, value=12), "kpi")
        self.plant("unknown-period", self.kpi, kpi(agency="health", period="2062", kpi="tra2", quantity=upper, value=75), "period")
        self.plant("kpi-contradicts-criterion", self.kpi, kpi(
            agency="tax", kpi="str4", quantity=ratio("str4")["numerator"], value=38), "value")
        kpi(agency="tax", kpi="str4", quantity=ratio("str4")["denominator"], value=200)
        users = [r for r in self.beneficiaries.rows if r["service"] == "land-01" and r["period"] == "2026"]
        cell("answer-off-scale", self.beneficiaries, users[3], "ben07", "9")
        row = dict(users[5])
        self.beneficiaries.rows.append(row)
        cell("unknown-service", self.beneficiaries, row, "service", "land-77")
        row = dict(users[6])
        self.beneficiaries.rows.append(row)
        cell("beneficiary-source-unknown", self.beneficiaries, row, "source", "telephone")
        end = dict(date="2027-12-31", baseline_date="2025-12-31")
        self.plant("target-code-unknown", self.targets, self.targets.add(scope="customs", code="acc7", target=50, baseline=20, **end), "code")
        self.plant("target-scope-unknown", self.targets, self.targets.add(scope="type=court", code="acc1", target=50, baseline=20, **end), "scope")
        self.plant("target-impossible", self.targets, self.targets.add(scope="customs", code="stage", target=5, baseline=1, **end), "target")

        # What follows from the whole.
        self.expect("no-response", agency="environment")
        self.expect("small-group-suppressed", agency="telecom", period="2025")
        self.expect("small-group-suppressed", agency="telecom", period="2026")
        self.expect("gate-within-error", agency="transport", period="2026", criterion="trx03")
        bare = next(
            code for (agency, period, code) in self.claims
            if (agency, period) == ("interior", "2025") and code.startswith("trx") and self.items[code].gate
            and self.claims[agency, period, code] > 0.5 and self.grade(agency, period, self.items[code]) == "E1"
        )
        self.expect("gate-without-evidence", agency="interior", period="2025", criterion=bare)

    def clear(self, agency, period, code):
        """Takes an answer and its evidence away, so that a fault is the only row about it."""
        self.answers.find(agency=agency, period=period).pop(code, None)
        for table in (self.evidence, self.assessor, self.marks):
            table.rows = [r for r in table.rows if (r["agency"], r["period"], r["criterion"]) != (agency, period, code)]

    def disagree(self, agency, code):
        rows = [r for r in self.practice.rows if (r["agency"], r["period"], r["criterion"]) == (agency, "2026", code)]
        for row, level in zip(rows, (1, 3, 4)):
            row["answer"] = level
        return rows[0]

    def make(self):
        self.make_registers()
        self.make_answers()
        self.make_evidence()
        self.make_kpis()
        self.make_beneficiaries()
        self.make_targets()
        self.make_initiatives()
        self.make_costs()
        self.make_attestations()
        self.make_corrections()
        self.make_objections()
        self.plant_faults()

    def write(self, folder, beside):
        folder.mkdir(parents=True, exist_ok=True)
        for table in Table.all:
            table.write(folder)
        (folder / "assessment.toml").write_bytes(SETTINGS.encode("utf-8"))
        (folder / "README.md").write_bytes(README.encode("utf-8"))
        quoted = lambda text: '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
        lines = ["# Made by example.py. Faults planted in sample-data/example; rows count from 1, the heading is row 1.\n"]
        for code, table, row, column in self.faults:
            number = 1 if row is None else 2 + next(n for n, other in enumerate(table.rows) if other is row)
            lines.append(f"\n[[planted]]\ncode = {quoted(code)}\nfile = {quoted(table.name)}\nrow = {number}\ncolumn = {quoted(column)}\n")
            if row is not None:
                lines.append(f"value = {quoted(row.get(column, ''))}\n")
        lines.append("\n# Findings that follow from the data as a whole: at least these.\n")
        for code, where in self.expected:
            lines.append(f"\n[[expected]]\ncode = {quoted(code)}\n" + "".join(f"{k} = {quoted(v)}\n" for k, v in where.items()))
        (beside / "planted.toml").write_bytes("".join(lines).encode("utf-8"))
        lines = ["period,agency,claimed,supported,checked\n"]
        for period in PERIODS:
            for agency, plans in PLAN.items():
                text = plans[PERIODS.index(period)]
                if text:
                    lines.append(f"{period},{agency},{','.join(text.split())}\n")
        (beside / "stages.csv").write_bytes("".join(lines).encode("utf-8"))


SETTINGS = """framework = "layne-lee"
edition = "full"
languages = ["ar", "ckb", "en"]
groups = ["type", "governorate"]

[title]
en = "Maturity of digital government, Republic of Marjana, 2025 and 2026 (illustrative)"
ar = "نضج الحكومة الرقمية في جمهورية مرجانة، ٢٠٢٥ و٢٠٢٦ (بيانات توضيحية)"
ckb = "پێگەیشتوویی حکوومەتی دیجیتاڵی لە کۆماری مەرجانە، 2025 و 2026 (نموونەیی)"

[organisation]
en = "Prime Minister's Office, Republic of Marjana (illustrative)"
ar = "مكتب رئيس الوزراء، جمهورية مرجانة (بيانات توضيحية)"
ckb = "نووسینگەی سەرۆکوەزیران، کۆماری مەرجانە (نموونەیی)"

[note]
en = "Illustrative: a fictional country and invented figures. No real agency is described. Faults were planted on purpose."
ar = "بيانات توضيحية: بلد متخيَّل وأرقام مبتكرة، ولا تصف أي جهة حقيقية. وقد زُرعت فيها أخطاء عن قصد."
ckb = "نموونەیی: وڵاتێکی خەیاڵی و ژمارەی داهێنراو. باسی هیچ دەزگایەکی ڕاستەقینە ناکات. هەڵەی تێدا دانراوە بە ئەنقەست."

[[periods]]
code = "2025"
first = "2025-01-01"
last = "2025-12-31"
deadline = "2025-11-30"

[[periods]]
code = "2026"
first = "2026-01-01"
last = "2026-12-31"
deadline = "2026-11-30"

[method]
visit_hours = 3                    # invented, as everything here
[plan]                             # invented, as everything here
currency = "million dinars"
first_year = 2027
budgets = [600, 700, 800]          # of all agencies together
capacity = [220, 240, 240]         # days of teams
"""

README = """# The Republic of Marjana (illustrative)

A whole assessment with the default framework, full edition, periods 2025 and 2026. **The country is fictional and every figure is
invented**; no real agency is described. The data are made by `tests/sample-data/example.py`, and some faults are planted on purpose so
that `miqyas check` has something to find.

| file | holds |
|---|---|
| `assessment.toml` | framework, edition, titles, periods |
| `agencies.csv` | 24 agencies; one did not respond (environment), one was merged before 2026 (tourism into culture), five have one site |
| `services.csv` | 200 services; written as a spreadsheet program writes it: semicolons, byte order mark |
| `branches.tsv` | branches of the agencies that have them; tabs |
| `answers.csv` | answers of agencies, wide: one row per agency and period |
| `answers-services.csv`, `answers-branches.csv` | yes or no for every service of six agencies and for every branch of two |
| `answers-practice.csv` | practice items answered by three respondents in eight agencies, long |
| `answers-perception.csv` | how far each obstacle holds work back, by respondent, wide |
| `answers-marks.csv` | not applicable with reason and approver, samples; long |
| `answers-assessor.csv` | what assessors found where it was less than was claimed |
| `answers-national.csv` | items answered once for the country |
| `evidence.csv` | evidence with grades E0 to E4; a record counts for every service and branch of its agency |
| `kpis.csv`, `targets.csv` | quantities of KPIs; targets of agencies, of groups and of the country |
| `initiatives.csv` | what was announced, planted so that every standing of a promise occurs |
| `beneficiaries.csv` | what users experienced: survey, unannounced visits, users reached outside the register |
| `costs.csv` | what it costs to meet each criterion, how long it takes, who decides; every figure is invented |
| `attestations.csv` | who signed |
| `corrections.csv`, `objections.csv` | answers put right after the draft, one of them twice; objections, one not decided on |

Some rows are written with Arabic digits (`٧٥٪`), some with `نعم` and `لا` or `بەڵێ` and `نەخێر`, as such files arrive.

What it shows: 11 of 23 agencies claim stage 2 or more in 2026, evidence supports 6 and assessors confirmed 5 (agencies to which a stage does
not apply are counted apart); a service claimed to be complete online is still one that its users visit an office for; what people blame is often not what holds the agency back.
"""

if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    with open(PROJECT / "criteria" / "layne-lee.toml", "rb") as file:
        example = Example(tomllib.load(file))
    example.make()
    example.write(Path(sys.argv[1]) if len(sys.argv) == 2 else PROJECT / "sample-data" / "example", HERE)
