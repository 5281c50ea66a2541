//! What an assessment stands on before anything is answered: framework, registers, denominators, method and periods.
use crate::calculation::Calculation;
use crate::finding::{Findings, Place, Problem};
use crate::framework::{Framework, KpiKind};
use crate::frozen::{Deviation, Frozen, Kept, Part, hash, settings};
use crate::score::leaf::VOLUME;
use crate::survey::{Agency, POPULATION, Service, Survey};
use crate::text::{Code, Text};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Signs of a hash that tell one item of a framework from what it was.
const HASH: usize = 16;

/// What stands for an entry of a register as a whole.
const LISTED: &str = "listed";

type Items = BTreeMap<String, String>;

/// What there is to freeze, by what it says.
pub fn frozen(framework: &Framework, calculation: &Calculation, edition: Option<&Code>, survey: &Survey) -> Frozen {
    let mut registers = Items::new();
    let mut denominators = entered(framework, survey);
    let mut put = |divides: bool, item: String, value: String| {
        let items = if divides { &mut denominators } else { &mut registers };
        items.insert(item, value);
    };
    for agency in &survey.agencies {
        let code = &agency.code;
        put(false, format!("agencies.{code}"), LISTED.to_owned());
        for (column, value) in columns_of_agency(survey, agency) {
            let divides = column == POPULATION || calculation.divides_by(&column);
            put(divides, format!("agencies.{code}.{column}"), value);
        }
    }
    for service in &survey.services {
        let code = &service.code;
        put(false, format!("services.{code}"), LISTED.to_owned());
        for (column, value) in columns_of_service(survey, service) {
            put(column == VOLUME, format!("services.{code}.{column}"), value);
        }
    }
    for branch in &survey.branches {
        let code = &branch.code;
        put(false, format!("branches.{code}"), LISTED.to_owned());
        let owner = survey.agencies[branch.agency].code.to_string();
        let own = branch.attributes.iter().map(|(column, value)| (column.to_owned(), value.to_owned()));
        for (column, value) in names(&branch.name).chain([("agency".to_owned(), owner)]).chain(own) {
            put(false, format!("branches.{code}.{column}"), value);
        }
    }
    let answered = survey.answers.units().count();
    let items = BTreeMap::from([
        (Part::Framework, asked(framework, edition)),
        (Part::Registers, registers),
        (Part::Denominators, denominators),
        (Part::Method, settings(&calculation.method)),
        (Part::Periods, settings(&survey.periods)),
    ]);
    Frozen::of(items, answered)
}

/// What was frozen, read from a file's bytes, against what there is; none, with a finding, where it cannot be read.
pub fn hold(bytes: &[u8], found: &Frozen, file: &str, findings: &mut Findings) -> Option<Kept> {
    let place = || Place { file: file.to_owned(), ..Place::default() };
    let frozen: Frozen = match serde_json::from_slice(bytes) {
        Ok(frozen) => frozen,
        Err(reason) => {
            findings.push(Problem::FrozenUnreadable { reason: reason.to_string() }, place());
            return None;
        }
    };
    if frozen.answered > 0 {
        findings.push(Problem::FrozenLate { count: frozen.answered as u64 }, place());
    }
    if !frozen.earlier.is_empty() {
        findings.push(Problem::FrozenAgain { count: frozen.earlier.len() as u64 }, place());
    }
    let deviations = frozen.deviations(found);
    for Deviation { part, item, from, to } in &deviations {
        let (frozen_part, item) = (part.name().to_owned(), item.clone());
        let problem = match (from, to) {
            (None, _) => Problem::FrozenAdded { frozen_part, item },
            (Some(_), None) => Problem::FrozenGone { frozen_part, item },
            (Some(from), Some(to)) => Problem::FrozenChanged { frozen_part, item, from: from.clone(), to: to.clone() },
        };
        findings.push(problem, place());
    }
    Some(Kept {
        on: frozen.on,
        answered: frozen.answered,
        earlier: frozen.earlier.len(),
        first: frozen.earlier.first().and_then(|first| first.on),
        changed: frozen.changed(),
        deviations,
    })
}

/// The latest day that the material speaks of: nothing that is frozen while it lies there was frozen before.
pub fn latest(survey: &Survey) -> Option<Date> {
    let evidence = survey.evidence.iter().filter_map(|record| record.date);
    let signed = survey.attestations.iter().filter_map(|signed| signed.letter_date);
    let corrected = survey.corrections.iter().map(|correction| correction.when);
    let objected = survey.objections.iter().filter_map(|objection| objection.decided_on.max(objection.date));
    let audited = survey.verdicts.iter().filter_map(|verdict| verdict.date);
    evidence.chain(signed).chain(corrected).chain(objected).chain(audited).max()
}

/// Everything that a framework holds, by a hash of what it says; its edition, code and version as they are.
fn asked(framework: &Framework, edition: Option<&Code>) -> Items {
    let value = serde_json::to_value(framework).expect("maps of a framework have text keys");
    let mut items = Items::new();
    let short = |value: &serde_json::Value| hash(value).chars().take(HASH).collect::<String>();
    for (name, value) in value.as_object().into_iter().flatten() {
        match value {
            // The method is a part of its own.
            _ if name == "method" => {}
            serde_json::Value::Array(members) => {
                for (position, member) in members.iter().enumerate() {
                    let code = member.get("code").and_then(serde_json::Value::as_str).map(str::to_owned);
                    let code = code.unwrap_or_else(|| position.to_string());
                    items.insert(format!("{name}.{code}"), short(member));
                }
            }
            serde_json::Value::String(text) if name == "code" || name == "version" => {
                items.insert(name.clone(), text.clone());
            }
            value => {
                items.insert(name.clone(), short(value));
            }
        }
    }
    items.extend(edition.map(|edition| ("edition".to_owned(), edition.to_string())));
    items
}

/// Denominators of KPIs that were entered.
fn entered(framework: &Framework, survey: &Survey) -> Items {
    let mut items = Items::new();
    for entry in &survey.kpis {
        let kpi = &framework.kpis[entry.kpi];
        let (KpiKind::Ratio { denominator, .. } | KpiKind::GroupGap { denominator, .. }) = &kpi.kind else { continue };
        if !denominator.matches(&entry.quantity) {
            continue;
        }
        let agency = entry.agency.map_or("nation", |agency| survey.agencies[agency].code.as_str());
        let period = survey.periods.get(entry.period).map_or("", |period| period.code.as_str());
        let mut item = format!("kpis.{agency}.{}.{period}", kpi.code);
        if !entry.group.is_empty() {
            item = format!("{item}.{}", entry.group);
        }
        items.insert(item, entry.value.to_string());
    }
    items
}

fn columns_of_agency(survey: &Survey, agency: &Agency) -> Vec<(String, String)> {
    let code = |agency: usize| survey.agencies[agency].code.to_string();
    let status = settings(&agency.status).into_values().next();
    let successors = agency.successors.iter().copied().map(code).collect::<Vec<_>>().join(";");
    let own = [
        ("parent", agency.parent.map(code)),
        ("successor", Some(successors).filter(|codes| !codes.is_empty())),
        ("status", status),
        (POPULATION, agency.population.map(|population| population.to_string())),
    ];
    let own = own.into_iter().filter_map(|(column, value)| Some((column.to_owned(), value?)));
    let others = agency.attributes.iter().map(|(column, value)| (column.to_owned(), value.to_owned()));
    names(&agency.name).chain(own).chain(others).collect()
}

fn columns_of_service(survey: &Survey, service: &Service) -> Vec<(String, String)> {
    let owner = [("agency".to_owned(), survey.agencies[service.agency].code.to_string())];
    let numbers = service.numbers.iter().map(|(column, value)| (column.clone(), value.to_string()));
    let others = service.attributes.iter().map(|(column, value)| (column.to_owned(), value.to_owned()));
    names(&service.name).chain(owner).chain(numbers).chain(others).collect()
}

fn names(name: &Text) -> impl Iterator<Item = (String, String)> + '_ {
    name.iter().map(|(language, name)| (format!("name_{language}"), name.to_owned()))
}
