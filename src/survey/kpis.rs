//! Quantities of KPIs.
use crate::finding::{Place, Problem};
use crate::framework::{Kpi, KpiKind};
use crate::input::Record;
use crate::survey::intake::{Head, Intake, place, row_of};
use crate::survey::mapping::{Items, Mapping};
use crate::survey::number;
use crate::survey::settings::SourceSettings;
use crate::survey::{KpiEntry, Source};
use crate::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Everything read from files of KPIs.
pub(super) struct KpiReader<'f> {
    names: Items<'f>,
    entries: Vec<Option<KpiEntry>>,
    places: Vec<Place>,
    /// Entries by what they measure.
    known: FxHashMap<Measured, usize>,
    /// What was given twice with different values.
    withdrawn: FxHashSet<Measured>,
}

/// Period, agency, KPI, quantity, group.
type Measured = (usize, Option<usize>, usize, String, String);

/// Period, agency, KPI, figure of the KPI, group: by position of numerator and denominator.
type Ratio = (usize, Option<usize>, usize, usize, String);

impl<'f> KpiReader<'f> {
    pub(super) fn new(intake: &Intake<'f>) -> KpiReader<'f> {
        KpiReader {
            names: Items::new(intake.framework.kpis.iter().map(|kpi| (&kpi.code, &kpi.title))),
            entries: Vec::new(),
            places: Vec::new(),
            known: FxHashMap::default(),
            withdrawn: FxHashSet::default(),
        }
    }

    pub(super) fn row(
        &mut self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        mapping: &Mapping,
        source: Option<&SourceSettings>,
    ) {
        let constant = source.and_then(|source| source.period.as_ref());
        let Some(period) = intake.period(head, record, mapping.column("period"), constant) else { return };
        let agency_text = intake.text(head, record, mapping.column("agency"));
        let mut agency = None;
        if !intake.words.is_nation(agency_text) {
            agency = intake.agency(head, record, mapping.column("agency"));
            if agency.is_none() {
                return;
            }
        }
        let column = mapping.column("kpi");
        let text = intake.text(head, record, column);
        let Some(kpi) = self.names.find(text) else {
            intake.report(head, record, column, Problem::UnknownKpi { nearest: self.names.nearest(text) });
            return;
        };
        let wanted = &intake.framework.kpis[kpi];
        let column = mapping.column("quantity");
        let text = intake.text(head, record, column);
        let Some((quantity, class)) = quantity(wanted, text) else {
            let problem = Problem::KpiUnknownQuantity { kpi: wanted.code.to_string(), allowed: allowed(wanted) };
            intake.report(head, record, column, problem);
            return;
        };
        let column = mapping.column("value");
        let Some(value) = intake.amount(head, record, column) else { return };
        let group = intake.text(head, record, mapping.column("group")).to_owned();
        let sample_size = intake.count(head, record, mapping.column("sample_size"));
        let source = Source { file: head.file, row: row_of(record) };
        if class != Class::Case {
            let key = (period, agency, kpi, quantity.clone(), fold(&group));
            let first = self.known.get(&key).copied();
            let earlier = first.and_then(|first| self.entries[first].as_ref());
            if earlier.is_some_and(|earlier| earlier.value == value) {
                return;
            }
            if first.is_some() || self.withdrawn.contains(&key) {
                let cited = earlier.map(|earlier| intake.cite(earlier.source)).unwrap_or_default();
                let problem = Problem::DuplicateKpi { kpi: wanted.code.to_string(), quantity, first: cited };
                intake.report(head, record, column, problem);
                if let Some(first) = first {
                    self.entries[first] = None;
                }
                self.withdrawn.insert(key);
                return;
            }
            self.known.insert(key, self.entries.len());
        }
        self.entries.push(Some(KpiEntry { period, agency, kpi, quantity, value, group, sample_size, source }));
        self.places.push(place(head, record, column));
    }

    /// The quantities, without the parts that exceed the whole they belong to.
    pub(super) fn finish(mut self, intake: &mut Intake<'f>) -> Vec<KpiEntry> {
        let mut pairs: BTreeMap<Ratio, [Option<usize>; 2]> = BTreeMap::new();
        for (position, entry) in self.entries.iter().enumerate() {
            let Some(entry) = entry else { continue };
            for (place, figure) in intake.framework.kpis[entry.kpi].figures().enumerate() {
                let KpiKind::Ratio { numerator, denominator, bounded: true, .. } = figure.kind else { continue };
                let side = match entry.quantity.as_str() {
                    quantity if quantity == numerator.as_str() => 0,
                    quantity if quantity == denominator.as_str() => 1,
                    _ => continue,
                };
                let key = (entry.period, entry.agency, entry.kpi, place, fold(&entry.group));
                pairs.entry(key).or_default()[side] = Some(position);
            }
        }
        let mut wrong: Vec<(usize, usize, f64, f64)> = Vec::new();
        for sides in pairs.values() {
            if let [Some(part), Some(whole)] = *sides
                && let (Some(numerator), Some(denominator)) = (&self.entries[part], &self.entries[whole])
                && numerator.value > denominator.value
            {
                wrong.push((part, whole, numerator.value, denominator.value));
            }
        }
        wrong.sort_by_key(|(part, ..)| *part);
        for (part, whole, numerator, denominator) in wrong {
            if let Some(entry) = &self.entries[part] {
                let agency = entry.agency.map(|agency| intake.registers.agencies[agency].code.to_string());
                let problem = Problem::KpiNumeratorOverDenominator {
                    agency: agency.unwrap_or_else(|| "nation".to_owned()),
                    kpi: intake.framework.kpis[entry.kpi].code.to_string(),
                    numerator,
                    denominator,
                };
                intake.push(problem, std::mem::take(&mut self.places[part]));
            }
            self.entries[part] = None;
            self.entries[whole] = None;
        }
        self.entries.into_iter().flatten().collect()
    }
}

/// Whether a quantity may be given several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Once,
    Case,
}

/// The quantity that a cell names, spelled as the framework spells it.
fn quantity(kpi: &Kpi, text: &str) -> Option<(String, Class)> {
    if text.is_empty() {
        return None;
    }
    let folded = fold(text);
    let titled = kpi
        .quantities
        .iter()
        .find(|quantity| quantity.code.matches(text) || quantity.title.iter().any(|(_, title)| fold(title) == folded));
    if kpi.figures().any(|figure| matches!(figure.kind, KpiKind::Quantile { .. })) {
        if folded == "case" {
            return Some(("case".to_owned(), Class::Case));
        }
        if let Some(value) = folded.strip_prefix("at-").or_else(|| folded.strip_prefix("at ")) {
            let value = number::parse(value).filter(|written| written.value >= 0.0)?.value;
            return Some((format!("at-{value}"), Class::Once));
        }
    }
    if let Some(quantity) = titled {
        return Some((quantity.code.to_string(), Class::Once));
    }
    let of_kind = parts(kpi).find(|part| part.eq_ignore_ascii_case(text))?;
    Some((of_kind.to_owned(), Class::Once))
}

/// Quantities that the kinds of its figures themselves name.
fn parts(kpi: &Kpi) -> impl Iterator<Item = &str> {
    kpi.figures().flat_map(|figure| match figure.kind {
        KpiKind::Ratio { numerator, denominator, .. } | KpiKind::GroupGap { numerator, denominator, .. } => {
            vec![numerator.as_str(), denominator.as_str()]
        }
        KpiKind::Difference { minuend, subtrahend } => vec![minuend.as_str(), subtrahend.as_str()],
        KpiKind::Quantile { .. } => vec!["case", "at-N"],
        KpiKind::Formula { .. } | KpiKind::Derived { .. } => Vec::new(),
    })
}

fn allowed(kpi: &Kpi) -> String {
    let mut codes: Vec<&str> = kpi.quantities.iter().map(|quantity| quantity.code.as_str()).collect();
    for part in parts(kpi) {
        if !codes.contains(&part) {
            codes.push(part);
        }
    }
    codes.join(", ")
}
