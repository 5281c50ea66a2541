//! How the figures were computed: every choice that could have been another, and what it was computed with.
use crate::document::{Block, Cell, Chapter, Column, Grid};
use crate::framework::DimensionRole;
use crate::locale::Value;
use crate::locale::number::decimals;
use crate::method::{GateOn, ImputeBy, Over, ShareWeight, StageOn};
use crate::report::Extent;
use crate::report::recipe;
use crate::report::steps::{imputation_key, transformation};
use crate::report::view::View;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    if extent == Extent::Brief {
        return None;
    }
    let locale = view.locale;
    let tables = recipe::tables(view);
    let score = if tables.is_empty() { "method.score" } else { "method.score-of-index" };
    let mut blocks: Vec<Block> =
        ["method.truths", score, "method.stage", "method.severity", "method.missing", "method.respondents"]
            .map(|key| Block::Paragraph(locale.word(key)))
            .to_vec();
    let without = |key: &str, there: bool| (!there).then(|| Block::Paragraph(locale.word(key)));
    let obstacles = view.framework.of_role(DimensionRole::Obstacle).next().is_some();
    let absent = [without("method.stage", !view.stages.is_empty()), without("method.severity", obstacles)];
    blocks.retain(|block| !absent.iter().flatten().any(|absent| absent == block));
    blocks.push(Block::Table(choices(view)));
    blocks.extend(tables);
    blocks.push(Block::Paragraph(basis(view)));
    Some(Chapter { code: "method", title: locale.word("method.title"), blocks })
}

/// Every setting of the method, with its value.
fn choices(view: &View) -> Grid {
    let locale = view.locale;
    let method = &view.series.method;
    let mut grid = Grid::new(
        locale.word("method.choices"),
        vec![
            Column::words(locale.word("method.choice")),
            Column::words(locale.word("method.setting")),
            Column::numbers(locale.word("common.value")),
        ],
    );
    let mut choice = |key: &str, setting: &str, value: Cell| {
        grid.push(vec![Cell::text(locale.word(key)), Cell::code(setting), value]);
    };
    let number = |value: f64, decimals| Cell::number(Some(value), decimals);
    let share = |value: f64| Cell::percent(Some(value * 100.0), 0);
    let word = |key: &str| Cell::text(locale.word(key));
    if !view.stages.is_empty() {
        ladder(view, &mut choice);
    }
    choice(
        "method.share-weight",
        "share_weight",
        word(match method.share_weight {
            ShareWeight::Count => "method.by-count",
            ShareWeight::Volume => "method.by-volume",
        }),
    );
    choice(
        "method.gate-on",
        "gate_on",
        word(match method.gate_on {
            GateOn::LowerBound => "method.lower-bound",
            GateOn::Value => "method.value",
        }),
    );
    if view.framework.evidence.is_some() {
        let minimum = &method.gate_minimum_evidence;
        choice("method.evidence-supported", "gate_minimum_evidence.supported", Cell::code(minimum.supported.as_str()));
        choice("method.evidence-checked", "gate_minimum_evidence.checked", Cell::code(minimum.checked.as_str()));
    }
    if let Some(set) = &method.weight_set {
        choice("method.weight-set", "weight_set", Cell::code(set.as_str()));
    }
    if let Some(rule) = &method.screening {
        choice("engine.screening-answered", "screening.answered", share(rule.answered));
        choice("engine.screening-nonzero", "screening.nonzero", share(rule.nonzero));
    }
    if let Some(rule) = &method.imputation {
        choice("engine.imputation", "imputation.by", word(imputation_key(rule.by)));
        if rule.by == ImputeBy::HotDeck {
            choice("engine.draws", "imputation.draws", Cell::count(rule.draws as usize));
        }
    }
    if let Some(rule) = &method.treatment {
        choice("engine.skewness", "treatment.skewness", number(rule.skewness, decimals(rule.skewness, 2)));
        choice("engine.kurtosis", "treatment.kurtosis", number(rule.kurtosis, decimals(rule.kurtosis, 2)));
        choice("engine.winsorise", "treatment.winsorise", Cell::count(rule.winsorise));
        choice("engine.then", "treatment.then", Cell::text(transformation(locale, rule.then)));
    }
    let last = || view.series.survey.periods.get(view.assessment.period)?.last;
    if let Some(date) = method.reference_date.or_else(last) {
        choice("method.reference-date", "reference_date", Cell::text(locale.date(date)));
    }
    if method.normalise_over == Over::AllPeriods {
        choice("method.normalise-over", "normalise_over", word("method.all-periods"));
    }
    choice("method.decimals", "output.decimals", Cell::count(view.decimals()));
    choice("method.seed", "seed", Cell::code(method.seed.to_string()));
    choice("method.weak", "weak", share(method.weak));
    choice("method.confidence", "confidence", share(method.confidence));
    choice("method.minimum-group", "minimum_group", Cell::count(method.minimum_group));
    choice("method.minimum-sample", "minimum_sample", Cell::count(method.minimum_sample));
    choice("method.disagreement", "disagreement", Cell::count(method.disagreement.into()));
    choice("method.contradiction", "contradiction", share(method.contradiction));
    choice("method.perception-gap", "perception_gap", number(method.perception_gap, 0));
    if let Some(hours) = method.visit_hours {
        choice("method.visit-hours", "visit_hours", number(hours, 1));
    }
    for (role, weight) in &method.role_weights {
        let titled = view.framework.roles.iter().find(|known| known.code == *role);
        let role = titled.map_or_else(|| role.to_string(), |known| locale.tell(&known.title));
        let named = locale.say("method.role-weight", &[("role", Value::from(role))]);
        grid.push(vec![Cell::text(named), Cell::code("role_weights"), number(*weight, 2)]);
    }
    grid
}

/// The settings by which stages are judged.
fn ladder(view: &View, choice: &mut dyn FnMut(&str, &str, Cell)) {
    let (locale, method) = (view.locale, &view.series.method);
    let number = |value: f64| Cell::number(Some(value), 0);
    let share = |value: f64| Cell::percent(Some(value * 100.0), 0);
    let bound = locale.word(match method.stage_on {
        StageOn::Low => "method.low",
        StageOn::Value => "method.value",
    });
    choice("method.stage-on", "stage_on", Cell::text(bound));
    choice("method.threshold", "threshold", number(method.threshold));
    choice("method.strict-threshold", "strict_threshold", number(method.strict_threshold));
    choice("method.coverage", "coverage", share(method.coverage));
    choice("method.minimum-items", "minimum_items", share(method.minimum_items));
    choice("method.minimum-gates", "minimum_gates", Cell::count(method.minimum_gates));
}

/// What the figures were computed with, and where the criteria come from.
fn basis(view: &View) -> String {
    let locale = view.locale;
    let framework = view.framework;
    let mut text = locale.say(
        "method.basis",
        &[
            ("program", Value::Phrase(locale.isolate_code(&view.series.program))),
            ("framework", Value::from(locale.tell(&framework.title))),
            ("code", Value::Phrase(locale.isolate_code(framework.code.as_str()))),
            ("version", Value::Phrase(locale.isolate_code(&framework.version))),
        ],
    );
    if !framework.source.is_empty() {
        text.push(' ');
        text += &locale.say("method.source", &[("source", Value::from(framework.source.as_str()))]);
    }
    text
}
