//! One period of a series as a report looks at it: who is reported, in which columns of truth, and how they are named.
use crate::assessment::{AgencyAssessment, Assessment, Group, Quartiles, StageCounts};
use crate::document::{Cell, Column, Grid, Tone};
use crate::framework::{Criterion, DimensionRole, Framework};
use crate::locale::{Locale, Value};
use crate::report::Selection;
use crate::score::{ByTruth, Judgement, Ladder, Reached, Score, Truth};
use crate::series::{Audience, Series};
use crate::survey::Source;
use std::cmp::Reverse;

/// Before a figure that rests on too little.
pub(in crate::report) const THIN: char = '~';

/// Code of the only period where the material names none.
const CURRENT: &str = "current";

/// Agencies that stand on no rung of the ladder: key of the phrase and how many.
pub(crate) struct Aside {
    pub(crate) key: &'static str,
    pub(crate) count: fn(&StageCounts) -> usize,
}

/// In the order in which they are printed below the ladder.
pub(crate) const ASIDES: [Aside; 4] = [
    Aside { key: "stages.any-stepped", count: StageCounts::stepped },
    Aside { key: "stages.unjudged", count: |counts| counts.unjudged },
    Aside { key: "stages.not-applicable", count: |counts| counts.not_applicable },
    Aside { key: "status.no-response", count: |counts| counts.no_response },
];

pub(crate) struct View<'a> {
    pub(crate) series: &'a Series,
    pub(crate) framework: &'a Framework,
    pub(crate) locale: &'a Locale,
    pub(crate) selection: &'a Selection,
    pub(crate) assessment: &'a Assessment,
    /// Those of the selection, in the register's order.
    pub(crate) agencies: Vec<&'a AgencyAssessment>,
    /// Columns of truth that exist for at least one of them.
    pub(crate) truths: Vec<Truth>,
    /// The column read first: supported, else claimed, else checked.
    pub(crate) lead: Truth,
    /// Figures of the selection as a whole; none where it is not a group of the assessment.
    pub(crate) group: Option<&'a Group>,
    /// Dimensions of role stage, lowest first.
    pub(crate) stages: Vec<usize>,
    /// By dimension, whether readers are not told the scores of single agencies.
    withheld: Vec<bool>,
}

impl<'a> View<'a> {
    /// The latest period; none when nothing was assessed.
    pub(crate) fn latest(series: &'a Series, locale: &'a Locale, selection: &'a Selection) -> Option<View<'a>> {
        series.assessments.last().map(|assessment| View::new(series, assessment, locale, selection))
    }

    pub(crate) fn new(
        series: &'a Series,
        assessment: &'a Assessment,
        locale: &'a Locale,
        selection: &'a Selection,
    ) -> View<'a> {
        let register = &series.survey.agencies;
        let agencies: Vec<_> =
            assessment.agencies.iter().filter(|agency| selection.keeps(&register[agency.agency])).collect();
        let truths: Vec<_> = Truth::ALL
            .into_iter()
            .filter(|truth| agencies.iter().any(|agency| agency.judgements.get(*truth).is_some()))
            .collect();
        let lead = Truth::LEADING.into_iter().find(|truth| truths.contains(truth)).unwrap_or(Truth::Claimed);
        let group = match selection.only.as_slice() {
            [] => assessment.groups.iter().find(|group| group.column.is_none()),
            [(column, value)] => assessment
                .groups
                .iter()
                .find(|group| group.column.as_deref() == Some(column) && group.value.as_deref() == Some(value)),
            _ => None,
        };
        let stages = series.framework.of_role(DimensionRole::Stage).collect();
        View {
            series,
            framework: &series.framework,
            locale,
            selection,
            assessment,
            agencies,
            truths,
            lead,
            group,
            stages,
            withheld: series.withheld(),
        }
    }

    /// The period's code, with its digits as the language writes them.
    pub(crate) fn period_name(&self) -> String {
        period_name(self.series, self.assessment.period, self.locale)
    }

    /// Decimals with which scores of the period are published.
    pub(crate) fn decimals(&self) -> usize {
        let code = self.series.survey.periods.get(self.assessment.period).map_or("", |period| period.code.as_str());
        self.framework.output.decimals(code)
    }

    pub(crate) fn agency_name(&self, agency: &AgencyAssessment) -> String {
        agency_name(self.series, agency.agency, self.locale)
    }

    pub(crate) fn dimension(&self, dimension: usize) -> String {
        let dimension = &self.framework.dimensions[dimension];
        if dimension.title.is_empty() { dimension.code.to_string() } else { self.locale.tell(&dimension.title) }
    }

    /// `2 Transaction`; the title alone where it already says its number.
    pub(crate) fn stage_name(&self, number: usize) -> String {
        self.named(number, self.locale.plain(number as u64))
    }

    /// `2+ Transaction`: a stage reached with its signs and its name.
    pub(crate) fn reached_name(&self, reached: Reached) -> String {
        let signed = self.reached(reached);
        reached.number().map_or_else(|| signed.clone(), |number| self.named(number, signed.clone()))
    }

    /// The name of a stage beside its number as it is printed.
    fn named(&self, number: usize, printed: String) -> String {
        let plain = self.locale.plain(number as u64);
        match number.checked_sub(1).and_then(|position| self.stages.get(position)) {
            Some(stage) => {
                let title = self.dimension(*stage);
                let says_number = [number.to_string(), plain.clone()].iter().any(|figure| title.contains(figure));
                if says_number && printed == plain {
                    return title;
                }
                let values = [("stage", Value::Phrase(printed)), ("name", Value::from(title))];
                self.locale.say("stages.named", &values)
            }
            None => self.locale.say("stages.below", &[("zero", Value::Phrase(printed))]),
        }
    }

    /// Whether readers are not told the scores of single agencies on a dimension.
    pub(crate) fn withholds(&self, dimension: usize) -> bool {
        self.withheld[dimension]
    }

    /// Whether readers are told which obstacle binds an agency.
    pub(crate) fn tells_binding(&self) -> bool {
        !self.framework.of_role(DimensionRole::Obstacle).any(|obstacle| self.withheld[obstacle])
    }

    /// Whether readers are told every gate of single agencies.
    pub(crate) fn tells_gates(&self) -> bool {
        let internal = |criterion: &Criterion| criterion.internal && criterion.gate.is_some();
        self.series.audience == Audience::Internal || !self.framework.criteria.iter().any(internal)
    }

    /// What stands where readers are not told.
    pub(crate) fn withheld_cell(&self) -> Cell {
        Cell::text(self.locale.word("common.withheld")).toned(Tone::Quiet)
    }

    /// Median and middle half of a dimension over a group; withheld where readers are not told.
    pub(crate) fn spread(&self, dimension: usize, quartiles: Option<Quartiles>, decimals: usize) -> [Cell; 2] {
        if quartiles.is_none() && self.withholds(dimension) {
            return [self.withheld_cell(), self.withheld_cell()];
        }
        let half = quartiles.map(|quartiles| (quartiles.lower, quartiles.upper));
        [Cell::number(quartiles.map(|quartiles| quartiles.median), decimals), Cell::range(half, decimals)]
    }

    /// A grouping column as it is called; the register's own heading where the language has no word for it.
    pub(crate) fn column(&self, column: &str) -> String {
        match column {
            "type" => self.locale.word("common.type"),
            "governorate" => self.locale.word("common.governorate"),
            other => other.to_owned(),
        }
    }

    /// A whole number without groups, for stages and years.
    pub(crate) fn number(&self, number: usize) -> Value {
        Value::Phrase(self.locale.plain(number as u64))
    }

    pub(crate) fn truth(&self, truth: Truth) -> String {
        truth_name(self.locale, truth)
    }

    /// Code of an evidence grade.
    pub(crate) fn grade(&self, grade: Option<u8>) -> Option<&'a str> {
        let scheme = self.framework.evidence.as_ref()?;
        Some(scheme.grades.get(usize::from(grade?))?.code.as_str())
    }

    /// A column of numbers for each column of truth.
    pub(crate) fn truth_columns(&self) -> impl Iterator<Item = Column> + '_ {
        self.truths.iter().map(|truth| Column::numbers(self.truth(*truth)))
    }

    pub(crate) fn judgement(&self, agency: &'a AgencyAssessment, truth: Truth) -> Option<&'a Judgement> {
        agency.judgements.get(truth).as_deref()
    }

    pub(crate) fn ladder(&self, agency: &'a AgencyAssessment, truth: Truth) -> Option<&'a Ladder> {
        self.judgement(agency, truth)?.ladder.as_ref()
    }

    pub(crate) fn score(&self, agency: &'a AgencyAssessment, truth: Truth, dimension: usize) -> Option<&'a Score> {
        self.judgement(agency, truth)?.scores.get(dimension)
    }

    /// Share (0–1) answered of the criteria that apply.
    pub(crate) fn coverage(&self, agency: &'a AgencyAssessment, truth: Truth) -> Option<f64> {
        self.judgement(agency, truth)?.coverage(self.framework)
    }

    /// `2`, `2+` (at least), `2*` (a stage stepped over), `?` (not judged).
    pub(crate) fn reached(&self, reached: Reached) -> String {
        match reached {
            Reached::Stage { number, at_least, stepped_over } => {
                let mut text = self.locale.plain(number as u64);
                if at_least {
                    text = self.locale.say("stages.at-least", &[("stage", Value::Phrase(text))]);
                }
                if stepped_over {
                    text.push('*');
                }
                text
            }
            Reached::Unjudged => self.locale.word("stages.unjudged-sign"),
            Reached::NotApplicable => self.locale.word("stages.not-applicable"),
        }
    }

    pub(crate) fn reached_cell(&self, reached: Option<Reached>) -> Cell {
        match reached {
            None => Cell::empty(),
            Some(reached @ Reached::Stage { .. }) => Cell::text(self.reached(reached)),
            Some(reached) => Cell::text(self.reached(reached)).toned(Tone::Quiet),
        }
    }

    /// How many of the selection stand where in a column of truth.
    pub(crate) fn counts(&self, truth: Truth) -> StageCounts {
        if let Some(counts) = self.group.and_then(|group| group.stages.get(truth).as_ref()) {
            return counts.clone();
        }
        let mut counts = StageCounts::empty(self.stages.len());
        for agency in &self.agencies {
            counts.add(agency.status, self.ladder(agency, truth).map(|ladder| ladder.reached));
        }
        counts
    }

    /// Agencies on a rung or higher; those that stepped over a stage are counted apart.
    pub(crate) fn at_or_above(&self, truth: Truth, number: usize) -> usize {
        self.counts(truth).on_or_above(number)
    }

    /// The stage that the headline speaks of: the second, or the only one.
    pub(crate) fn headline_stage(&self) -> usize {
        self.stages.len().min(2)
    }

    /// Columns of truth by which agencies are ordered, the leading one first.
    pub(crate) fn precedence(&self) -> Vec<Truth> {
        let mut columns = vec![self.lead, Truth::Checked, Truth::Claimed];
        columns.retain(|truth| self.truths.contains(truth));
        columns.dedup();
        columns
    }

    /// Agencies ordered as a reader looks for them: highest stage first by `precedence`, then the highest scores of the
    /// stages, then the register; after them those that cannot be judged, and last those that did not respond.
    pub(crate) fn by_stage(&self) -> Vec<&'a AgencyAssessment> {
        let columns = self.precedence();
        let indices = || self.framework.of_role(DimensionRole::Index).take(1).collect();
        let scored: Vec<usize> = if self.stages.is_empty() { indices() } else { self.stages.clone() };
        let mut ordered: Vec<_> = self
            .agencies
            .iter()
            .map(|agency| {
                let reached: Vec<_> = columns.iter().map(|truth| self.stage(agency, *truth)).collect();
                let scores = scored.iter().filter_map(|stage| self.score(agency, self.lead, *stage)?.value);
                (
                    agency.status,
                    Reverse((reached.first().copied().flatten().is_some(), reached)),
                    scores.sum::<f64>(),
                    *agency,
                )
            })
            .collect();
        ordered.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)).then_with(|| b.2.total_cmp(&a.2)));
        ordered.into_iter().map(|(.., agency)| agency).collect()
    }

    /// Number of the stage reached; none where it cannot be judged.
    pub(crate) fn stage(&self, agency: &'a AgencyAssessment, truth: Truth) -> Option<usize> {
        self.ladder(agency, truth)?.reached.number()
    }

    /// Point values of a dimension in a column of truth, of the agencies that have one.
    pub(crate) fn values(&self, truth: Truth, dimension: usize) -> Vec<f64> {
        self.agencies.iter().filter_map(|agency| self.score(agency, truth, dimension)?.value).collect()
    }

    /// Quartiles of the point values of a dimension over the selection, as the assessment judged the group, or of the
    /// selected agencies where they are no group of it.
    pub(crate) fn quartiles(&self, truth: Truth, dimension: usize) -> Option<Quartiles> {
        if let Some(group) = self.group {
            return *group.scores.get(dimension)?.get(truth);
        }
        Quartiles::of(self.values(truth, dimension))
    }

    /// National items under dimensions of a role: answered once, in no agency's score.
    pub(crate) fn national(&self, role: DimensionRole) -> Option<Grid> {
        let locale = self.locale;
        let mut columns =
            vec![Column::words(locale.word("common.code")), Column::words(locale.word("common.criterion"))];
        columns.extend(self.truth_columns());
        let mut grid = Grid::new(locale.word("common.national"), columns);
        for item in &self.assessment.national {
            let criterion = &self.framework.criteria[item.criterion];
            let of_role = self
                .framework
                .dimension(criterion.dimension.as_str())
                .is_some_and(|dimension| self.framework.dimensions[dimension].role == role);
            if of_role {
                let mut cells = vec![Cell::code(criterion.code.as_str()), Cell::text(locale.tell(&criterion.text))];
                cells.extend(self.each(&item.value, |value| Cell::percent(value.map(|value| value * 100.0), 0)));
                grid.push(cells);
            }
        }
        (!grid.rows.is_empty()).then_some(grid)
    }

    /// One value for each column of truth that exists.
    pub(crate) fn each<T>(&self, values: &ByTruth<T>, cell: impl Fn(&T) -> Cell) -> Vec<Cell> {
        self.truths.iter().map(|truth| cell(values.get(*truth))).collect()
    }
}

pub(crate) fn period_name(series: &Series, period: usize, locale: &Locale) -> String {
    let code = series.survey.periods.get(period).map_or("", |period| period.code.as_str());
    if code == CURRENT { locale.word("cover.current") } else { locale.period(code) }
}

pub(crate) fn agency_name(series: &Series, agency: usize, locale: &Locale) -> String {
    let agency = &series.survey.agencies[agency];
    match locale.of(&agency.name) {
        "" => agency.code.to_string(),
        name => name.to_owned(),
    }
}

pub(crate) fn service_name(series: &Series, service: usize, locale: &Locale) -> String {
    let service = &series.survey.services[service];
    match locale.of(&service.name) {
        "" => service.code.to_string(),
        name => name.to_owned(),
    }
}

/// File and row in which something was read.
pub(crate) fn source_place(series: &Series, source: Source, locale: &Locale) -> String {
    let file = series.survey.files.get(source.file as usize).map_or("", String::as_str);
    let file = Value::Phrase(locale.isolate_code(file));
    locale.say("explain.place", &[("file", file), ("row", Value::Phrase(locale.plain(source.row.into())))])
}

pub(crate) fn truth_name(locale: &Locale, truth: Truth) -> String {
    locale.word(match truth {
        Truth::Claimed => "truth.claimed",
        Truth::Supported => "truth.supported",
        Truth::Checked => "truth.checked",
    })
}
