//! What a referee would object to, with its reason and what to do about it.
use crate::document::{Block, Cell, Chapter, Column, Grid, Tone};
use crate::lint::{Doubt, Gravity, Lint, Part};
use crate::locale::{Locale, Value};
use crate::report::Extent;
use crate::report::statistics::{DECIMALS, p_value};
use crate::report::view::View;

/// Doubts of one code that are told one by one.
const TOLD: usize = 8;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let found = found(view).filter(|_| extent == Extent::Full && view.selection.is_everybody())?;
    let locale = view.locale;
    let major = found.doubts.iter().filter(|doubt| doubt.gravity() == Gravity::Major).count();
    let minor = found.doubts.len() - major;
    let lead = match found.doubts.len() {
        0 => locale.word("doubts.none"),
        _ => [
            locale.say("doubts.lead-major", &[("count", Value::from(major))]),
            locale.say("doubts.lead-minor", &[("count", Value::from(minor))]),
        ]
        .join(" "),
    };
    let mut blocks = vec![Block::Lead(lead)];
    if !found.doubts.is_empty() {
        blocks.push(Block::Table(table(view, found)));
    }
    blocks.push(Block::Chart("weights".to_owned()));
    Some(Chapter { code: "doubts", title: locale.word("doubts.title"), blocks })
}

pub(in crate::report) fn found<'a>(view: &View<'a>) -> Option<&'a Lint> {
    view.series.sections.lint.as_ref().filter(|found| found.period == view.assessment.period)
}

fn table(view: &View, found: &Lint) -> Grid {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("doubts.gravity")),
        Column::words(locale.word("common.code")),
        Column::words(locale.word("doubts.what")),
        Column::words(locale.word("doubts.advice")),
    ];
    let mut grid = Grid::new(locale.word("doubts.caption"), heads);
    let mut ordered: Vec<&Doubt> = found.doubts.iter().collect();
    ordered.sort_by_key(|doubt| doubt.gravity());
    let mut rest = ordered.as_slice();
    while let Some(first) = rest.first() {
        let alike = rest.iter().take_while(|doubt| doubt.code() == first.code()).count();
        let (own, others) = rest.split_at(alike);
        for (place, doubt) in own.iter().take(TOLD).enumerate() {
            let (gravity, tone) = match doubt.gravity() {
                Gravity::Major => ("doubts.major", Tone::Bad),
                Gravity::Minor => ("doubts.minor", Tone::Doubtful),
            };
            grid.push(vec![
                Cell::text(locale.word(gravity)).toned(tone),
                Cell::code(doubt.code()),
                Cell::text(told(view, doubt)),
                Cell::text(if place == 0 { advice(locale, doubt) } else { String::new() }),
            ]);
        }
        if alike > TOLD {
            let more = locale.say("count.more", &[("count", Value::from(alike - TOLD))]);
            grid.push(vec![
                Cell::empty(),
                Cell::code(first.code()),
                Cell::text(more).toned(Tone::Quiet),
                Cell::text(""),
            ]);
        }
        rest = others;
    }
    grid
}

/// How a part of a dimension is called.
pub(in crate::report) fn part(view: &View, part: Part) -> String {
    match part {
        Part::Criterion(criterion) => view.locale.isolate_code(view.framework.criteria[criterion].code.as_str()),
        Part::Dimension(dimension) => view.dimension(dimension),
    }
}

/// A doubt with its numbers, as a sentence.
pub(in crate::report) fn told(view: &View, doubt: &Doubt) -> String {
    let locale = view.locale;
    let code = |criterion: usize| Value::Phrase(locale.isolate_code(view.framework.criteria[criterion].code.as_str()));
    let dimension = |dimension: usize| Value::from(view.dimension(dimension));
    let number = |count: usize| Value::Phrase(locale.count(count as u64));
    let coefficient = |value: f64| Value::Phrase(locale.number(value, DECIMALS));
    let share = |value: f64| Value::Percent(100.0 * value, 0);
    let column = |column: &str| Value::from(view.column(column));
    match doubt {
        Doubt::TooFewAgencies { count, least } => {
            locale.say("doubts.too-few-agencies", &[("count", Value::from(*count)), ("least", number(*least))])
        }
        Doubt::TooFewAnswers { criterion, answered, applicable } => locale.say(
            "doubts.too-few-answers",
            &[("code", code(*criterion)), ("answered", number(*answered)), ("count", Value::from(*applicable))],
        ),
        Doubt::WeightNotInfluence { dimension: whole, part: own, weight, influence } => locale.say(
            "doubts.weight-not-influence",
            &[
                ("part", Value::Phrase(part(view, *own))),
                ("dimension", dimension(*whole)),
                ("weight", share(*weight)),
                ("influence", share(*influence)),
            ],
        ),
        Doubt::DoubleCounting { dimension: whole, first, second, correlation } => locale.say(
            "doubts.double-counting",
            &[
                ("first", code(*first)),
                ("second", code(*second)),
                ("dimension", dimension(*whole)),
                ("correlation", coefficient(*correlation)),
            ],
        ),
        Doubt::CountedTwice { dimension: whole, criterion } => {
            locale.say("doubts.counted-twice", &[("code", code(*criterion)), ("dimension", dimension(*whole))])
        }
        Doubt::WrongDirection { dimension: whole, criterion, correlation, agencies } => locale.say(
            "doubts.wrong-direction",
            &[
                ("code", code(*criterion)),
                ("dimension", dimension(*whole)),
                ("correlation", coefficient(*correlation)),
                ("count", Value::from(*agencies)),
            ],
        ),
        Doubt::ZeroAnnuls { dimension: whole, agencies } => {
            locale.say("doubts.zero-annuls", &[("dimension", dimension(*whole)), ("count", Value::from(*agencies))])
        }
        Doubt::MissingByScore { criterion, missing, superiority, p } => {
            let key = if *superiority < 0.5 { "doubts.missing-weaker" } else { "doubts.missing-stronger" };
            let values = [
                ("code", code(*criterion)),
                ("count", Value::from(*missing)),
                ("p", Value::Phrase(p_value(locale, *p))),
            ];
            locale.say(key, &values)
        }
        Doubt::MissingByGroup { criterion, column: own, missing, p } => locale.say(
            "doubts.missing-by-group",
            &[
                ("code", code(*criterion)),
                ("column", column(own)),
                ("count", Value::from(*missing)),
                ("p", Value::Phrase(p_value(locale, *p))),
            ],
        ),
        Doubt::UnstableRanks { dimension: whole, unstable, ranked } => locale.say(
            "doubts.unstable-ranks",
            &[("dimension", dimension(*whole)), ("unstable", number(*unstable)), ("count", Value::from(*ranked))],
        ),
        Doubt::NoUncertainty => locale.word("doubts.no-uncertainty"),
        Doubt::GateNeverBinds { criterion, agencies } => {
            locale.say("doubts.gate-never-binds", &[("code", code(*criterion)), ("count", Value::from(*agencies))])
        }
        Doubt::GateAlwaysBinds { criterion, agencies } => {
            locale.say("doubts.gate-always-binds", &[("code", code(*criterion)), ("count", Value::from(*agencies))])
        }
        Doubt::ThresholdWithinError { dimension: whole, agencies, judged, threshold } => locale.say(
            "doubts.threshold-within-error",
            &[
                ("dimension", dimension(*whole)),
                ("agencies", number(*agencies)),
                ("count", Value::from(*judged)),
                ("threshold", Value::Phrase(locale.number(*threshold, 0))),
            ],
        ),
        Doubt::GroupTooSmall { column: own, groups, smallest, least } => locale.say(
            "doubts.group-too-small",
            &[
                ("column", column(own)),
                ("count", Value::from(*groups)),
                ("smallest", number(*smallest)),
                ("least", number(*least)),
            ],
        ),
        Doubt::ScaleUnused { scale, options, answers } => {
            let scale = &view.framework.scales[*scale];
            let named: Vec<String> = options.iter().map(|option| locale.tell(&scale.choices[*option].title)).collect();
            locale.say(
                "doubts.scale-unused",
                &[
                    ("scale", Value::from(locale.tell(&scale.title))),
                    ("options", Value::Phrase(locale.series(&named))),
                    ("count", Value::from(*answers)),
                ],
            )
        }
        Doubt::NothingTold { criterion, agencies } => {
            locale.say("doubts.nothing-told", &[("code", code(*criterion)), ("count", Value::from(*agencies))])
        }
        Doubt::Unconfirmed { confirmed, claims } => {
            locale.say("doubts.unconfirmed", &[("confirmed", number(*confirmed)), ("count", Value::from(*claims))])
        }
    }
}

/// Why a doubt matters and what to do.
fn advice(locale: &Locale, doubt: &Doubt) -> String {
    locale.word(match doubt {
        Doubt::TooFewAgencies { .. } => "doubts.too-few-agencies-advice",
        Doubt::TooFewAnswers { .. } => "doubts.too-few-answers-advice",
        Doubt::WeightNotInfluence { .. } => "doubts.weight-not-influence-advice",
        Doubt::DoubleCounting { .. } => "doubts.double-counting-advice",
        Doubt::CountedTwice { .. } => "doubts.counted-twice-advice",
        Doubt::WrongDirection { .. } => "doubts.wrong-direction-advice",
        Doubt::ZeroAnnuls { .. } => "doubts.zero-annuls-advice",
        Doubt::MissingByScore { .. } | Doubt::MissingByGroup { .. } => "doubts.missing-advice",
        Doubt::UnstableRanks { .. } => "doubts.unstable-ranks-advice",
        Doubt::NoUncertainty => "doubts.no-uncertainty-advice",
        Doubt::GateNeverBinds { .. } => "doubts.gate-never-binds-advice",
        Doubt::GateAlwaysBinds { .. } => "doubts.gate-always-binds-advice",
        Doubt::ThresholdWithinError { .. } => "doubts.threshold-within-error-advice",
        Doubt::GroupTooSmall { .. } => "doubts.group-too-small-advice",
        Doubt::ScaleUnused { .. } => "doubts.scale-unused-advice",
        Doubt::NothingTold { .. } => "doubts.nothing-told-advice",
        Doubt::Unconfirmed { .. } => "doubts.unconfirmed-advice",
    })
}
