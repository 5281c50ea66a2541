//! What was announced, held against what is checked: planted promises stand where they were planted, with the numbers.
use crate::samples::judge;
use miqyas::document::{Block, Content, Weight};
use miqyas::framework::Framework;
use miqyas::input::SourceFile;
use miqyas::locale::Locale;
use miqyas::promises::{Measured, PromiseResult, Reason, Standing, Sum, Unit};
use miqyas::report::{self, Extent, Selection, tables};
use miqyas::series::{Material, Series};
use miqyas::survey::{Grain, Settings, TargetUnit, read};
use miqyas::table::Cell;
use miqyas::text::Text;

const FRAMEWORK: &str = r#"
code = "small"
version = "1"
title = { en = "Small" }
languages = ["en"]

[method]
minimum_gates = 1

[[scales]]
code = "yn"
title = { en = "Yes or no" }
kind = "choice"
gate = { at_least = 1.0 }
choices = [
    { code = "no", value = 0.0, title = { en = "No" } },
    { code = "yes", value = 1.0, title = { en = "Yes" } },
]

[[scales]]
code = "cov"
title = { en = "Share of services" }
kind = "share"
each = { unit = "service", scale = "yn" }

[[dimensions]]
code = "cat"
title = { en = "Cataloguing" }
role = "stage"

[[dimensions]]
code = "trx"
title = { en = "Transaction" }
role = "stage"

[[dimensions]]
code = "sec"
title = { en = "Security" }
role = "obstacle"

[[criteria]]
code = "cat01"
text = { en = "A website is run" }
scale = "yn"
dimension = "cat"
gate = "gate"

[[criteria]]
code = "trx01"
text = { en = "Cases are followed online" }
scale = "yn"
dimension = "trx"
gate = "gate"

[[criteria]]
code = "trx02"
text = { en = "Completed online" }
scale = "cov"
dimension = "trx"

[[criteria]]
code = "sec01"
text = { en = "Copies are kept" }
scale = "yn"
dimension = "sec"
internal = true

[[criteria]]
code = "law01"
text = { en = "A law is in force" }
scale = "yn"
dimension = "sec"
level = "national"

[[kpis]]
code = "use"
title = { en = "Use" }
dimension = "sec"
unit = { en = "%" }
kind = { ratio = { numerator = "online", denominator = "all", factor = 100.0, bounded = true } }
direction = "higher"
"#;

const PERIODS: &str = r#"
[[periods]]
code = "2024"
last = "2024-12-31"

[[periods]]
code = "2025"
last = "2025-12-31"

[[periods]]
code = "2026"
last = "2026-12-31"
"#;

/// What an assessor found of two ministries: the first moves from year to year, the second never.
const CHECKED: &str = "agency,period,role,cat01,trx01,trx02,sec01\n\
                       moh,2024,assessor,no,no,20,no\nmoh,2025,assessor,yes,no,40,no\nmoh,2026,assessor,yes,yes,80,yes\n\
                       moj,2024,assessor,no,no,30,no\nmoj,2025,assessor,no,no,30,no\nmoj,2026,assessor,no,no,30,no\n";
const CLAIMED: &str = "agency,period,cat01,trx01,trx02,sec01\n\
                       moh,2024,yes,yes,90,yes\nmoh,2025,yes,yes,90,yes\nmoh,2026,yes,yes,90,yes\n\
                       moj,2024,yes,yes,90,yes\nmoj,2025,yes,yes,90,yes\nmoj,2026,yes,yes,90,yes\n";
const AGENCIES: &str = "code,name_en\nmoh,Health\nmoj,Justice\nmoe,Education\n";

fn framework() -> Framework {
    toml::from_str(FRAMEWORK).expect("the framework of these tests")
}

/// Initiatives held against the two ministries.
fn told(initiatives: &str) -> Series {
    told_with(initiatives, &[])
}

fn told_with(initiatives: &str, more: &[(&str, &str)]) -> Series {
    let series = told_leniently(initiatives, more);
    assert!(!series.findings.fail(miqyas::finding::Strictness::Strict), "{:?}", series.findings.held());
    series
}

fn told_leniently(initiatives: &str, more: &[(&str, &str)]) -> Series {
    let settings = Settings::parse("assessment.toml", PERIODS).unwrap();
    let framework = framework();
    let own = [("agencies.csv", AGENCIES), ("answers.csv", CLAIMED), ("answers-checked.csv", CHECKED)];
    let files: Vec<SourceFile> = own
        .iter()
        .chain(more)
        .chain(&[("initiatives.csv", initiatives)])
        .map(|(name, text)| SourceFile {
            name: (*name).to_owned(),
            bytes: Box::new(std::io::Cursor::new(text.as_bytes().to_vec())),
        })
        .collect();
    let (survey, findings) = read(&settings, &framework, files, &|_| (), &mut |_| ());
    Series::assess(Material {
        title: Text::default(),
        organisation: Text::default(),
        note: Text::default(),
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        method: framework.method.clone(),
        framework,
        edition: None,
        groups: None,
        survey,
        findings,
    })
}

/// Nobody is judged in the place of somebody whom the register does not have.
#[test]
fn a_promise_of_an_owner_outside_the_register_cannot_be_verified() {
    let rows = "code,date,owner,promised\nlost,2024,nobody,cat01;law01\nall,2024,nation,cat01\n";
    let series = told_leniently(rows, &[]);
    for result in of(&series, "lost") {
        assert_eq!((result.checked(), &*result.reasons), (Standing::Unverifiable, &[Reason::OwnerUnknown][..]));
        assert!(result.items.iter().all(|item| item.measured == Measured::NotAssessed));
    }
    assert!(of(&series, "all").iter().all(|result| result.checked() != Standing::Unverifiable));
    let locale = Locale::load("en").unwrap();
    let document = format!("{:?}", report::compose(&series, &locale, &Selection::default(), Extent::Full));
    assert!(document.contains("nobody") && document.contains("The register does not have the agency"), "{document}");
}

/// A code that nobody knows confirms nothing, so that what is named beside it does not make a promise kept.
#[test]
fn a_promise_of_something_unknown_is_not_kept() {
    let series = told_leniently("code,date,owner,promised\ntypo,2024,moh,cat01;zzz99\nright,2024,moh,cat01\n", &[]);
    let typo = *of(&series, "typo").last().unwrap();
    assert_eq!((typo.needed, typo.met.checked, typo.checked()), (2, 1, Standing::Partly));
    assert_eq!(typo.reasons, [Reason::NotAssessed { count: 1 }]);
    assert_eq!(standings(&series, "right").last(), Some(&Standing::Kept));
}

#[test]
fn nothing_is_measured_against_a_target_that_cannot_be_reached() {
    let rows = "code,date,owner,target,target_unit,promised\nnought,2024,moh,0,,trx02\n\
                more,2024,moh,150,,trx02\nall,2024,moh,100,,trx02\nground,2024,moh,0,stage,stage\n\
                half,2024,moh,1.5,stage,stage\n";
    let series = told_leniently(rows, &[]);
    for code in ["nought", "more", "ground", "half"] {
        let last = *of(&series, code).last().unwrap();
        assert_eq!(
            (last.checked(), last.items[0].measured),
            (Standing::Unverifiable, Measured::WithoutTarget),
            "{code}"
        );
    }
    let found = series.findings.held().iter().filter(|finding| finding.problem.code() == "target-impossible").count();
    assert_eq!(found, 4);
    assert_eq!(of(&series, "all").last().unwrap().items[0].limit, Some(100.0));
}

/// The results of one initiative, by period.
fn of<'s>(series: &'s Series, code: &str) -> Vec<&'s PromiseResult> {
    let own = |result: &&PromiseResult| series.survey.initiatives[result.initiative].code.as_str() == code;
    series.promises.iter().filter(own).collect()
}

fn standings(series: &Series, code: &str) -> Vec<Standing> {
    of(series, code).into_iter().map(PromiseResult::checked).collect()
}

#[test]
fn a_promise_is_kept_when_what_is_checked_reaches_it_and_not_when_it_is_claimed() {
    let series = told(
        "code,date,owner,due,promised\nweb,2024-02,moh,2026,cat01;trx01\nidle,2024-02,moj,,cat01\nlate,2024-02,moj,2025,cat01\n",
    );
    assert_eq!(standings(&series, "web"), [Standing::NotYet, Standing::Partly, Standing::Kept]);
    let last = of(&series, "web")[2];
    assert_eq!((last.needed, last.met.claimed, last.met.checked, last.kept_since), (2, 2, 2, Some(2)));
    assert_eq!(of(&series, "web")[0].standing.claimed, Some(Standing::Kept), "the claim stands beside");
    assert_eq!(of(&series, "web")[0].standing.supported, None, "the framework knows no evidence");
    assert_eq!(standings(&series, "idle"), [Standing::NotYet, Standing::Dormant, Standing::Dormant]);
    assert_eq!(of(&series, "idle")[2].reasons, [Reason::NothingMoved { periods: 3 }]);
    assert_eq!(standings(&series, "late"), [Standing::NotYet, Standing::Dormant, Standing::Dormant]);
    assert_eq!(of(&series, "late")[2].reasons, [Reason::Due, Reason::NothingMoved { periods: 3 }]);
}

#[test]
fn a_promise_is_looked_at_from_the_period_in_which_it_was_announced() {
    let series = told("code,date,owner,due,promised\nweb,2026-03-01,moh,2028,cat01;trx02\nold,,moh,2026-12-31,trx02\n");
    // Its website was there before: met, and yet nothing that moved.
    let results = of(&series, "web");
    assert_eq!(results.len(), 1);
    assert_eq!((results[0].period, results[0].checked(), results[0].met.checked), (2, Standing::Partly, 1));
    // 80 % of the services moved, not all of them, and its day has come.
    assert_eq!(standings(&series, "old"), [Standing::NotYet, Standing::Partly, Standing::Overdue]);
    let item = &of(&series, "old")[2].items[0];
    assert_eq!(
        (item.unit, item.limit, item.value.checked, item.value.claimed),
        (Unit::Percent, Some(100.0), Some(80.0), Some(90.0))
    );
    assert_eq!(of(&series, "old")[2].reasons, [Reason::Due]);
}

#[test]
fn targets_are_held_in_their_unit() {
    let series = told_with(
        "code,date,owner,target,target_unit,denominator,promised\n\
         share,2024,moh,80,percent,,trx02\nplain,2024,moh,75,,,trx02\nmark,2024,moh,80 %,,,trx02\n\
         count,2024,moh,3,services,4,trx02\nstage,2024,moh,2,stage,,stage\nrung,2024,moh,,,,trx\n\
         score,2024,moh,60,,,trx\nkpi,2024,moh,40,percent,,use\nnation,2024,,50,percent,,cat\nall,2024,,,,,cat\n",
        &[("kpis.csv", "agency,period,kpi,quantity,value\nmoh,2026,use,online,50\nmoh,2026,use,all,100\n")],
    );
    let last = |code: &str| {
        let result = *of(&series, code).last().unwrap();
        (result.checked(), result.items[0].unit, result.items[0].limit.unwrap(), result.items[0].value.checked.unwrap())
    };
    assert_eq!(last("share"), (Standing::Kept, Unit::Percent, 80.0, 80.0));
    assert_eq!(last("plain"), (Standing::Kept, Unit::Percent, 75.0, 80.0));
    assert_eq!(last("mark"), (Standing::Kept, Unit::Percent, 80.0, 80.0));
    assert_eq!(last("count"), (Standing::Kept, Unit::Percent, 75.0, 80.0));
    assert_eq!(last("stage"), (Standing::Kept, Unit::Stage, 2.0, 2.0));
    assert_eq!(last("rung"), (Standing::Kept, Unit::Stage, 2.0, 2.0));
    assert_eq!(last("score"), (Standing::Kept, Unit::Points, 60.0, 90.0));
    assert_eq!(last("kpi"), (Standing::Kept, Unit::Own, 40.0, 50.0));
    // One of three agencies reached it: the third did not answer.
    let (standing, unit, limit, value) = last("nation");
    assert_eq!((standing, unit, limit), (Standing::Partly, Unit::Percent, 50.0));
    assert!((value - 100.0 / 3.0).abs() < 1e-9);
    assert_eq!(last("all").2, 100.0);
}

#[test]
fn what_cannot_be_verified_says_why() {
    let series = told(
        "code,date,owner,target,target_unit,denominator,promised\n\
         nothing,2024,,,,,\nsteps,2024,moh,80,percent,,\nyes,2024,moh,80,percent,,cat01\nsaid,2024,moh,80,percent,all offices,cat01\n\
         silent,2024,moe,,,,cat01\nlaw,2024,,,,,law01\nkpi,2024,moh,,,,use\nopen,2024,moh,,,,sec\nboth,2024,moe,,,,cat01;law01\n",
    );
    let reasons = |code: &str| {
        let result = of(&series, code)[0];
        assert_eq!(result.checked() == Standing::Unverifiable, code != "said", "{code}");
        result.reasons.clone()
    };
    assert_eq!(reasons("nothing"), [Reason::NothingNamed]);
    assert_eq!(reasons("steps"), [Reason::NothingNamed, Reason::NoDenominator]);
    assert_eq!(reasons("yes"), [Reason::NoDenominator]);
    assert_eq!(reasons("said"), []);
    assert_eq!(reasons("silent"), [Reason::NotAssessed { count: 1 }]);
    assert_eq!(reasons("law"), [Reason::NotAssessed { count: 1 }]);
    assert_eq!(reasons("open"), [Reason::WithoutTarget { count: 1 }]);
    assert_eq!(reasons("both"), [Reason::NotAssessed { count: 2 }]);
    assert_eq!(of(&series, "kpi")[0].items[0].measured, Measured::NotAssessed);
}

#[test]
fn money_is_divided_only_over_what_is_confirmed() {
    let series = told(
        "code,date,owner,amount,currency,spent,promised\nboth,2024,moh,1000,IQD,600,cat01;trx01\n\
         announced,2024,moh,1000,IQD,,cat01;trx01\nlost,2024,moj,1000,IQD,1000,cat01\nfree,2024,moh,,,,cat01\n",
    );
    let cost = |code: &str, period: usize| of(&series, code)[period].cost.map(|cost| (cost.of, cost.sum, cost.each));
    assert_eq!(cost("both", 0), None);
    assert_eq!(cost("both", 1), Some((Sum::Spent, 600.0, 600.0)));
    assert_eq!(cost("both", 2), Some((Sum::Spent, 600.0, 300.0)));
    assert_eq!(cost("announced", 2), Some((Sum::Announced, 1000.0, 500.0)));
    assert_eq!((cost("lost", 2), cost("free", 2)), (None, None));
}

#[test]
fn dates_are_as_exact_as_they_are_known() {
    let series = told(
        "code,date,date_precision,due\nday,2010-07-20,day,2014\nmonth,2022-08,,2023-12\nyear,2009-05-01,year,\nafter,2004,after,\nnever,,unknown,\n",
    );
    let dates: Vec<_> =
        series.survey.initiatives.iter().map(|own| own.date.map(|date| (date.grain, date.after))).collect();
    let known = |grain, after| Some((grain, after));
    assert_eq!(
        dates,
        [
            known(Grain::Day, false),
            known(Grain::Month, false),
            known(Grain::Year, false),
            known(Grain::Year, true),
            None
        ]
    );
    let due = |at: usize| series.survey.initiatives[at].due.map(|due| due.to_string());
    assert_eq!((due(0).as_deref(), due(1).as_deref(), due(2)), (Some("2014-12-31"), Some("2023-12-31"), None));
    let shown = |tag: &str| {
        let locale = Locale::load(tag).unwrap();
        let document = report::compose(&series, &locale, &Selection::default(), Extent::Full);
        let chapter = document.chapters.iter().find(|chapter| chapter.code == "promises").unwrap().clone();
        let grid = chapter.blocks.into_iter().find_map(|block| match block {
            Block::Table(grid) => Some(grid),
            _ => None,
        });
        let when = |row: &miqyas::document::Row| match &row.cells[0].content {
            Content::Text(text) => text.clone(),
            other => panic!("no date: {other:?}"),
        };
        let rows = grid.unwrap().rows.into_iter().filter(|row| row.weight != Weight::Section);
        rows.map(|row| when(&row)).collect::<Vec<_>>()
    };
    assert_eq!(shown("en"), ["after 2004", "2009", "20 July 2010", "August 2022", "date unknown"]);
    assert_eq!(shown("ar")[..4], ["بعد ٢٠٠٤", "٢٠٠٩", "٢٠ تموز ٢٠١٠", "آب ٢٠٢٢"]);
}

#[test]
fn a_public_edition_is_silent_on_promises_of_what_is_internal() {
    let series = told("code,date,owner,amount,promised\ncopies,2024,moh,1000,sec01;cat01\nweb,2024,moh,1000,cat01\n");
    assert_eq!(standings(&series, "copies").last(), Some(&Standing::Kept));
    let public = series.for_public();
    let last = *of(&public, "copies").last().unwrap();
    assert_eq!((last.checked(), last.cost, last.kept_since, last.met.checked), (Standing::Withheld, None, None, 0));
    assert_eq!((last.items[0].measured, last.items[0].value.checked), (Measured::Withheld, None));
    assert_eq!(standings(&public, "web").last(), Some(&Standing::Kept));
    let tables = tables::all(&public, &Locale::load("en").unwrap(), &Selection::default());
    let table = tables.iter().find(|table| table.name == "promises").expect("a table of promises");
    let column = |name: &str| table.columns.iter().position(|column| *column == name).unwrap();
    let row = table.rows.iter().find(|row| row[1] == Cell::text("copies")).unwrap();
    assert_eq!((&row[column("checked")], &row[column("met_checked")]), (&Cell::text("withheld"), &Cell::Empty));
}

#[test]
fn the_chronology_is_told_without_a_single_answer() {
    let series = judge("iraq-chronology");
    assert_eq!(series.survey.initiatives.len(), 16);
    assert_eq!(series.promises.len(), 16);
    assert!(series.promises.iter().all(|result| result.checked() == Standing::Unverifiable));
    let steps = of(&series, "eighty-percent-2017")[0];
    assert_eq!(steps.reasons, [Reason::NothingNamed, Reason::NoDenominator]);
    assert_eq!(series.survey.initiatives[steps.initiative].unit, TargetUnit::Percent);
    let spent = series.survey.initiatives.iter().find_map(|initiative| initiative.spent);
    assert_eq!(spent, Some(16e9));
    for tag in ["ar", "en", "ckb"] {
        let locale = Locale::load(tag).unwrap();
        let document = report::compose(&series, &locale, &Selection::default(), Extent::Full);
        assert!(document.chapters.iter().any(|chapter| chapter.code == "promises"), "{tag}");
        assert!(document.figure("timeline").is_some(), "{tag}");
    }
}

#[test]
fn every_standing_is_planted_in_the_example() {
    let series = judge("example");
    let last = |code: &str| of(&series, code).last().map(|result| (result.checked(), result.standing.claimed.unwrap()));
    assert_eq!(last("land-online"), Some((Standing::Kept, Standing::Kept)));
    assert_eq!(last("land-branches"), Some((Standing::Overdue, Standing::Overdue)));
    assert_eq!(last("health-online"), Some((Standing::Dormant, Standing::Kept)));
    assert_eq!(last("civil-joined").map(|own| own.0), Some(Standing::Partly));
    assert_eq!(last("farmers").map(|own| own.0), Some(Standing::NotYet));
    for code in ["eighty-percent", "environment-permits", "loan"] {
        assert_eq!(last(code).map(|own| own.0), Some(Standing::Unverifiable), "{code}");
    }
    let land = *of(&series, "land-online").last().unwrap();
    assert_eq!(land.cost.map(|cost| cost.each), Some(1.65e9));
    let written = serde_json::to_string(&series.promises).unwrap();
    assert_eq!(serde_json::from_str::<Vec<PromiseResult>>(&written).unwrap(), series.promises);
}

#[test]
fn numbers_and_dates_from_nowhere_harm_nothing() {
    let series = told(
        "code,date,owner,amount,spent,target,target_unit,denominator,due,promised\n\
         huge,2024,moh,1e308,1e308,1e308,percent,1e308,2199-12-31,cat01;trx01;stage;cat\n\
         tiny,2024,moh,0,0,0,services,1e-308,2199,trx02\n",
    );
    let locale = Locale::load("ar").unwrap();
    let document = report::compose(&series, &locale, &Selection::default(), Extent::Full);
    assert!(!document.figure("timeline").unwrap().chart.draw(&document.figure("timeline").unwrap().frame).is_empty());
}
