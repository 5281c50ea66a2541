//! Criteria sets: what is refused and where, what `extends` does, and that the embedded ones hold.
use miqyas::finding::Problem;
use miqyas::framework::embedded::{EMBEDDED, embedded, load};
use miqyas::framework::fault::{Fault, FrameworkProblem};
use miqyas::framework::parse::{Source, extension_schema, parse, schema};
use miqyas::framework::validate::{no_answer_spellings, validate_method};
use miqyas::framework::{Aggregate, DimensionRole, Framework, Gate, MissingRule, Pass};
use miqyas::locale::Locale;
use miqyas::pointer::{cells, excerpt, position};
use miqyas::text::Code;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A sound framework, to which most cases add what is wrong.
const SOUND: &str = r#"code = "x"
version = "1"
title = { en = "X" }
languages = ["en"]
[[scales]]
code = "yn"
title = { en = "Yes or no" }
kind = "choice"
choices = [{ code = "no", value = 0, title = { en = "No" } }, { code = "yes", value = 1, title = { en = "Yes" } }]
gate = { at_least = 1 }
[[scales]]
code = "law"
title = { en = "Law" }
kind = "choice"
choices = [{ code = "0", value = 0, title = { en = "None" } }, { code = "1", value = 1, title = { en = "Enacted" } }]
[[scales]]
code = "mes"
title = { en = "Measured" }
kind = "number"
[[dimensions]]
code = "d"
title = { en = "D" }
[[criteria]]
code = "a"
text = { en = "A" }
scale = "yn"
dimension = "d"
"#;

const GRADES: &str = r#"[evidence]
without_record = "E1"
expired_as = "E1"
grades = [
  { code = "E0", title = { en = "None" } },
  { code = "E1", title = { en = "Statement" } },
  { code = "E2", title = { en = "Document" }, months = 12 },
  { code = "E3", title = { en = "Checked" }, checked = true },
]
"#;

/// Each code beside a text with that fault at `¦` (bases stand in `base`). A text that does not begin with `code` is
/// added to `SOUND`; `@GRADES` stands for `GRADES`.
const CASES: &[(&str, &str)] = &[
    ("toml-syntax", "code = \"x\"\nversion = ¦\n"),
    ("key-twice", "code = \"x\"\n¦code = \"y\"\n"),
    ("key-unknown", "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"سؤال\" }\nparent = \"d\"\n¦wieght = 2\n"),
    ("head-key-missing", "¦code = \"x\""),
    ("key-missing", "[[criteria]]\ncode = ¦\"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\n"),
    (
        "wrong-type",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"ب\" }\nscale = \"yn\"\ndimension = \"d\"\nweight = ¦\"2\"\n",
    ),
    ("word-unknown", "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nmissing = ¦\"porpagate\"\n"),
    ("not-a-code", "[[roles]]\ncode = ¦\"مدير\"\ntitle = { en = \"Head\" }\n"),
    ("value-unreadable", "[output]\ndecimals = ¦-1\n"),
    ("base-unknown", "code = \"x\"\nversion = \"1\"\ntitle = { en = \"X\" }\nextends = ¦\"nowhere\"\n"),
    ("extends-in-circle", "code = \"x\"\nversion = \"1\"\ntitle = { en = \"X\" }\nextends = ¦\"X\"\n"),
    (
        "removes-nothing",
        "code = \"x\"\nversion = \"1\"\ntitle = { en = \"X\" }\nextends = \"base\"\n¦[[criteria]]\ncode = \"z\"\nremove = true\n",
    ),
    ("code-declared-twice", "[[criteria]]\ncode = ¦\"A\"\ntext = { en = \"A\" }\nscale = \"yn\"\ndimension = \"d\"\n"),
    ("code-declared-twice", "[[criteria]]\ncode = ¦\"D\"\ntext = { en = \"A\" }\nscale = \"yn\"\ndimension = \"d\"\n"),
    ("undefined-scale", "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = ¦\"y\"\ndimension = \"d\"\n"),
    ("undefined-dimension", "[[criteria]]\ncode = \"b\"\ntext = { en = \"ب\" }\nscale = \"yn\"\ndimension = ¦\"dd\"\n"),
    ("undefined-parent", "[[dimensions]]\ncode = \"e\"\nrole = \"stage\"\ntitle = { en = \"E\" }\nparent = ¦\"f\"\n"),
    (
        "undefined-criterion",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nblocks = [\"a\", ¦\"c\"]\n",
    ),
    (
        "undefined-overlap",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\noverlaps = [¦\"c\"]\n",
    ),
    (
        "undefined-condition",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nna_when = ¦\"c\"\n",
    ),
    (
        "undefined-edition",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nedition = ¦\"c\"\n",
    ),
    (
        "undefined-role",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nrole = ¦\"c\"\n",
    ),
    ("undefined-role", "[method.role_weights]\n¦head = 2\n"),
    (
        "undefined-grade",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"share\"\ncaps = { E1 = 0.5, ¦E9 = 1 }\n@GRADES",
    ),
    ("undefined-grade", "@GRADES[method]\ngate_minimum_evidence = { supported = \"E2\", checked = ¦\"E7\" }\n"),
    (
        "undefined-quantity",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\n[[kpis]]\ncode = \"k\"\ntitle = { en = \"K\" }\ndimension = \"e\"\nunit = { en = \"%\" }\nquantities = [{ code = \"n\", title = { en = \"N\" } }]\nkind = { ratio = { numerator = \"n\", denominator = ¦\"m\", factor = 100, bounded = true } }\n",
    ),
    (
        "undefined-quantity",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\n[[kpis]]\ncode = \"k\"\ntitle = { en = \"K\" }\ndimension = \"e\"\nunit = { en = \"%\" }\nquantities = [{ code = \"n\", title = { en = \"N\" } }]\nkind = { formula = { expression = ¦\"n / cases\", sums = true } }\n",
    ),
    (
        "undefined-beneficiary-item",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\n[[kpis]]\ncode = \"k\"\ntitle = { en = \"K\" }\ndimension = \"e\"\nunit = { en = \"%\" }\nkind = { derived = { from = { beneficiary = { item = ¦\"ben\" } } } }\n",
    ),
    (
        "undefined-quantity",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\n[[kpis]]\ncode = \"k\"\ntitle = { en = \"K\" }\ndimension = \"e\"\nunit = { en = \"%\" }\nfigure = { en = \"Median\" }\nkind = { quantile = { probability = 0.5 } }\n[[kpis.beside]]\ncode = \"l\"\ntitle = { en = \"Cases\" }\nkind = { formula = { expression = ¦\"cases\", sums = true } }\n",
    ),
    (
        "out-of-range",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\n[[kpis]]\ncode = \"k\"\ntitle = { en = \"K\" }\ndimension = \"e\"\nunit = { en = \"%\" }\nfigure = { en = \"Median\" }\nkind = { quantile = { probability = 0.5 } }\nbeside = [{ code = \"l\", title = { en = \"L\" }, kind = { quantile = { probability = ¦90 } } }]\n",
    ),
    (
        "code-declared-twice",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\n[[kpis]]\ncode = \"k\"\ntitle = { en = \"K\" }\ndimension = \"e\"\nunit = { en = \"%\" }\nfigure = { en = \"Median\" }\nkind = { quantile = { probability = 0.5 } }\nbeside = [{ code = ¦\"K\", title = { en = \"L\" }, kind = { quantile = { probability = 0.9 } } }]\n",
    ),
    (
        "translation-missing",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\n[[kpis]]\ncode = ¦\"k\"\ntitle = { en = \"K\" }\ndimension = \"e\"\nunit = { en = \"%\" }\nkind = { quantile = { probability = 0.5 } }\nbeside = [{ code = \"l\", title = { en = \"L\" }, kind = { quantile = { probability = 0.9 } } }]\n",
    ),
    ("undefined-weight-set", "[method]\nweight_set = ¦\"w\"\n"),
    ("undefined-weight", "[weight_sets.w]\na = 2\n¦b = 1\n"),
    (
        "not-national",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\ndepends_on = [¦\"a\"]\n",
    ),
    (
        "parents-in-circle",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nparent = ¦\"f\"\n[[dimensions]]\ncode = \"f\"\ntitle = { en = \"F\" }\nparent = \"e\"\n",
    ),
    ("parents-in-circle", "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nparent = ¦\"e\"\n"),
    (
        "no-languages",
        "code = \"x\"\nversion = \"1\"\ntitle = {}\nlanguages = ¦[]\nscales = []\ndimensions = []\ncriteria = []\n",
    ),
    (
        "draft-not-a-language",
        "code = \"x\"\nversion = \"1\"\ntitle = { en = \"X\" }\nlanguages = [\"en\"]\ndrafts = [¦\"ckb\"]\nscales = []\ndimensions = []\ncriteria = []\n",
    ),
    (
        "translation-missing",
        "code = \"x\"\nversion = \"1\"\ntitle = ¦{ ar = \"س\", en = \" \" }\nlanguages = [\"ar\", \"en\"]\nscales = []\ndimensions = []\ncriteria = []\n",
    ),
    (
        "number-not-finite",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"number\"\ngate = { above = ¦nan }\n",
    ),
    ("out-of-range", "[method]\ncoverage = ¦80\n"),
    ("out-of-range", "[output]\ndecimals = ¦16\n"),
    ("out-of-range", "[output]\ndecimals_by_period = { 2014 = 5, 2016 = ¦99 }\n"),
    ("not-positive", "[output]\nfactor = ¦0\n"),
    (
        "out-of-range",
        "[[dimensions]]\ncode = \"e\"\nrole = \"stage\"\ntitle = { en = \"E\" }\nmissing = { minimum-coverage = ¦60 }\n",
    ),
    (
        "weight-invalid",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"ب\" }\nscale = \"yn\"\ndimension = \"d\"\nweight = ¦-1\n",
    ),
    ("weight-invalid", "[weight_sets.w]\na = ¦inf\n"),
    (
        "weights-absent",
        "[[dimensions]]\ntitle = { en = \"E\" }\nrole = \"index\"\ncode = ¦\"e\"\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\nweight = 0\n",
    ),
    (
        "weights-absent",
        "[[dimensions]]\ncode = \"e\"\nrole = \"index\"\ntitle = { en = \"E\" }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\n[weight_sets.¦w]\nb = 0\n",
    ),
    (
        "weight-sum",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nweight_sum = ¦3\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\nweight = 2\n",
    ),
    (
        "weight-sum",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nweight_sum = 2\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\nweight = 2\n[weight_sets.¦w]\nb = 3\n",
    ),
    (
        "power-zero",
        "[[dimensions]]\ncode = \"e\"\nrole = \"stage\"\ntitle = { en = \"E\" }\naggregate = { power = ¦0 }\n",
    ),
    ("maximum-without-sum", "[[dimensions]]\ncode = \"e\"\nrole = \"stage\"\ntitle = { en = \"E\" }\nmaximum = ¦10\n"),
    ("dimension-empty", "[[dimensions]]\ntitle = { en = \"E\" }\ncode = ¦\"e\"\n"),
    ("dimension-empty", "[[dimensions]]\ntitle = { en = \"E\" }\ncode = ¦\"e\"\nrole = \"benefit\"\n"),
    (
        "member-twice",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nmembers = [{ criterion = \"a\" }, { criterion = ¦\"a\" }]\n",
    ),
    (
        "perception-in-stage",
        "[[dimensions]]\ncode = \"s\"\ntitle = { en = \"S\" }\nrole = \"stage\"\n[[dimensions]]\ncode = \"p\"\ntitle = { en = \"P\" }\nparent = \"s\"\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"p\"\nperception = ¦true\n",
    ),
    (
        "gate-on-ungated-scale",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"law\"\ndimension = \"d\"\ngate = ¦\"gate\"\n",
    ),
    (
        "gate-on-national",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nlevel = \"national\"\ngate = ¦\"gate\"\n",
    ),
    (
        "gate-on-perception",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nperception = true\ngate = ¦\"gate\"\n",
    ),
    (
        "critical-waivable",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\ngate = ¦\"critical\"\n",
    ),
    (
        "critical-waivable",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nmembers = [{ criterion = \"a\", gate = ¦\"critical\" }]\n",
    ),
    (
        "condition-never-accepted",
        "[[conditions]]\ncode = \"one-site\"\ntitle = { en = \"One site\" }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nwaivable = false\nna_when = ¦\"one-site\"\n",
    ),
    ("gate-unreachable", "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"share\"\ngate = ¦{ above = 1 }\n"),
    (
        "checked-minimum-unchecked",
        "@GRADES[method]\ngate_minimum_evidence = { supported = \"E1\", checked = ¦\"E2\" }\n",
    ),
    (
        "supported-minimum-above-checked",
        "@GRADES[method]\ngate_minimum_evidence = { supported = ¦\"E3\", checked = \"E2\" }\n",
    ),
    (
        "cap-blocks-gate",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"share\"\ngate = { above = 0.5 }\ncaps = { E0 = 0, E1 = 0.25, E2 = 0.5 }\n@GRADES[method]\ngate_minimum_evidence = { supported = ¦\"E2\", checked = \"E3\" }\n",
    ),
    (
        "caps-fall",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"share\"\ncaps = { E0 = 0, E1 = 0.5, E2 = ¦0.4 }\n@GRADES",
    ),
    ("caps-fall", "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"share\"\ncaps = { E1 = ¦0.5 }\n@GRADES"),
    (
        "grades-out-of-order",
        "[evidence]\nwithout_record = \"E1\"\nexpired_as = \"E1\"\ngrades = [{ code = \"E1\", title = { en = \"S\" } }, { code = \"E3\", title = { en = \"C\" }, checked = true }, { code = ¦\"E2\", title = { en = \"D\" } }]\n",
    ),
    (
        "expiry-raises",
        "[evidence]\nwithout_record = \"E1\"\nexpired_as = \"E2\"\ngrades = [{ code = \"E1\", title = { en = \"S\" }, months = ¦3 }, { code = \"E2\", title = { en = \"D\" } }, { code = \"E3\", title = { en = \"C\" }, checked = true }]\n",
    ),
    (
        "unchecked-grade-checked",
        "[evidence]\nwithout_record = ¦\"E3\"\nexpired_as = \"E1\"\ngrades = [{ code = \"E1\", title = { en = \"S\" } }, { code = \"E2\", title = { en = \"D\" } }, { code = \"E3\", title = { en = \"C\" }, checked = true }]\n",
    ),
    (
        "threshold-outside",
        "[[dimensions]]\ncode = \"s\"\ntitle = { en = \"S\" }\nrole = \"stage\"\nmembers = [{ criterion = \"a\" }]\n[method]\nthreshold = ¦100\n",
    ),
    (
        "threshold-outside",
        "[[dimensions]]\ncode = \"s\"\ntitle = { en = \"S\" }\nrole = \"stage\"\nfactor = 1\nmembers = [{ criterion = \"a\" }]\n[method]\nthreshold = 0.5\nstrict_threshold = 0.85\nsweep = { from = 0.4, to = ¦60, step = 0.1 }\n",
    ),
    ("sweep-invalid", "[method]\nsweep = ¦{ from = 60, to = 40, step = 1 }\n"),
    ("sweep-invalid", "[method]\nsweep = ¦{ step = 0 }\n"),
    ("choices-missing", "[[scales]]\ntitle = { en = \"S\" }\ncode = ¦\"s\"\nkind = \"choice\"\n"),
    (
        "too-many-options",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"several\"\nchoices = ¦[{ code = \"c0\", value = 0, title = { en = \"t0\" } }, { code = \"c1\", value = 0, title = { en = \"t1\" } }, { code = \"c2\", value = 0, title = { en = \"t2\" } }, { code = \"c3\", value = 0, title = { en = \"t3\" } }, { code = \"c4\", value = 0, title = { en = \"t4\" } }, { code = \"c5\", value = 0, title = { en = \"t5\" } }, { code = \"c6\", value = 0, title = { en = \"t6\" } }, { code = \"c7\", value = 0, title = { en = \"t7\" } }, { code = \"c8\", value = 0, title = { en = \"t8\" } }, { code = \"c9\", value = 0, title = { en = \"t9\" } }, { code = \"c10\", value = 0, title = { en = \"t10\" } }, { code = \"c11\", value = 0, title = { en = \"t11\" } }, { code = \"c12\", value = 0, title = { en = \"t12\" } }, { code = \"c13\", value = 0, title = { en = \"t13\" } }, { code = \"c14\", value = 0, title = { en = \"t14\" } }, { code = \"c15\", value = 0, title = { en = \"t15\" } }, { code = \"c16\", value = 0, title = { en = \"t16\" } }, { code = \"c17\", value = 0, title = { en = \"t17\" } }, { code = \"c18\", value = 0, title = { en = \"t18\" } }, { code = \"c19\", value = 0, title = { en = \"t19\" } }, { code = \"c20\", value = 0, title = { en = \"t20\" } }, { code = \"c21\", value = 0, title = { en = \"t21\" } }, { code = \"c22\", value = 0, title = { en = \"t22\" } }, { code = \"c23\", value = 0, title = { en = \"t23\" } }, { code = \"c24\", value = 0, title = { en = \"t24\" } }, { code = \"c25\", value = 0, title = { en = \"t25\" } }, { code = \"c26\", value = 0, title = { en = \"t26\" } }, { code = \"c27\", value = 0, title = { en = \"t27\" } }, { code = \"c28\", value = 0, title = { en = \"t28\" } }, { code = \"c29\", value = 0, title = { en = \"t29\" } }, { code = \"c30\", value = 0, title = { en = \"t30\" } }, { code = \"c31\", value = 0, title = { en = \"t31\" } }, { code = \"c32\", value = 0, title = { en = \"t32\" } }, { code = \"c33\", value = 0, title = { en = \"t33\" } }, { code = \"c34\", value = 0, title = { en = \"t34\" } }, { code = \"c35\", value = 0, title = { en = \"t35\" } }, { code = \"c36\", value = 0, title = { en = \"t36\" } }, { code = \"c37\", value = 0, title = { en = \"t37\" } }, { code = \"c38\", value = 0, title = { en = \"t38\" } }, { code = \"c39\", value = 0, title = { en = \"t39\" } }, { code = \"c40\", value = 0, title = { en = \"t40\" } }, { code = \"c41\", value = 0, title = { en = \"t41\" } }, { code = \"c42\", value = 0, title = { en = \"t42\" } }, { code = \"c43\", value = 0, title = { en = \"t43\" } }, { code = \"c44\", value = 0, title = { en = \"t44\" } }, { code = \"c45\", value = 0, title = { en = \"t45\" } }, { code = \"c46\", value = 0, title = { en = \"t46\" } }, { code = \"c47\", value = 0, title = { en = \"t47\" } }, { code = \"c48\", value = 0, title = { en = \"t48\" } }, { code = \"c49\", value = 0, title = { en = \"t49\" } }, { code = \"c50\", value = 0, title = { en = \"t50\" } }, { code = \"c51\", value = 0, title = { en = \"t51\" } }, { code = \"c52\", value = 0, title = { en = \"t52\" } }, { code = \"c53\", value = 0, title = { en = \"t53\" } }, { code = \"c54\", value = 0, title = { en = \"t54\" } }, { code = \"c55\", value = 0, title = { en = \"t55\" } }, { code = \"c56\", value = 0, title = { en = \"t56\" } }, { code = \"c57\", value = 0, title = { en = \"t57\" } }, { code = \"c58\", value = 0, title = { en = \"t58\" } }, { code = \"c59\", value = 0, title = { en = \"t59\" } }, { code = \"c60\", value = 0, title = { en = \"t60\" } }, { code = \"c61\", value = 0, title = { en = \"t61\" } }, { code = \"c62\", value = 0, title = { en = \"t62\" } }, { code = \"c63\", value = 0, title = { en = \"t63\" } }, { code = \"c64\", value = 0, title = { en = \"t64\" } }]\n",
    ),
    (
        "choices-unexpected",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"share\"\nchoices = ¦[{ code = \"1\", title = { en = \"1\" } }]\n",
    ),
    (
        "choices-out-of-order",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"choice\"\nchoices = [{ code = \"y\", value = 1, title = { en = \"نعم\" } }, { code = \"n\", value = ¦0, title = { en = \"لا\" } }]\n",
    ),
    (
        "choice-ambiguous",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"choice\"\nchoices = [{ code = \"n\", value = 0, title = { en = \"أبدًا\" } }, { code = \"y\", value = 1, title = { en = \"Y\" }, aliases = [\"ي\", ¦\"ابدا\"] }]\n",
    ),
    (
        "choice-is-no-answer",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"choice\"\nchoices = [{ code = \"n\", value = 0, title = { en = \"N\" }, aliases = [¦\"لا  ينطبق\"] }]\n",
    ),
    (
        "each-unexpected",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"number\"\neach = ¦{ unit = \"service\", scale = \"yn\" }\n",
    ),
    (
        "each-not-choice",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"share\"\neach = { unit = \"service\", scale = ¦\"mes\" }\n",
    ),
    ("normalise-missing", "[[criteria]]\ncode = \"b\"\ntext = { en = \"ب\" }\nscale = ¦\"mes\"\ndimension = \"d\"\n"),
    (
        "goalposts-equal",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"mes\"\ndimension = \"d\"\nnormalise = ¦{ goalposts = { floor = 3, target = 3 } }\n",
    ),
    (
        "not-measured",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\ndenominator = ¦{ by = { column = \"population\" } }\n",
    ),
    (
        "not-measured",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\ntreatment = ¦{ winsorise = 2 }\n",
    ),
    (
        "undefined-criterion",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"mes\"\ndimension = \"d\"\nnormalise = { min-max = { better = \"higher\" } }\ndenominator = { by = { criterion = ¦\"staff\" } }\n",
    ),
    (
        "judged-part-unknown",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nweights = { budget-allocation = { parts = [\"b\", ¦\"a\"], experts = [[60, 40]] } }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\n",
    ),
    (
        "expert-table-unusable",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nweights = { analytic-hierarchy = { parts = [\"b\"], experts = [[[1]], ¦[[0]]] } }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\n",
    ),
    (
        "expert-table-unusable",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nweights = { budget-allocation = { parts = [\"b\"], experts = [¦[1, 2]] } }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\n",
    ),
    ("out-of-range", "[method]\nscreening = { answered = ¦2 }\n"),
    (
        "not-positive",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"mes\"\ndimension = \"d\"\nnormalise = { min-max = { better = \"higher\" } }\ndenominator = { by = { column = \"population\" }, per = ¦0 }\n",
    ),
    ("key-idle", "[method]\nimputation = { by = \"unit-mean\", group = ¦\"type\" }\n"),
    ("key-idle", "[method]\nimputation = { by = \"median\", draws = ¦5 }\n"),
    ("key-idle", "[method]\ntreatment = { exponent = ¦0.5 }\n"),
    ("key-idle", "[method]\ntreatment = { then = \"box-cox\", factor = ¦100 }\n"),
    (
        "key-idle",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nimputation = { by = \"linear\", group = ¦\"type\" }\n",
    ),
    (
        "shares-impossible",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nweights = { benefit-of-the-doubt = { least = ¦0.6 } }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\n[[criteria]]\ncode = \"c\"\ntext = { en = \"C\" }\nscale = \"yn\"\ndimension = \"e\"\n",
    ),
    (
        "shares-impossible",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nweights = { benefit-of-the-doubt = { most = ¦0.6 } }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\n[[criteria]]\ncode = \"c\"\ntext = { en = \"C\" }\nscale = \"yn\"\ndimension = \"e\"\nweight = 0\n",
    ),
    (
        "judgements-contradict",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nweights = { analytic-hierarchy = { parts = [\"b\", \"c\"], experts = [[[1, 7], [0.14, 1]], ¦[[1, 3], [3, 1]]] } }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"e\"\n[[criteria]]\ncode = \"c\"\ntext = { en = \"C\" }\nscale = \"yn\"\ndimension = \"e\"\n",
    ),
    ("below-zero", "[method]\ntreatment = { skewness = ¦-2 }\n"),
    (
        "out-of-range",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\nparent = \"d\"\naggregate = { mean-min = { alpha = ¦2, beta = 1 } }\n",
    ),
    (
        "normalise-bounds",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"mes\"\ndimension = \"d\"\nnormalise = ¦{ trapezoid = { floor = 1, from = 3, to = 2, ceiling = 4 } }\n",
    ),
    (
        "normalise-bounds",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"mes\"\ndimension = \"d\"\nnormalise = ¦{ min-max = { better = \"higher\", least = 1 } }\n",
    ),
    (
        "normalise-bounds",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"mes\"\ndimension = \"d\"\nnormalise = ¦{ none = { low = 1, high = 1 } }\n",
    ),
    (
        "register-without-services",
        "[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"yn\"\ndimension = \"d\"\nregister = ¦{ column = \"visits_required\", at_most = 0 }\n",
    ),
    (
        "roll-up-beside-each",
        "[[scales]]\ncode = \"s\"\ntitle = { en = \"S\" }\nkind = \"share\"\neach = { unit = \"service\", scale = \"yn\" }\n[[criteria]]\ncode = \"b\"\ntext = { en = \"B\" }\nscale = \"s\"\ndimension = \"d\"\nroll_up = ¦\"mean\"\n",
    ),
    (
        "formula-unreadable",
        "[[dimensions]]\ncode = \"e\"\ntitle = { en = \"E\" }\n[[kpis]]\ncode = \"k\"\ntitle = { en = \"K\" }\ndimension = \"e\"\nunit = { en = \"%\" }\nquantities = [{ code = \"n\", title = { en = \"N\" } }]\nkind = { formula = { expression = \"n + ¦) 2\", sums = true } }\n",
    ),
];

#[test]
fn each_fault_is_found_where_it_stands() {
    for (number, (code, case)) in CASES.iter().enumerate() {
        let case = case.replace("@GRADES", GRADES);
        let marked = if case.trim_start_matches('¦').starts_with("code") { case } else { format!("{SOUND}{case}") };
        let (before, _) = marked.split_once('¦').unwrap_or_else(|| panic!("case {number} {code} has no mark"));
        let expected = (
            before.matches('\n').count() + 1,
            before.lines().last().filter(|_| !before.ends_with('\n')).map_or(1, |line| line.chars().count() + 1),
        );
        let text = marked.replace('¦', "");
        let faults = refused(&text);
        let found: Vec<(&str, usize, usize)> =
            faults.iter().map(|fault| (fault.problem.code(), fault.line, fault.column)).collect();
        assert!(
            found.contains(&(code, expected.0, expected.1)),
            "case {number}: {code} at {expected:?} not in {found:?}\n{faults:#?}"
        );
    }
}

#[test]
fn copeland_is_described_as_it_is_computed() {
    let schema = schema().to_string();
    let readme = std::fs::read_to_string(crate::program::root().join("README.md")).unwrap();
    for text in [schema, readme, Locale::load("en").unwrap().word("cli.aggregate-copeland")] {
        assert!(text.contains("gencies beaten minus agencies lost to"), "{text}");
    }
}

#[test]
fn every_code_has_a_case_and_is_like_no_finding() {
    let cases: BTreeSet<&str> = CASES.iter().map(|(code, _)| *code).collect();
    let codes: BTreeSet<&str> = FrameworkProblem::CODES.iter().copied().collect();
    assert_eq!(codes.len(), FrameworkProblem::CODES.len());
    assert_eq!(cases, codes);
    for code in codes {
        assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
        assert!(!Problem::CODES.contains(&code), "{code} is a finding too");
    }
}

#[test]
fn faults_of_a_phase_come_all_at_once_in_order() {
    let text = format!(
        "{SOUND}[[criteria]]\ncode = \"b\"\ntext = {{ en = \"B\" }}\nscale = \"y\"\ndimension = \"dd\"\nweight = -1\n[method]\ncoverage = 2\n"
    );
    let codes: Vec<&str> = refused(&text).iter().map(|fault| fault.problem.code()).collect();
    assert_eq!(codes, ["undefined-scale", "undefined-dimension", "weight-invalid", "out-of-range"]);
    let text = "code = \"x\"\nversion = 1\nlanguages = [\"en\"]\ntitel = { en = \"X\" }\nscales = []\n[[criteria]]\ntext = 3\nwieght = 1\n[[criteria]]\ncode = \"a b\"\ntext = { en = \"A\" }\n[method]\nstage_on = \"lwo\"\n";
    let codes: Vec<String> =
        refused(text).iter().map(|fault| format!("{} {}", fault.line, fault.problem.code())).collect();
    assert_eq!(
        codes,
        [
            "1 head-key-missing",
            "1 head-key-missing",
            "2 wrong-type",
            "4 key-unknown",
            "6 key-missing",
            "6 key-missing",
            "6 key-missing",
            "7 wrong-type",
            "8 key-unknown",
            "10 key-missing",
            "10 key-missing",
            "10 not-a-code",
            "13 word-unknown",
        ]
    );
}

#[test]
fn unknown_words_suggest_the_nearest() {
    let faults = refused(&format!(
        "{SOUND}[[criteria]]\ncode = \"b\"\ntext = {{ en = \"B\" }}\nscale = \"YN\"\ndimension = \"d\"\n"
    ));
    let FrameworkProblem::UndefinedScale { owner, scale, nearest } = &faults[0].problem else { panic!("{faults:?}") };
    assert_eq!((owner.as_str(), scale.as_str(), nearest.as_str()), ("b", "YN", "yn"));
    let faults = refused(
        "code = \"x\"\nversion = \"1\"\nlangauges = [\"en\"]\ntitle = { en = \"X\" }\nscales = []\ndimensions = []\ncriteria = []\n",
    );
    assert!(
        faults.iter().any(
            |fault| matches!(&fault.problem, FrameworkProblem::KeyUnknown { nearest, .. } if nearest == "languages")
        )
    );
}

#[test]
fn no_text_makes_it_panic() {
    for text in [
        "",
        "\u{feff}",
        "\0\0\0",
        "[[criteria]]",
        "extends = 3",
        "criteria = 3",
        "code = {}",
        "title.en.en = 1",
        "[a.b.c]\n[[a.b]]",
        "scales = [[1]]",
        "extends = \"base\"",
    ] {
        refused(text);
    }
    for cut in (0..SOUND.len()).step_by(7) {
        let _ = parse(Source { file: "x.toml", text: &SOUND[..cut] }, &no_base);
    }
    let deep = format!("code = {}", "[".repeat(10_000));
    refused(&deep);
}

#[test]
fn an_extension_changes_adds_and_removes() {
    let extended = read(
        r#"code = "y"
version = "2"
title = { en = "Y" }
extends = "base"
languages = ["en", "ar"]
[method]
threshold = 60
[output]
decimals = 2
[[scales]]
code = "law"
remove = true
[[scales]]
code = "mes"
title = { ar = "رقم مقيس" }
[[scales]]
code = "yn"
title = { ar = "نعم أو لا" }
choices = [{ code = "no", value = 0, title = { en = "No", ar = "لا" } }, { code = "yes", value = 2, title = { en = "Yes", ar = "نعم" } }]
gate = { above = 1 }
[[dimensions]]
code = "d"
title = { ar = "بُعد" }
aggregate = "sum"
[[criteria]]
code = "b"
text = { en = "B", ar = "ب" }
scale = "yn"
dimension = "d"
[[criteria]]
code = "a"
text = { ar = "أ" }
weight = 3
"#
        .replace("title = { en = \"Y\" }", "title = { en = \"Y\", ar = \"ي\" }")
        .as_str(),
    );
    assert_eq!(extended.code.as_str(), "y");
    assert_eq!(extended.extends.as_ref().map(|base| base.as_str()), Some("base"));
    assert_eq!((extended.method.threshold, extended.method.coverage), (60.0, 0.8));
    assert_eq!(extended.output.decimals, 2);
    let scales: Vec<&str> = extended.scales.iter().map(|scale| scale.code.as_str()).collect();
    assert_eq!(scales, ["yn", "mes"]);
    assert_eq!(extended.scales[0].gate, Some(Pass::Above(1.0)));
    assert_eq!(extended.scales[0].title.get("en"), Some("Yes or no"));
    assert_eq!(extended.dimensions[0].aggregate, Aggregate::Sum);
    let criteria: Vec<(&str, f64)> =
        extended.criteria.iter().map(|criterion| (criterion.code.as_str(), criterion.weight)).collect();
    assert_eq!(criteria, [("a", 3.0), ("b", 1.0)]);
    assert_eq!(extended.criteria[0].text.get("en"), Some("A"));
    assert_eq!(extended.criteria[0].text.get("ar"), Some("أ"));
}

#[test]
fn a_text_said_anew_drops_the_translations_of_the_old() {
    let text = "code = \"y\"\nversion = \"2\"\ntitle = { en = \"Y\" }\nextends = \"two-languages\"\nlanguages = [\"en\", \"ar\"]\n[[criteria]]\ncode = \"a\"\ntext = { en = \"Other\" }\n";
    let base = "code = \"two-languages\"\nversion = \"1\"\ntitle = { en = \"X\", ar = \"س\" }\nlanguages = [\"en\", \"ar\"]\n[[scales]]\ncode = \"yn\"\ntitle = { en = \"S\", ar = \"س\" }\nkind = \"choice\"\nchoices = [{ code = \"1\", value = 1, title = { en = \"Y\", ar = \"ن\" } }]\n[[dimensions]]\ncode = \"d\"\ntitle = { en = \"D\", ar = \"ب\" }\n[[criteria]]\ncode = \"a\"\ntext = { en = \"A\", ar = \"أ\" }\nscale = \"yn\"\ndimension = \"d\"\n";
    let faults =
        parse(Source { file: "y.toml", text }, &|_| Some(Source { file: "two.toml", text: base })).unwrap_err();
    let found: Vec<(&str, &str, usize)> =
        faults.iter().map(|fault| (fault.problem.code(), fault.file.as_str(), fault.line)).collect();
    assert_eq!(found, [("translation-missing", "y.toml", 3), ("translation-missing", "y.toml", 8)]);
}

#[test]
fn extensions_chain_and_never_circle() {
    let head = |code: &str, base: &str| {
        format!("code = \"{code}\"\nversion = \"1\"\ntitle = {{ en = \"T\" }}\nextends = \"{base}\"\n")
    };
    let texts: BTreeMap<&str, String> = BTreeMap::from([
        ("base", SOUND.replace("code = \"x\"", "code = \"base\"")),
        ("first", head("first", "base") + "[[criteria]]\ncode = \"a\"\nweight = 2\n"),
        ("second", head("second", "first") + "[[criteria]]\ncode = \"a\"\ngate = \"gate\"\n"),
        ("round", head("round", "about")),
        ("about", head("about", "round")),
        ("broken", head("broken", "base") + "[[criteria]]\ncode = \"a\"\nscale = \"nowhere\"\n"),
    ]);
    let source = |code: &str| texts.get_key_value(code).map(|(file, text)| Source { file, text });
    let read = |code: &str| parse(source(code).unwrap(), &|base| source(base.as_str()));
    let second = read("second").unwrap();
    assert_eq!((second.criteria[0].weight, second.criteria[0].gate), (2.0, Some(Gate::Gate)));
    assert_eq!(second.extends.unwrap().as_str(), "first");
    let FrameworkProblem::ExtendsInCircle { chain } = &read("round").unwrap_err()[0].problem else { panic!() };
    assert_eq!(chain, "round → about → round");
    let head_of_broken = head("leaf", "broken");
    let faults = parse(Source { file: "leaf", text: &head_of_broken }, &|base| source(base.as_str())).unwrap_err();
    assert_eq!((faults[0].file.as_str(), faults[0].line, faults[0].column), ("broken", 7, 9));
}

#[test]
fn an_extension_says_who_it_is() {
    let faults = refused("extends = \"base\"\n");
    let missing: Vec<Value> =
        faults.iter().map(|fault| serde_json::to_value(&fault.problem).unwrap()["key"].clone()).collect();
    assert_eq!(missing, ["code"]);
}

#[test]
fn a_method_laid_over_is_checked_too() {
    let framework = read(&format!("{SOUND}{GRADES}"));
    let mut method = framework.method.clone();
    assert!(validate_method(&framework, &method).is_empty());
    method.coverage = 80.0;
    method.gate_minimum_evidence.checked = Code::new("E2").unwrap();
    let codes: Vec<&str> = validate_method(&framework, &method).iter().map(|flaw| flaw.problem.code()).collect();
    assert_eq!(codes, ["checked-minimum-unchecked", "out-of-range"]);
}

#[test]
fn every_embedded_framework_holds() {
    for (code, source) in EMBEDDED {
        let framework = load(code).unwrap().unwrap_or_else(|faults| panic!("{code}: {}", listed(&faults, source.text)));
        assert_eq!(framework.code.as_str(), *code);
        let again: Framework = serde_json::from_value(serde_json::to_value(&framework).unwrap()).unwrap();
        assert_eq!(again, framework, "{code} does not survive JSON");
    }
    assert!(load("nowhere").is_none());
    assert!(embedded("UN-EGDI").is_some());
}

#[test]
fn no_file_of_criteria_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("criteria");
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".toml"))
        .collect();
    files.sort();
    let known: Vec<&str> = EMBEDDED.iter().map(|(_, source)| source.file).collect();
    assert_eq!(files, known);
}

#[test]
fn chile_counts_its_published_points() {
    let chile = load("chile-egi").unwrap().unwrap();
    let points = |dimension: &str| -> f64 {
        chile
            .criteria
            .iter()
            .filter(|criterion| criterion.dimension.as_str() == dimension)
            .map(|criterion| criterion.weight)
            .sum()
    };
    let tiers: Vec<f64> = ["d1", "d2", "d3", "d4", "d5", "unscored"].map(points).to_vec();
    assert_eq!(tiers, [0.75, 1.0, 2.25, 5.0, 1.25, 0.0]);
    assert_eq!(chile.criteria.len(), 17);
    let index = &chile.dimensions[chile.dimension("egi").unwrap()];
    assert_eq!((index.aggregate, index.missing, chile.factor(index)), (Aggregate::Sum, MissingRule::Propagate, 1.0));
}

#[test]
fn the_chilean_stages_leave_the_index_as_it_is() {
    let index = load("chile-egi").unwrap().unwrap();
    let staged = load("chile-layne-lee").unwrap().unwrap();
    assert_eq!(staged.criteria, index.criteria);
    assert_eq!(staged.dimensions[..index.dimensions.len()], index.dimensions[..]);
    assert_eq!(staged.output, index.output);
    assert_eq!(staged.scales[0].choices, index.scales[0].choices);
    let stages: Vec<(&str, usize, usize)> = staged
        .of_role(DimensionRole::Stage)
        .map(|at| &staged.dimensions[at])
        .map(|stage| {
            (
                stage.code.as_str(),
                stage.members.len(),
                stage.members.iter().filter(|member| member.gate.is_some()).count(),
            )
        })
        .collect();
    assert_eq!(stages, [("cat", 8, 2), ("trx", 5, 2), ("ver", 0, 0), ("hor", 0, 0)]);
    for at in staged.of_role(DimensionRole::Stage) {
        assert_eq!(staged.factor(&staged.dimensions[at]), 100.0);
    }
}

#[test]
fn spbe_and_egdi_have_their_published_shape() {
    for (code, criteria, levels) in [("spbe-2018", 37, 6), ("spbe-2020", 47, 5)] {
        let spbe = load(code).unwrap().unwrap();
        assert_eq!(spbe.criteria.len(), criteria);
        assert!(spbe.scales.iter().all(|scale| scale.choices.len() == levels));
        let total: f64 = spbe.criteria.iter().map(|criterion| criterion.weight).sum();
        assert!((total - 100.0).abs() < 1e-9, "{code}: {total}");
    }
    let egdi = load("un-egdi").unwrap().unwrap();
    let decimals: Vec<usize> = ["2014", "2016", "2018", "2022"].map(|period| egdi.output.decimals(period)).to_vec();
    assert_eq!(decimals, [5, 5, 4, 4]);
}

#[test]
fn the_schema_accepts_every_embedded_file_and_refuses_strange_keys() {
    for (code, source) in EMBEDDED {
        let document: Value = serde_json::to_value(toml::from_str::<toml::Table>(source.text).unwrap()).unwrap();
        let schema = if document.get("extends").is_some() { extension_schema() } else { schema() };
        accepts(&schema, &schema, &document).unwrap_or_else(|why| panic!("{code}: {why}"));
    }
    let schema = schema();
    let mut strange: Value = serde_json::to_value(toml::from_str::<toml::Table>(SOUND).unwrap()).unwrap();
    assert_eq!(accepts(&schema, &schema, &strange), Ok(()));
    strange["criteria"][0]["wieght"] = 1.into();
    assert!(accepts(&schema, &schema, &strange).unwrap_err().contains("wieght"));
}

#[test]
fn the_caret_stands_below_the_value_after_arabic() {
    let text = "a = 1\ntitle = { ar = \"وِزارةُ الصحّة\", weight = 3 }\r\n";
    let at = text.find('3').unwrap();
    let shown = excerpt(text, &(at..at + 1), 100);
    assert_eq!((shown.line_number, shown.column), position(text, at));
    assert_eq!(shown.line, "title = { ar = \"وِزارةُ الصحّة\", weight = 3 }");
    let marks = 3;
    assert_eq!(shown.column, shown.line.chars().position(|letter| letter == '3').unwrap() + 1);
    assert_eq!(shown.caret, format!("{}^", " ".repeat(shown.column - 1 - marks)));
    assert_eq!(cells("وِزارةُ"), 5);
    assert_eq!(cells("\u{2067}وزارة\u{2069}"), 5);
    assert_eq!(cells("中"), 2);
}

#[test]
fn a_long_line_is_cut_around_the_value() {
    let line = format!("{},خطأ,{}", "وزارة الصحة,".repeat(50), "12,".repeat(50));
    let at = line.find("خطأ").unwrap();
    let shown = excerpt(&line, &(at..at + "خطأ".len()), 60);
    assert!(cells(&shown.line) <= 60, "{shown:?}");
    assert!(shown.line.starts_with('…') && shown.line.ends_with('…'));
    let before = cells(&shown.line[..shown.line.find("خطأ").unwrap()]);
    assert_eq!(shown.caret, format!("{}^^^", " ".repeat(before)));
    assert_eq!(excerpt("", &(0..0), 80).caret, "^");
    assert_eq!(excerpt("ab\ncd", &(1..5), 80).caret, " ^");
    assert_eq!(excerpt("\u{feff}code", &(3..7), 80).column, 1);
    assert_eq!(excerpt("ab", &(9..12), 80).caret, "  ^");
    assert_eq!(excerpt("ب", &(1..2), 80).caret, "^");
}

#[test]
fn no_answer_spellings_are_refused_in_any_writing() {
    for spelling in no_answer_spellings() {
        let text = format!(
            "{SOUND}[[scales]]\ncode = \"s\"\ntitle = {{ en = \"S\" }}\nkind = \"choice\"\nchoices = [{{ code = \"n\", value = 0, title = {{ en = \"N\" }}, aliases = [\" {}\"] }}]\n",
            spelling.to_uppercase()
        );
        assert_eq!(refused(&text)[0].problem.code(), "choice-is-no-answer", "{spelling}");
    }
}

fn no_base<'t>(_: &Code) -> Option<Source<'t>> {
    None
}

fn based<'t>(code: &Code) -> Option<Source<'t>> {
    (code.as_str() == "base").then_some(Source { file: "base.toml", text: SOUND })
}

fn read(text: &str) -> Framework {
    parse(Source { file: "x.toml", text }, &based).unwrap_or_else(|faults| panic!("{}", listed(&faults, text)))
}

fn refused(text: &str) -> Vec<Fault> {
    match parse(Source { file: "x.toml", text }, &based) {
        Ok(_) => panic!("accepted:\n{text}"),
        Err(faults) => {
            assert!(!faults.is_empty());
            faults
        }
    }
}

fn listed(faults: &[Fault], text: &str) -> String {
    let lines = faults.iter().map(|fault| {
        let shown = excerpt(text, &fault.span, 100);
        format!("\n{}:{}:{} {:?}\n{}\n{}", fault.file, fault.line, fault.column, fault.problem, shown.line, shown.caret)
    });
    lines.collect()
}

/// Enough of JSON Schema for the schemas written here.
fn accepts(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return accepts(root, root.pointer(reference.trim_start_matches('#')).ok_or(reference)?, value);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(ways) = schema[key].as_array() {
            let refusals: Vec<String> = ways.iter().filter_map(|way| accepts(root, way, value).err()).collect();
            if refusals.len() == ways.len() {
                return Err(format!("{value} fits none: {}", refusals.join("; ")));
            }
        }
    }
    if let Some(allowed) = schema["enum"].as_array().filter(|allowed| !allowed.contains(value)) {
        return Err(format!("{value} is not among {allowed:?}"));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return Err(format!("{value} is not {}", schema["const"]));
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |name: &Value| name == kind || (name == "number" && kind == "integer");
    let types = &schema["type"];
    if !types.is_null() && !fits(types) && !types.as_array().is_some_and(|types| types.iter().any(fits)) {
        return Err(format!("{value} is not {types}"));
    }
    for item in value.as_array().into_iter().flatten() {
        if schema["items"].is_object() {
            accepts(root, &schema["items"], item)?;
        }
    }
    let Some(table) = value.as_object() else { return Ok(()) };
    for required in schema["required"].as_array().into_iter().flatten() {
        if !table.contains_key(required.as_str().unwrap()) {
            return Err(format!("{required} is missing"));
        }
    }
    for (key, value) in table {
        let pattern = schema["patternProperties"].as_object().and_then(|patterns| patterns.values().next());
        match schema["properties"].get(key).or(pattern.filter(|_| Code::new(key).is_some())) {
            Some(below) => accepts(root, below, value).map_err(|why| format!("{key}: {why}"))?,
            None if schema["additionalProperties"] == false => return Err(format!("{key} is strange")),
            None => {}
        }
    }
    Ok(())
}
