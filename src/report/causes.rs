//! What changes are due to, criterion by criterion, and which of them chance does not explain; and why one agency stands
//! above another.
use crate::attribution::Difference;
use crate::calculation::NOISE;
use crate::change::{Cause, Chance, Changes, NationChange, ScoreChange, Share, Span, SuccessionKind, Way};
use crate::document::{Block, Cell, Chapter, Column, Document, Grid, Tone};
use crate::framework::{DimensionRole, Direction};
use crate::locale::{Locale, Value};
use crate::report::view::{View, agency_name, period_name, truth_name};
use crate::report::{Extent, LISTED, cover, kpi_title};
use crate::series::Series;
use crate::truth::Truth;

/// Criteria shown of those that moved agencies most, by dimension.
const CRITERIA: usize = 5;
/// Agencies shown in a brief report.
const FEW: usize = 10;

/// The comparison that leads to the period reported, where it was computed.
pub(in crate::report) fn span<'a>(view: &View<'a>) -> Option<(&'a Changes, &'a Span)> {
    let found = view.series.sections.change.as_ref()?;
    Some((found, found.spans.iter().rfind(|span| span.to == view.assessment.period)?))
}

/// Blocks of the chapter on change; none where periods were not compared.
pub(in crate::report) fn blocks(view: &View, extent: Extent) -> Vec<Block> {
    let Some((found, span)) = span(view) else { return Vec::new() };
    let telling = Telling { view, found, span };
    let mut blocks = Vec::new();
    blocks.extend(telling.lead().map(Block::Lead));
    if extent == Extent::Full {
        blocks.extend(telling.drawn().map(Block::Paragraph));
    }
    blocks.extend(telling.nation().map(Block::Table));
    blocks.extend(telling.coming_and_going().map(Block::Table));
    if extent == Extent::Full {
        blocks.extend(["bridge", "slope"].map(|name| Block::Chart(name.to_owned())));
        blocks.extend(telling.criteria().map(Block::Table));
    }
    blocks.extend(telling.agencies(extent).map(Block::Table));
    if extent == Extent::Full {
        blocks.extend(telling.kpis().map(Block::Table));
        let others: Vec<String> = telling.successions().chain(telling.moved_register()).collect();
        if !others.is_empty() {
            blocks.push(Block::List(others));
        }
        blocks.extend(telling.left_out());
    }
    blocks
}

/// Dimensions that a reader looks at first: indices, else stages.
pub(in crate::report) fn first_dimensions(view: &View, span: &Span) -> Vec<usize> {
    let of = |role: DimensionRole| -> Vec<usize> {
        let own = span.nation.iter().map(|own| own.dimension);
        own.filter(|dimension| view.framework.dimensions[*dimension].role == role).collect()
    };
    let found = [of(DimensionRole::Index), of(DimensionRole::Stage)];
    let all = || span.nation.iter().map(|own| own.dimension).collect();
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_else(all)
}

/// Whether a higher score is worse.
pub(in crate::report) fn is_severity(view: &View, dimension: usize) -> bool {
    view.framework.dimensions[dimension].role == DimensionRole::Obstacle
}

/// What a cause is called.
pub(in crate::report) fn cause_name(locale: &Locale, cause: Cause) -> String {
    locale.word(match cause {
        Cause::Evidence => "causes.evidence",
        Cause::Register => "causes.register",
        Cause::Method => "causes.method",
    })
}

struct Telling<'v, 'a> {
    view: &'v View<'a>,
    found: &'a Changes,
    span: &'a Span,
}

impl<'a> Telling<'_, 'a> {
    /// Of the agencies in the selection, how many changes each way.
    fn lead(&self) -> Option<String> {
        let locale = self.view.locale;
        self.span.drawn.as_ref()?;
        let first = first_dimensions(self.view, self.span);
        let mut ways = [0_usize; 3];
        for own in self.changes().filter(|(_, own)| first.contains(&own.dimension)) {
            let Some(chance) = own.1.chance else { continue };
            ways[chance.way as usize] += 1;
        }
        let all = ways.iter().sum::<usize>();
        let clause = |key, count: usize| Value::Phrase(locale.say(key, &[("count", Value::from(count))]));
        (all > 0).then(|| {
            locale.say(
                "causes.lead",
                &[
                    ("all", clause("causes.scores", all)),
                    ("up", clause("causes.rose", ways[Way::Up as usize])),
                    ("down", clause("causes.fell", ways[Way::Down as usize])),
                    ("neither", clause("causes.neither", ways[Way::Neither as usize])),
                ],
            )
        })
    }

    fn drawn(&self) -> Option<String> {
        let locale = self.view.locale;
        let drawn = self.span.drawn.as_ref()?;
        let count = |count: usize| Value::from(count);
        let mut parts = vec![locale.say(
            "causes.drawn",
            &[("count", count(drawn.replications)), ("share", Value::Percent(100.0 * drawn.confidence, 0))],
        )];
        if drawn.respondents > 0 {
            let people = locale.say("causes.respondents", &[("count", count(drawn.respondents))]);
            let both = locale.say("causes.in-both", &[("count", count(drawn.in_both))]);
            parts
                .push(locale.say("causes.people", &[("people", Value::Phrase(people)), ("both", Value::Phrase(both))]));
        }
        if drawn.samples > 0 {
            parts.push(locale.say("causes.samples", &[("count", count(drawn.samples))]));
        }
        if drawn.assumptions > 0 {
            parts.push(locale.say("causes.choices", &[("count", count(drawn.assumptions))]));
        }
        Some(parts.join(" "))
    }

    /// Every change of an agency of the selection that readers are told.
    fn changes(&self) -> impl Iterator<Item = (usize, &'a ScoreChange)> + '_ {
        let register = &self.view.series.survey.agencies;
        let kept = self.span.agencies.iter().filter(|own| self.view.selection.keeps(&register[own.agency]));
        kept.flat_map(|own| own.dimensions.iter().map(|change| (own.agency, change)))
            .filter(|(_, change)| !self.view.withholds(change.dimension))
    }

    fn tone(&self, dimension: usize, change: f64) -> Tone {
        let gain = if is_severity(self.view, dimension) { -change } else { change };
        match gain {
            gain if gain > NOISE => Tone::Good,
            gain if gain < -NOISE => Tone::Bad,
            _ => Tone::Plain,
        }
    }

    /// What replications say, in words.
    fn verdict(&self, dimension: usize, chance: Option<Chance>) -> Cell {
        let locale = self.view.locale;
        let Some(chance) = chance else { return Cell::empty() };
        let (key, sign) = match chance.way {
            Way::Up => ("causes.is-up", 1.0),
            Way::Down => ("causes.is-down", -1.0),
            Way::Neither => return Cell::text(locale.word("causes.is-neither")).toned(Tone::Quiet),
        };
        Cell::text(locale.word(key)).toned(self.tone(dimension, sign))
    }

    /// Medians of the agencies judged in both periods, and what moved them.
    fn nation(&self) -> Option<Grid> {
        let (view, locale) = (self.view, self.view.locale);
        if !view.selection.is_everybody() {
            return None;
        }
        let sure = self.span.drawn.is_some();
        let mut columns = vec![
            Column::words(locale.word("common.dimension")),
            Column::numbers(period_name(view.series, self.span.from, locale)),
            Column::numbers(view.period_name()),
            Column::numbers(locale.word("change.difference")),
            Column::numbers(locale.word("causes.answers")),
        ];
        columns.extend(self.span.causes.iter().map(|cause| Column::numbers(cause_name(locale, *cause))));
        if sure {
            columns.push(Column::numbers(locale.word("causes.interval")));
            columns.push(Column::words(locale.word("causes.verdict")));
        }
        let mut grid = Grid::new(self.captioned("causes.nation"), columns);
        let decimals = view.decimals();
        for own in &self.span.nation {
            let change = own.both_after - own.both_before;
            let mut cells = vec![
                Cell::text(view.dimension(own.dimension)),
                Cell::number(Some(own.both_before), decimals),
                Cell::number(Some(own.both_after), decimals),
                Cell::difference(Some(change), decimals).toned(self.tone(own.dimension, change)),
                Cell::difference(own.answers, decimals),
            ];
            let cause = |place: usize| Cell::difference(own.causes.get(place).copied(), decimals);
            cells.extend((0..self.span.causes.len()).map(cause));
            if sure {
                cells.push(Cell::range(own.chance.map(|chance| (chance.low, chance.high)), decimals));
                cells.push(self.verdict(own.dimension, own.chance));
            }
            grid.push(cells);
        }
        grid.notes.push(locale.word("causes.adds-up"));
        if self.span.nation.iter().any(|own| own.answers.is_none()) {
            grid.notes.push(locale.word("causes.unsplit"));
        }
        (!grid.rows.is_empty()).then_some(grid)
    }

    /// Medians of all agencies, where some that came or went moved them.
    fn coming_and_going(&self) -> Option<Grid> {
        let (view, locale) = (self.view, self.view.locale);
        // Less than is printed moved nothing.
        let least = 0.5 * 0.1_f64.powi(view.decimals() as i32);
        let moved = |own: &&NationChange| own.left.abs() >= least || own.entered.abs() >= least;
        let rows: Vec<&NationChange> = self.span.nation.iter().filter(moved).collect();
        if !view.selection.is_everybody() || rows.is_empty() {
            return None;
        }
        let columns = vec![
            Column::words(locale.word("common.dimension")),
            Column::numbers(period_name(view.series, self.span.from, locale)),
            Column::numbers(locale.word("causes.left")),
            Column::numbers(locale.word("causes.both")),
            Column::numbers(locale.word("causes.entered")),
            Column::numbers(view.period_name()),
        ];
        let mut grid = Grid::new(self.captioned("causes.whole"), columns);
        let decimals = view.decimals();
        for own in rows {
            grid.push(vec![
                Cell::text(view.dimension(own.dimension)),
                Cell::number(Some(own.before), decimals),
                Cell::difference(Some(own.left), decimals),
                Cell::difference(Some(own.both_after - own.both_before), decimals),
                Cell::difference(Some(own.entered), decimals),
                Cell::number(Some(own.after), decimals),
            ]);
        }
        grid.notes.push(locale.word("causes.whole-note"));
        Some(grid)
    }

    fn captioned(&self, key: &str) -> String {
        self.view.locale.say(key, &[("column", Value::Phrase(self.view.truth(self.found.truth)))])
    }

    /// Criteria that moved agencies most, by dimension.
    fn criteria(&self) -> Option<Grid> {
        let (view, locale) = (self.view, self.view.locale);
        if !view.selection.is_everybody() {
            return None;
        }
        let columns =
            vec![Column::words(locale.word("common.criterion")), Column::numbers(locale.word("causes.mean-share"))];
        let mut grid = Grid::new(locale.word("causes.criteria"), columns);
        for own in self.span.nation.iter().filter(|own| !view.withholds(own.dimension)) {
            let shown: Vec<&Share> =
                own.criteria.iter().filter(|share| share.share.abs() > NOISE).take(CRITERIA).collect();
            if shown.is_empty() {
                continue;
            }
            grid.section(view.dimension(own.dimension));
            for share in shown {
                grid.push(vec![
                    Cell::text(criteria_names(view.series, &share.criteria, locale)),
                    Cell::difference(Some(share.share), view.decimals().max(1))
                        .toned(self.tone(own.dimension, share.share)),
                ]);
            }
        }
        grid.notes.push(locale.word("causes.criteria-note"));
        (!grid.rows.is_empty()).then_some(grid)
    }

    /// Agencies, first those whose change chance does not explain.
    fn agencies(&self, extent: Extent) -> Option<Grid> {
        let (view, locale) = (self.view, self.view.locale);
        let first = first_dimensions(view, self.span);
        let sure = self.span.drawn.is_some();
        let mut rows: Vec<(usize, &ScoreChange)> =
            self.changes().filter(|(_, own)| first.contains(&own.dimension) && own.change().abs() > NOISE).collect();
        let detected = |own: &ScoreChange| own.chance.is_some_and(|chance| chance.way != Way::Neither);
        rows.sort_by(|(_, one), (_, other)| {
            detected(other).cmp(&detected(one)).then(other.change().abs().total_cmp(&one.change().abs()))
        });
        let most = if extent == Extent::Full { LISTED } else { FEW };
        let mut columns = vec![
            Column::words(locale.word("common.agency")),
            Column::words(locale.word("common.dimension")),
            Column::numbers(period_name(view.series, self.span.from, locale)),
            Column::numbers(view.period_name()),
            Column::numbers(locale.word("change.difference")),
        ];
        if sure {
            columns.push(Column::numbers(locale.word("causes.interval")));
            columns.push(Column::numbers(locale.word("causes.chance")));
            columns.push(Column::words(locale.word("causes.verdict")));
        }
        columns.push(Column::words(locale.word("causes.mostly")));
        let mut grid = Grid::new(self.captioned("causes.agencies"), columns);
        let decimals = view.decimals();
        for (agency, own) in rows.iter().take(most) {
            let mut cells = vec![
                Cell::text(agency_name(view.series, *agency, locale)),
                Cell::text(view.dimension(own.dimension)),
                Cell::number(Some(own.before), decimals),
                Cell::number(Some(own.after), decimals),
                Cell::difference(Some(own.change()), decimals).toned(self.tone(own.dimension, own.change())),
            ];
            if sure {
                cells.push(Cell::range(own.chance.map(|chance| (chance.low, chance.high)), decimals));
                cells.push(Cell::percent(own.chance.map(|chance| 100.0 * chance.rose), 0));
                cells.push(self.verdict(own.dimension, own.chance));
            }
            cells.push(self.mostly(own));
            grid.push(cells);
        }
        if rows.len() > most {
            grid.notes.push(locale.say("count.more", &[("count", Value::from(rows.len() - most))]));
        }
        (!grid.rows.is_empty()).then_some(grid)
    }

    /// The largest cause of a change, by its name and its part; of the answers also the criterion that did most.
    fn mostly(&self, own: &ScoreChange) -> Cell {
        let locale = self.view.locale;
        let Some(bridge) = &own.bridge else { return Cell::empty() };
        let way = own.change().signum();
        let criterion = bridge.answers.iter().max_by(|one, other| (one.share * way).total_cmp(&(other.share * way)));
        let answers = criterion.map(|share| {
            let name = Value::Phrase(short_names(self.view.series, share, locale));
            let all = bridge.answers.iter().map(|share| share.share).sum::<f64>();
            (locale.say("causes.answers-by", &[("name", name)]), all)
        });
        let others = self.span.causes.iter().zip(&bridge.causes);
        let others = others.map(|(cause, share)| (cause_name(locale, *cause), *share));
        let largest = others.chain(answers).max_by(|one, other| (one.1 * way).total_cmp(&(other.1 * way)));
        largest.map_or_else(Cell::empty, |(name, share)| {
            let share = Value::Phrase(locale.difference(share, self.view.decimals()));
            Cell::text(locale.say("causes.part", &[("name", Value::Phrase(name)), ("share", share)]))
        })
    }

    /// National figures of KPIs in both periods.
    fn kpis(&self) -> Option<Grid> {
        let (view, locale) = (self.view, self.view.locale);
        let assessment = |period: usize| view.series.assessments.iter().find(|own| own.period == period);
        let nation = |period: usize| assessment(period)?.groups.iter().find(|group| group.column.is_none());
        let (before, after) = (nation(self.span.from)?, nation(self.span.to)?);
        let columns = vec![
            Column::words(locale.word("causes.kpi")),
            Column::numbers(period_name(view.series, self.span.from, locale)),
            Column::numbers(view.period_name()),
            Column::numbers(locale.word("change.difference")),
        ];
        let mut grid = Grid::new(locale.word("causes.kpis"), columns);
        for own in after.kpis.iter().filter(|_| view.selection.is_everybody()) {
            let earlier = before.kpis.iter().find(|known| (known.kpi, known.figure) == (own.kpi, own.figure));
            let pair = earlier.and_then(|known| known.value).zip(own.value);
            let Some((old, new)) = pair.filter(|(old, new)| (new - old).abs() > NOISE) else { continue };
            let kpi = &view.framework.kpis[own.kpi];
            let decimals = usize::from(new.abs() < 100.0 || old.abs() < 100.0);
            let tone = match kpi.direction {
                Direction::Higher => tone_of(new - old),
                Direction::Lower => tone_of(old - new),
                Direction::Context => Tone::Plain,
            };
            grid.push(vec![
                Cell::text(kpi_title(locale, kpi, kpi.printed(own.figure))),
                Cell::number(Some(old), decimals),
                Cell::number(Some(new), decimals),
                Cell::difference(Some(new - old), decimals).toned(tone),
            ]);
        }
        (!grid.rows.is_empty()).then_some(grid)
    }

    fn successions(&self) -> impl Iterator<Item = String> + '_ {
        let locale = self.view.locale;
        let name = |agency: usize| Value::Phrase(agency_name(self.view.series, agency, locale));
        self.found.successions.iter().map(move |own| {
            let key = match own.kind {
                SuccessionKind::Renamed => "causes.renamed",
                SuccessionKind::Merged => "causes.merged",
                SuccessionKind::Split => "causes.split",
            };
            let names: Vec<String> =
                own.successors.iter().map(|agency| agency_name(self.view.series, *agency, locale)).collect();
            locale.say(key, &[("agency", name(own.agency)), ("successors", Value::Phrase(locale.list(&names)))])
        })
    }

    /// Who was judged in one of the periods only.
    fn moved_register(&self) -> impl Iterator<Item = String> + '_ {
        let locale = self.view.locale;
        let told = [("causes.those-entered", &self.span.entered), ("causes.those-left", &self.span.left)];
        told.into_iter().filter(|(_, agencies)| !agencies.is_empty()).map(move |(key, agencies)| {
            let names: Vec<String> =
                agencies.iter().map(|agency| agency_name(self.view.series, *agency, locale)).collect();
            locale.say(key, &[("agencies", Value::Phrase(locale.list(&names)))])
        })
    }

    /// What periods of different frameworks were not compared over, by framework.
    fn left_out(&self) -> Vec<Block> {
        let locale = self.view.locale;
        let mut frameworks: Vec<(&str, Vec<String>)> = Vec::new();
        for own in &self.found.left_out {
            let code = locale.isolate_code(&own.criterion);
            match frameworks.iter_mut().find(|(framework, _)| *framework == own.framework) {
                Some((_, codes)) => codes.push(code),
                None => frameworks.push((&own.framework, vec![code])),
            }
        }
        if frameworks.is_empty() {
            return Vec::new();
        }
        let told = |(framework, codes): &(&str, Vec<String>)| {
            let framework = Value::Phrase(locale.isolate_code(framework));
            locale
                .say("causes.left-out-of", &[("framework", framework), ("criteria", Value::Phrase(locale.list(codes)))])
        };
        let list = frameworks.iter().map(told).collect();
        vec![Block::Paragraph(locale.word("causes.left-out")), Block::List(list)]
    }
}

fn tone_of(gain: f64) -> Tone {
    match gain {
        gain if gain > 0.0 => Tone::Good,
        gain if gain < 0.0 => Tone::Bad,
        _ => Tone::Plain,
    }
}

/// Code and text of a criterion; codes of several.
fn criteria_names(series: &Series, criteria: &[usize], locale: &Locale) -> String {
    match criteria {
        [only] => {
            let own = &series.framework.criteria[*only];
            let text = Value::Phrase(locale.tell(&own.text));
            let code = Value::Phrase(locale.isolate_code(own.code.as_str()));
            locale.say("causes.criterion", &[("code", code), ("text", text)])
        }
        several => codes(series, several, locale),
    }
}

fn short_names(series: &Series, share: &Share, locale: &Locale) -> String {
    codes(series, &share.criteria, locale)
}

fn codes(series: &Series, criteria: &[usize], locale: &Locale) -> String {
    let code = |criterion: &usize| locale.isolate_code(series.framework.criteria[*criterion].code.as_str());
    locale.list(&criteria.iter().map(code).collect::<Vec<_>>())
}

/// Steps of the change of a national median, for a chart: what they are called, and how much they add.
pub(in crate::report) fn steps(view: &View, span: &Span, own: &NationChange) -> Option<Vec<(String, f64)>> {
    let locale = view.locale;
    let mut steps = vec![(locale.word("causes.left"), own.left), (locale.word("causes.answers"), own.answers?)];
    steps.extend(span.causes.iter().zip(&own.causes).map(|(cause, share)| (cause_name(locale, *cause), *share)));
    steps.push((locale.word("causes.entered"), own.entered));
    steps.retain(|(_, share)| share.abs() > NOISE);
    Some(steps)
}

/// Why one agency stands above another: every dimension, and the criteria that part them.
pub fn rivals(
    series: &Series,
    locale: &Locale,
    own: usize,
    other: usize,
    truth: Truth,
    found: &[Difference],
) -> Document {
    let mut document = cover(series, locale);
    let (own, other) = (agency_name(series, own, locale), agency_name(series, other, locale));
    let names = [("own", Value::Phrase(own.clone())), ("other", Value::Phrase(other.clone()))];
    document.subtitle.insert(0, locale.say("causes.rivals", &names));
    let period = series.assessments.last().map_or(0, |assessment| assessment.period);
    let code = series.survey.periods.get(period).map_or("", |period| period.code.as_str());
    let decimals = series.framework.output.decimals(code);
    let title = |dimension: usize| locale.tell(&series.framework.dimensions[dimension].title);
    let columns = vec![
        Column::words(locale.word("common.dimension")),
        Column::numbers(own),
        Column::numbers(other),
        Column::numbers(locale.word("causes.ahead")),
    ];
    let mut scores = Grid::new(truth_name(locale, truth), columns);
    for difference in found {
        scores.push(vec![
            Cell::text(title(difference.dimension)),
            Cell::number(Some(difference.own), decimals),
            Cell::number(Some(difference.other), decimals),
            Cell::difference(Some(difference.own - difference.other), decimals),
        ]);
    }
    scores.notes.push(locale.word("causes.severities"));
    let columns = vec![
        Column::words(locale.word("common.criterion")),
        Column::numbers(locale.word("causes.answers")),
        Column::numbers(locale.word("causes.evidence")),
        Column::numbers(locale.word("causes.ahead")),
    ];
    let mut parts = Grid::new(locale.word("causes.parts"), columns);
    for difference in found {
        let mut shares: Vec<_> = difference.criteria.iter().flatten().collect();
        shares.retain(|part| part.answer.abs() > NOISE || part.evidence.abs() > NOISE);
        shares.sort_by(|one, two| (two.answer + two.evidence).abs().total_cmp(&(one.answer + one.evidence).abs()));
        if shares.is_empty() {
            continue;
        }
        parts.section(title(difference.dimension));
        for part in shares {
            parts.push(vec![
                Cell::text(criteria_names(series, &part.criteria, locale)),
                Cell::difference(Some(part.answer), decimals),
                Cell::difference(Some(part.evidence), decimals),
                Cell::difference(Some(part.answer + part.evidence), decimals),
            ]);
        }
    }
    parts.notes.push(locale.word("causes.rivals-note"));
    let tables = [scores, parts].into_iter().filter(|grid| !grid.rows.is_empty()).map(Block::Table).collect();
    document.chapters = vec![Chapter { code: "change", title: locale.word("causes.rivals-title"), blocks: tables }];
    document
}
