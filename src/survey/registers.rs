//! Agencies, services and branches: read from their files, or inferred from the answers where there is no file.
use crate::finding::{Place, Problem};
use crate::framework::{Framework, Highest, RegisterLimit};
use crate::input::Record;
use crate::names::is_short_for;
use crate::spelling::nearest;
use crate::survey::intake::{Head, Intake, one_line, place, several, unseen};
use crate::survey::mapping::{COUNTS, FEES, Mapping};
use crate::survey::number;
use crate::survey::{
    Agency, AgencyStatus, Answer, Answers, Attributes, Branch, Period, Response, Scope, Service, Unit, WRITTEN,
};
use crate::text::{Code, Text, fold};
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, StrExt};
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

/// Unknown spellings for which a near name is looked for; the work grows with the register.
const SUGGESTIONS: usize = 200;

/// Where the entries of a register come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    File,
    /// Every name met is an entry.
    Inferred,
}

/// The registers while files are read.
pub(super) struct Registers {
    pub(super) agencies: Vec<Agency>,
    pub(super) services: Vec<Service>,
    pub(super) branches: Vec<Branch>,
    agency_names: Directory,
    service_names: Directory,
    branch_names: Directory,
    /// Cells of `parent` and `successor` that name an agency further down.
    pending: Vec<(usize, Link, String, Place)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Parent,
    Successor,
}

/// Entries by code and by folded name.
struct Directory {
    origin: Origin,
    /// By code in lower case, and by spellings already resolved.
    codes: FxHashMap<SmolStr, usize>,
    /// By folded name; made when first asked for.
    names: Option<FxHashMap<String, Vec<usize>>>,
    /// Entries that were inferred from text that is no code.
    nameless: Vec<usize>,
    /// Where each entry of a file stands.
    rows: Vec<u64>,
    suggestions: usize,
    /// What was suggested for texts met before.
    suggested: FxHashMap<String, String>,
}

enum Found {
    One(usize),
    Several(Vec<usize>),
    None,
}

impl Registers {
    pub(super) fn new(agencies: Origin, services: Origin, branches: Origin) -> Registers {
        Registers {
            agencies: Vec::new(),
            services: Vec::new(),
            branches: Vec::new(),
            agency_names: Directory::new(agencies),
            service_names: Directory::new(services),
            branch_names: Directory::new(branches),
            pending: Vec::new(),
        }
    }

    /// An agency by its code as it was first written in lower case, or as it was met before.
    pub(super) fn known_agency(&self, text: &str) -> Option<usize> {
        self.agency_names.codes.get(text).copied()
    }

    /// An agency by code or name.
    pub(super) fn agency(&mut self, text: &str) -> Result<usize, Problem> {
        if let Some(agency) = self.agency_names.codes.get(text) {
            return Ok(*agency);
        }
        match self.agency_names.find(text, self.agencies.iter().map(|agency| &agency.name), |_| true) {
            Found::One(agency) => Ok(agency),
            Found::Several(agencies) => {
                let candidates = agencies.iter().map(|agency| self.agencies[*agency].code.to_string());
                Err(Problem::AmbiguousAgency { candidates: candidates.collect::<Vec<_>>().join(", ") })
            }
            Found::None if self.agency_names.origin == Origin::Inferred => {
                let (code, name) = self.agency_names.infer(text, self.agencies.len())?;
                self.agencies.push(Agency {
                    code,
                    name,
                    parent: None,
                    status: AgencyStatus::Active,
                    successors: Vec::new(),
                    population: None,
                    attributes: Attributes::default(),
                });
                Ok(self.agencies.len() - 1)
            }
            Found::None => {
                let mut short =
                    self.agencies.iter().enumerate().filter(|(_, agency)| is_short_for(text, agency.code.as_str()));
                if let (Some((agency, _)), None) = (short.next(), short.next()) {
                    return Ok(agency);
                }
                let entries = self.agencies.iter().map(|agency| (&agency.code, &agency.name));
                Err(Problem::UnknownAgency { nearest: self.agency_names.suggest(text, entries) })
            }
        }
    }

    /// A service by code, or by name among those of an agency.
    pub(super) fn service(&mut self, text: &str, agency: Option<usize>) -> Result<usize, Problem> {
        let services = &self.services;
        let owned = |service: usize| agency.is_none_or(|agency| services[service].agency == agency);
        match self.service_names.find(text, services.iter().map(|service| &service.name), owned) {
            Found::One(service) if owned(service) => Ok(service),
            Found::One(service) => {
                let owner = self.agencies[self.services[service].agency].code.to_string();
                Err(Problem::ServiceOfAnotherAgency { owner })
            }
            Found::Several(services) => {
                let candidates = services.iter().map(|service| self.services[*service].code.to_string());
                Err(Problem::AmbiguousService { candidates: candidates.collect::<Vec<_>>().join(", ") })
            }
            Found::None => match (self.service_names.origin, agency) {
                (Origin::Inferred, Some(agency)) => {
                    let (code, name) = self.service_names.infer(text, self.services.len())?;
                    self.services.push(Service {
                        code,
                        agency,
                        name,
                        numbers: IndexMap::new(),
                        attributes: Attributes::default(),
                    });
                    Ok(self.services.len() - 1)
                }
                _ => {
                    let entries = self.services.iter().map(|service| (&service.code, &service.name));
                    Err(Problem::UnknownService { nearest: self.service_names.suggest(text, entries) })
                }
            },
        }
    }

    /// A branch by code, or by name among those of an agency.
    pub(super) fn branch(&mut self, text: &str, agency: Option<usize>) -> Result<usize, Problem> {
        let branches = &self.branches;
        let owned = |branch: usize| agency.is_none_or(|agency| branches[branch].agency == agency);
        match self.branch_names.find(text, branches.iter().map(|branch| &branch.name), owned) {
            Found::One(branch) if owned(branch) => Ok(branch),
            Found::One(branch) => {
                let owner = self.agencies[self.branches[branch].agency].code.to_string();
                Err(Problem::ServiceOfAnotherAgency { owner })
            }
            Found::Several(branches) => {
                let candidates = branches.iter().map(|branch| self.branches[*branch].code.to_string());
                Err(Problem::AmbiguousBranch { candidates: candidates.collect::<Vec<_>>().join(", ") })
            }
            Found::None => match (self.branch_names.origin, agency) {
                (Origin::Inferred, Some(agency)) => {
                    let (code, name) = self.branch_names.infer(text, self.branches.len())?;
                    self.branches.push(Branch { code, agency, name, attributes: Attributes::default() });
                    Ok(self.branches.len() - 1)
                }
                _ => {
                    let entries = self.branches.iter().map(|branch| (&branch.code, &branch.name));
                    Err(Problem::UnknownBranch { nearest: self.branch_names.suggest(text, entries) })
                }
            },
        }
    }

    /// Gives codes to the entries inferred from text that is no code: `a001`, `s001`, `b001` by position.
    pub(super) fn finish(&mut self) {
        for agency in std::mem::take(&mut self.agency_names.nameless) {
            self.agencies[agency].code = self.agency_names.free("a", agency);
        }
        for service in std::mem::take(&mut self.service_names.nameless) {
            self.services[service].code = self.service_names.free("s", service);
        }
        for branch in std::mem::take(&mut self.branch_names.nameless) {
            self.branches[branch].code = self.branch_names.free("b", branch);
        }
    }
}

impl Directory {
    fn new(origin: Origin) -> Directory {
        Directory {
            origin,
            codes: FxHashMap::default(),
            names: None,
            nameless: Vec::new(),
            rows: Vec::new(),
            suggestions: 0,
            suggested: FxHashMap::default(),
        }
    }

    /// Adds an entry of a file; the row of an earlier entry with the same code.
    fn add(&mut self, code: &Code, entry: usize, row: u64) -> Result<(), u64> {
        match self.codes.entry(code.as_str().to_ascii_lowercase_smolstr()) {
            Entry::Occupied(first) => return Err(self.rows.get(*first.get()).copied().unwrap_or_default()),
            Entry::Vacant(place) => place.insert(entry),
        };
        if code.as_str().bytes().any(|letter| letter.is_ascii_uppercase()) {
            self.codes.insert(code.as_str().into(), entry);
        }
        self.rows.push(row);
        Ok(())
    }

    /// By code, then by folded name among the entries that `eligible` admits.
    fn find<'t>(
        &mut self,
        text: &str,
        names: impl Iterator<Item = &'t Text>,
        eligible: impl Fn(usize) -> bool,
    ) -> Found {
        if let Some(entry) = self.codes.get(text) {
            return Found::One(*entry);
        }
        if let Some(entry) = self.codes.get(text.to_lowercase().as_str()).copied() {
            self.codes.insert(text.into(), entry);
            return Found::One(entry);
        }
        let folded = fold(text);
        if let Some(entry) = self.codes.get(folded.as_str()) {
            return Found::One(*entry);
        }
        let names = self.names.get_or_insert_with(|| {
            let mut index: FxHashMap<String, Vec<usize>> = FxHashMap::default();
            for (entry, name) in names.enumerate() {
                for (_, name) in name.iter() {
                    let entries = index.entry(fold(name)).or_default();
                    if entries.last() != Some(&entry) {
                        entries.push(entry);
                    }
                }
            }
            index
        });
        let found: Vec<usize> =
            names.get(&folded).into_iter().flatten().copied().filter(|entry| eligible(*entry)).collect();
        match found[..] {
            [] => Found::None,
            [entry] => Found::One(entry),
            _ => Found::Several(found),
        }
    }

    /// An entry for text met where no file lists the entries.
    fn infer(&mut self, text: &str, entry: usize) -> Result<(Code, Text), Problem> {
        if let Some(problem) = unseen(text) {
            return Err(problem);
        }
        Ok(match Code::new(text) {
            Some(code) => {
                self.codes.insert(text.to_lowercase_smolstr(), entry);
                self.codes.insert(text.into(), entry);
                (code, Text::default())
            }
            None => {
                if let Some(names) = &mut self.names {
                    names.entry(fold(text)).or_default().push(entry);
                }
                self.nameless.push(entry);
                let placeholder = Code::new("0").expect("a literal code");
                (placeholder, Text::new([(WRITTEN.to_owned(), one_line(text).into_owned())]))
            }
        })
    }

    /// A code that no entry has.
    fn free(&mut self, letter: &str, entry: usize) -> Code {
        let mut number = entry + 1;
        loop {
            let code = format!("{letter}{number:03}");
            if !self.codes.contains_key(code.as_str()) {
                self.codes.insert(code.as_str().into(), entry);
                return Code::new(&code).expect("a letter and digits");
            }
            number += 1;
        }
    }

    /// The code of the entry whose code or name is nearest.
    fn suggest<'t>(&mut self, text: &str, entries: impl Iterator<Item = (&'t Code, &'t Text)> + Clone) -> String {
        self.suggestions += 1;
        if self.suggestions > SUGGESTIONS {
            return String::new();
        }
        if let Some(suggested) = self.suggested.get(text) {
            return suggested.clone();
        }
        let words = entries
            .clone()
            .flat_map(|(code, name)| std::iter::once(code.as_str()).chain(name.iter().map(|(_, name)| name)));
        let near = nearest(text, words);
        let is_near = |word: &str| Some(word) == near;
        let mut entries =
            entries.filter(|(code, name)| is_near(code.as_str()) || name.iter().any(|(_, name)| is_near(name)));
        let suggested = entries.next().map(|(code, _)| code.to_string()).unwrap_or_default();
        self.suggested.insert(text.to_owned(), suggested.clone());
        suggested
    }
}

/// A row of the register of agencies.
pub(super) fn agency(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) {
    let Some(code) = code(intake, head, record, mapping) else { return };
    let entry = intake.registers.agencies.len();
    if let Err(first) = intake.registers.agency_names.add(&code, entry, record.row) {
        intake.report(head, record, mapping.column("code"), Problem::CodeDuplicate { first });
        return;
    }
    let population = intake.amount(head, record, mapping.column("population"));
    let status_cell = intake.text(head, record, mapping.column("status"));
    let status = if status_cell.is_empty() { None } else { intake.words.status(status_cell) };
    if status.is_none() && !status_cell.is_empty() {
        let allowed = "active, merged, closed".to_owned();
        intake.report(head, record, mapping.column("status"), Problem::UnknownStatus { allowed });
    }
    let name = name(intake, head, record, mapping);
    let mut attributes = Attributes::default();
    for heading in ["type", "governorate"] {
        let value = intake.prose(head, record, mapping.column(heading));
        if !value.is_empty() {
            attributes.set(&SmolStr::new_static(heading), &value);
        }
    }
    others(intake, head, record, mapping, &mut attributes);
    intake.registers.agencies.push(Agency {
        code,
        name,
        parent: None,
        status: status.unwrap_or_default(),
        successors: Vec::new(),
        population,
        attributes,
    });
    for (link, heading) in [(Link::Parent, "parent"), (Link::Successor, "successor")] {
        let column = mapping.column(heading);
        let text = intake.text(head, record, column);
        let place = place(head, record, column);
        let named = if link == Link::Successor { several(text) } else { Vec::from([text]) };
        for text in named.into_iter().filter(|text| !text.is_empty()) {
            intake.registers.pending.push((entry, link, text.to_owned(), place.clone()));
        }
    }
    if intake.registers.agency_names.names.is_some() {
        intake.registers.agency_names.names = None;
    }
}

/// Joins parents and successors once every agency is known.
pub(super) fn link_agencies(intake: &mut Intake<'_>) {
    for (agency, link, text, place) in std::mem::take(&mut intake.registers.pending) {
        let outcome = intake.registers.agency(&text);
        let problem = match outcome {
            Ok(other) => {
                let entry = &mut intake.registers.agencies[agency];
                match link {
                    Link::Parent => entry.parent = Some(other),
                    Link::Successor if entry.successors.contains(&other) => continue,
                    Link::Successor => entry.successors.push(other),
                }
                if loops(&intake.registers.agencies, agency, link) {
                    let entry = &mut intake.registers.agencies[agency];
                    match link {
                        Link::Parent => entry.parent = None,
                        Link::Successor => entry.successors.retain(|successor| *successor != other),
                    }
                    match link {
                        Link::Parent => Problem::ParentLoop {},
                        Link::Successor => Problem::SuccessorLoop {},
                    }
                } else {
                    continue;
                }
            }
            Err(Problem::UnknownAgency { nearest }) => match link {
                Link::Parent => Problem::UnknownParent { nearest },
                Link::Successor => Problem::UnknownSuccessor { nearest },
            },
            Err(problem) => problem,
        };
        intake.push(problem, place);
    }
}

/// Whether a link leads back to where it starts.
fn loops(agencies: &[Agency], start: usize, link: Link) -> bool {
    let next = |agency: usize| match link {
        Link::Parent => agencies[agency].parent.as_slice(),
        Link::Successor => agencies[agency].successors.as_slice(),
    };
    let mut met = BTreeSet::new();
    let mut open = next(start).to_vec();
    while let Some(at) = open.pop() {
        if at == start {
            return true;
        }
        if met.insert(at) {
            open.extend(next(at));
        }
    }
    false
}

/// A row of the register of services.
pub(super) fn service(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) {
    let Some(code) = code(intake, head, record, mapping) else { return };
    let Some(agency) = intake.agency(head, record, mapping.column("agency")) else { return };
    let entry = intake.registers.services.len();
    if let Err(first) = intake.registers.service_names.add(&code, entry, record.row) {
        intake.report(head, record, mapping.column("code"), Problem::CodeDuplicate { first });
        return;
    }
    let name = name(intake, head, record, mapping);
    let mut numbers = IndexMap::new();
    for heading in COUNTS {
        let column = mapping.column(heading);
        if let Some(number) = intake.amount(head, record, column) {
            if number.fract() == 0.0 {
                numbers.insert(heading.to_owned(), number);
            } else {
                intake.report(head, record, column, Problem::NumberInvalid {});
            }
        }
    }
    for heading in FEES {
        if let Some(number) = intake.amount(head, record, mapping.column(heading)) {
            numbers.insert(heading.to_owned(), number);
        }
    }
    if let (Some(online), Some(total)) = (numbers.get("steps_online"), numbers.get("steps_total").copied())
        && *online > total
    {
        intake.report(head, record, mapping.column("steps_online"), Problem::StepsOnlineOverTotal { total });
        numbers.shift_remove("steps_online");
    }
    if let (Some(held), Some(required)) = (numbers.get("papers_held_by_state"), numbers.get("papers_required").copied())
        && *held > required
    {
        let column = mapping.column("papers_held_by_state");
        intake.report(head, record, column, Problem::PapersHeldOverRequired { required });
        numbers.shift_remove("papers_held_by_state");
    }
    let mut attributes = Attributes::default();
    for heading in ["life_event", "legal_exception"] {
        let value = intake.prose(head, record, mapping.column(heading));
        if !value.is_empty() {
            attributes.set(&SmolStr::new_static(heading), &value);
        }
    }
    others(intake, head, record, mapping, &mut attributes);
    for column in &mapping.others {
        if let Some(written) = number::parse(record.text(*column)) {
            numbers.insert(head.headings[*column].to_string(), written.value);
        }
    }
    intake.registers.services.push(Service { code, agency, name, numbers, attributes });
}

/// A row of the register of branches.
pub(super) fn branch(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) {
    let Some(code) = code(intake, head, record, mapping) else { return };
    let Some(agency) = intake.agency(head, record, mapping.column("agency")) else { return };
    let entry = intake.registers.branches.len();
    if let Err(first) = intake.registers.branch_names.add(&code, entry, record.row) {
        intake.report(head, record, mapping.column("code"), Problem::CodeDuplicate { first });
        return;
    }
    let name = name(intake, head, record, mapping);
    let mut attributes = Attributes::default();
    let governorate = intake.text(head, record, mapping.column("governorate"));
    if !governorate.is_empty() {
        attributes.set(&SmolStr::new_static("governorate"), governorate);
    }
    others(intake, head, record, mapping, &mut attributes);
    intake.registers.branches.push(Branch { code, agency, name, attributes });
}

/// Answers of services that their register contradicts.
pub(super) fn contradictions(
    framework: &Framework,
    services: &[Service],
    periods: &[Period],
    answers: &Answers,
) -> Vec<(Problem, Response)> {
    let mut found = Vec::new();
    let limited = framework.criteria.iter().enumerate();
    let limits: Vec<_> = limited
        .filter_map(|(position, criterion)| {
            let limit = criterion.register.as_ref()?;
            let each = framework.scale(&criterion.scale)?.each.as_ref()?;
            let best = framework.scale(&each.scale)?.choices.len().checked_sub(1)?;
            Some((position, limit, Answer::Choice(u8::try_from(best).ok()?)))
        })
        .collect();
    let claim = |service: usize, criterion: usize, best: Answer| {
        (0..periods.len()).find_map(|period| {
            let row = answers.find(Unit { period, scope: Scope::Service(service) })?;
            let response = answers.response(row, criterion);
            let claimed = match response {
                Response::Blank | Response::Few(_) => false,
                Response::One { answer, .. } => *answer == best,
                Response::Many(tally) => tally.votes().any(|vote| vote.answer == best),
            };
            claimed.then(|| response.clone())
        })
    };
    for (position, service) in services.iter().enumerate() {
        for (criterion, limit, best) in &limits {
            if let Some((value, highest)) = beyond(service, limit)
                && let Some(response) = claim(position, *criterion, *best)
            {
                let problem = Problem::ServiceContradiction {
                    service: service.code.to_string(),
                    criterion: framework.criteria[*criterion].code.to_string(),
                    column: limit.column.clone(),
                    value,
                    highest,
                };
                found.push((problem, response));
            }
        }
    }
    found
}

/// What a service's row says beyond a limit, and the limit.
fn beyond(service: &Service, limit: &RegisterLimit) -> Option<(f64, f64)> {
    let number = |column: &str| service.numbers.get(column).copied();
    let excepts = |column: &String| service.attributes.get(column).is_some();
    let value = number(&limit.column)?;
    let highest = match &limit.at_most {
        Highest::Number(highest) => *highest,
        Highest::Column(column) => number(column)?,
    };
    (value > highest && !limit.unless.as_ref().is_some_and(excepts)).then_some((value, highest))
}

fn code(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) -> Option<Code> {
    let text = intake.text(head, record, mapping.column("code"));
    let code = Code::new(text).filter(|code| !intake.words.is_nation(code.as_str()));
    if code.is_none() {
        intake.report(head, record, mapping.column("code"), Problem::CodeInvalid {});
    }
    code
}

fn name(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) -> Text {
    intake.worded(head, record, mapping, "name")
}

/// Agencies of one name with their codes behind it, so that readers can tell them apart.
pub(super) fn told_apart(mut agencies: Vec<Agency>) -> Vec<Agency> {
    let mut bearers: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for name in agencies.iter().flat_map(|agency| agency.name.iter()) {
        *bearers.entry(name).or_default() += 1;
    }
    let told = |agency: &Agency| -> Vec<(String, String)> {
        let shared = agency.name.iter().filter(|name| bearers[name] > 1);
        shared.map(|(tag, name)| (tag.to_owned(), format!("{name} ({})", agency.code))).collect()
    };
    let told: Vec<Vec<(String, String)>> = agencies.iter().map(told).collect();
    for (agency, names) in agencies.iter_mut().zip(told) {
        names.iter().for_each(|(tag, name)| agency.name.set(tag, name));
    }
    agencies
}

/// Every column of a register that has no other meaning; blanks are left out.
fn others(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping, attributes: &mut Attributes) {
    for column in &mapping.others {
        let value = intake.prose(head, record, Some(*column));
        if !value.is_empty() {
            attributes.set(&head.headings[*column], &value);
        }
    }
}
