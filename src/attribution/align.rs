//! Surveys of several years put together, so that an agency, a service and a criterion have one position in all.
use crate::assessment::{Assessment, ExperiencedScope, Status};
use crate::change::{Succession, SuccessionKind};
use crate::framework::Framework;
use crate::framework::intersection::Asked;
use crate::method::Method;
use crate::survey::{
    Agency, Answers, Attestation, AuditVerdict, Beneficiaries, BeneficiaryTally, Branch, Correction, Evidence,
    KpiEntry, Objection, Promised, Respondents, Scope, Service, Source as Cell, Survey, TargetScope, Unit,
};
use crate::text::Code;
use crate::uncertainty::Question;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The agency of a service that a register does not hold.
const NOBODY: usize = usize::MAX;

/// Periods judged together: one folder, or one finished result.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub framework: &'a Framework,
    pub method: &'a Method,
    pub edition: Option<&'a Code>,
    /// Before anything of it is withheld, where that is known.
    pub survey: &'a Survey,
    pub assessments: &'a [Assessment],
}

/// Why sources cannot be compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Misaligned {
    /// Fewer than two periods in all.
    OnePeriod,
    /// Different criteria, or another edition of them: code and version of both, and the edition.
    Frameworks { earlier: String, later: String },
}

/// Sources in the positions of the last.
pub struct Aligned<'a> {
    sources: Vec<Source<'a>>,
    /// Every answer of all, under the register of the last.
    joined: Cow<'a, Survey>,
    /// By source: the same under its own register; none where that is no other.
    registered: Vec<Option<Survey>>,
    /// The source and the judgement of each period, in order of time.
    periods: Vec<(usize, Cow<'a, Assessment>)>,
    pub successions: Vec<Succession>,
}

/// What a series becomes when earlier sources join it.
pub struct Joined {
    pub survey: Survey,
    pub assessments: Vec<Assessment>,
}

/// Where the parts of a source stand among those of all.
#[derive(Clone, Debug, Default)]
struct Places {
    agencies: Vec<usize>,
    services: Vec<usize>,
    branches: Vec<usize>,
    /// None: an earlier source holds the period.
    periods: Vec<Option<usize>>,
    /// Files of the sources before it.
    files: u32,
}

/// Everything that any source registers, the last source's entries first and as that has them.
#[derive(Default)]
struct Register {
    agencies: Vec<Agency>,
    services: Vec<Service>,
    branches: Vec<Branch>,
    /// By source.
    places: Vec<Places>,
}

/// Puts sources that ask the same, the earliest first, into the positions of the last.
pub fn align<'a>(sources: &[Source<'a>]) -> Result<Aligned<'a>, Misaligned> {
    let asked: Vec<Asked> = sources.iter().map(Source::asked).collect();
    let Some(last) = asked.last() else { return Err(Misaligned::OnePeriod) };
    if let Some(other) = asked.iter().find(|own| !own.asks_as(last)) {
        return Err(Misaligned::Frameworks { earlier: other.name(), later: last.name() });
    }
    align_restricted(sources)
}

/// The same for sources whose frameworks are restricted to what they share. A period that several hold is taken from the
/// first.
pub fn align_restricted<'a>(sources: &[Source<'a>]) -> Result<Aligned<'a>, Misaligned> {
    let mut register = Register::of(sources);
    let renamed = renamed(sources, &register);
    for places in &mut register.places {
        for agency in &mut places.agencies {
            *agency = renamed.get(agency).copied().unwrap_or(*agency);
        }
    }
    let ordered = order(sources, &mut register.places);
    if ordered.len() < 2 {
        return Err(Misaligned::OnePeriod);
    }
    let joined = match (sources, register.places.as_slice()) {
        ([only], [places]) if places.are_own() => Cow::Borrowed(only.survey),
        _ => Cow::Owned(join(sources, &register)),
    };
    let same = |survey: &Survey| {
        (&survey.agencies, &survey.services, &survey.branches) == (&joined.agencies, &joined.services, &joined.branches)
    };
    let registered =
        |(source, places): (&Source, &Places)| (!same(source.survey)).then(|| under(&joined, source.survey, places));
    let registered = match sources {
        [_] => vec![None],
        _ => sources.iter().zip(&register.places).map(registered).collect(),
    };
    let periods = ordered
        .into_iter()
        .filter_map(|(source, period)| {
            let own = sources[source].assessments.iter().find(|assessment| assessment.period == period)?;
            let places = &register.places[source];
            let placed = if places.are_own() { Cow::Borrowed(own) } else { Cow::Owned(places.assessment(own)?) };
            Some((source, placed))
        })
        .collect();
    let successions = successions(&joined.agencies, &renamed);
    Ok(Aligned { sources: sources.to_vec(), joined, registered, periods, successions })
}

impl<'a> Source<'a> {
    pub fn of(question: &Question<'a>) -> Source<'a> {
        let Question { framework, method, edition, survey, assessments, .. } = *question;
        Source { framework, method, edition, survey, assessments }
    }

    fn asked(&self) -> Asked<'a> {
        let Source { framework, method, edition, .. } = *self;
        Asked { framework, method, edition }
    }
}

impl Aligned<'_> {
    /// What was judged in each period, in order of time.
    pub(super) fn questions(&self) -> Vec<Question<'_>> {
        let question = |source: &usize, assessment| {
            let Source { framework, method, edition, assessments, .. } = self.sources[*source];
            let survey = self.registered[*source].as_ref().unwrap_or(&self.joined);
            Question { framework, method, edition, survey, assessment, assessments }
        };
        self.periods.iter().map(|(source, assessment)| question(source, assessment.as_ref())).collect()
    }

    /// The survey and the judgements of all.
    pub fn into_joined(self) -> Joined {
        let assessments = self.periods.into_iter().map(|(_, own)| own.into_owned()).collect();
        Joined { survey: self.joined.into_owned(), assessments }
    }
}

impl Places {
    /// Whether everything stands where the source has it.
    fn are_own(&self) -> bool {
        let in_order = |places: &[usize]| places.iter().enumerate().all(|(own, place)| own == *place);
        let periods = self.periods.iter().enumerate().all(|(own, place)| *place == Some(own));
        periods
            && self.files == 0
            && [&self.agencies, &self.services, &self.branches].into_iter().all(|own| in_order(own))
    }

    fn scope(&self, scope: Scope) -> Scope {
        match scope {
            Scope::Nation => Scope::Nation,
            Scope::Agency(agency) => Scope::Agency(self.agencies[agency]),
            Scope::Service(service) => Scope::Service(self.services[service]),
            Scope::Branch(branch) => Scope::Branch(self.branches[branch]),
        }
    }

    fn unit(&self, unit: Unit) -> Option<Unit> {
        Some(Unit { period: self.periods[unit.period]?, scope: self.scope(unit.scope) })
    }

    fn source(&self, source: Cell) -> Cell {
        Cell { file: source.file + self.files, ..source }
    }

    fn assessment(&self, own: &Assessment) -> Option<Assessment> {
        let mut moved = own.clone();
        moved.period = self.periods[own.period]?;
        for agency in &mut moved.agencies {
            agency.agency = self.agencies[agency.agency];
        }
        for service in &mut moved.services {
            service.service = self.services[service.service];
        }
        for figure in &mut moved.experienced {
            figure.scope = match figure.scope {
                ExperiencedScope::Nation => ExperiencedScope::Nation,
                ExperiencedScope::Agency(agency) => ExperiencedScope::Agency(self.agencies[agency]),
                ExperiencedScope::Service(service) => ExperiencedScope::Service(self.services[service]),
            };
        }
        Some(moved)
    }
}

impl Register {
    fn of(sources: &[Source]) -> Register {
        let mut register = Register::default();
        let mut agencies: BTreeMap<String, usize> = BTreeMap::new();
        let mut services = agencies.clone();
        let mut branches = agencies.clone();
        let key = |code: &Code| code.as_str().to_ascii_lowercase();
        for source in sources.iter().rev() {
            let survey = source.survey;
            let mut places = Places::default();
            for agency in &survey.agencies {
                let place = *agencies.entry(key(&agency.code)).or_insert(register.agencies.len());
                if place == register.agencies.len() {
                    register.agencies.push(Agency { parent: None, successors: Vec::new(), ..agency.clone() });
                }
                places.agencies.push(place);
            }
            for (agency, place) in survey.agencies.iter().zip(&places.agencies) {
                let entry = &mut register.agencies[*place];
                entry.parent = entry.parent.or(agency.parent.map(|parent| places.agencies[parent]));
                if entry.successors.is_empty() {
                    entry.successors = agency.successors.iter().map(|own| places.agencies[*own]).collect();
                }
            }
            for service in &survey.services {
                let place = *services.entry(key(&service.code)).or_insert(register.services.len());
                if place == register.services.len() {
                    let agency = places.agencies[service.agency];
                    register.services.push(Service { agency, ..service.clone() });
                }
                places.services.push(place);
            }
            for branch in &survey.branches {
                let place = *branches.entry(key(&branch.code)).or_insert(register.branches.len());
                if place == register.branches.len() {
                    register.branches.push(Branch { agency: places.agencies[branch.agency], ..branch.clone() });
                }
                places.branches.push(place);
            }
            register.places.push(places);
        }
        register.places.reverse();
        register
    }
}

/// Agencies whose only successor took over from them alone and was never judged beside them: they are the same agency.
fn renamed(sources: &[Source], register: &Register) -> BTreeMap<usize, usize> {
    let mut judged: BTreeMap<usize, BTreeSet<(usize, usize)>> = BTreeMap::new();
    for (source, (own, places)) in sources.iter().zip(&register.places).enumerate() {
        for assessment in own.assessments {
            let answered = assessment.agencies.iter().filter(|agency| agency.status == Status::Answered);
            for agency in answered {
                judged.entry(places.agencies[agency.agency]).or_default().insert((source, assessment.period));
            }
        }
    }
    let none = BTreeSet::new();
    let of = |agency: usize| judged.get(&agency).unwrap_or(&none);
    let predecessors =
        |successor: usize| register.agencies.iter().filter(|agency| agency.successors.contains(&successor)).count();
    let pair = |(agency, entry): (usize, &Agency)| match entry.successors.as_slice() {
        [successor] if predecessors(*successor) == 1 && !of(agency).is_empty() => {
            let after = |own: &(usize, usize)| of(agency).iter().all(|before| before < own);
            of(*successor).iter().all(after).then_some((agency, *successor))
        }
        _ => None,
    };
    register.agencies.iter().enumerate().filter_map(pair).collect()
}

fn successions(agencies: &[Agency], renamed: &BTreeMap<usize, usize>) -> Vec<Succession> {
    let of = |(agency, entry): (usize, &Agency)| {
        let kind = match entry.successors.as_slice() {
            [] => return None,
            [_] if renamed.contains_key(&agency) => SuccessionKind::Renamed,
            [_] => SuccessionKind::Merged,
            _ => SuccessionKind::Split,
        };
        Some(Succession { agency, successors: entry.successors.clone(), kind })
    };
    agencies.iter().enumerate().filter_map(of).collect()
}

/// The periods of all in order of time, each with its source, after their places are noted.
fn order(sources: &[Source], places: &mut [Places]) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> = Vec::new();
    for (source, own) in sources.iter().enumerate() {
        let answered =
            |assessment: &&Assessment| assessment.agencies.iter().any(|agency| agency.status == Status::Answered);
        for assessment in own.assessments.iter().filter(answered) {
            let code = &own.survey.periods[assessment.period].code;
            let is_held = |(source, period): &(usize, usize)| {
                sources[*source].survey.periods[*period].code.matches(code.as_str())
            };
            if !all.iter().any(is_held) {
                all.push((source, assessment.period));
            }
        }
    }
    all.sort_by_key(|(source, period)| (sources[*source].survey.periods[*period].last, *source, *period));
    for (own, places) in places.iter_mut().enumerate() {
        let at = |period: usize| all.iter().position(|known| *known == (own, period));
        places.periods = (0..sources[own].survey.periods.len()).map(at).collect();
    }
    let mut files = 0;
    for (source, places) in sources.iter().zip(places) {
        places.files = files;
        files += u32::try_from(source.survey.files.len()).unwrap_or_default();
    }
    all
}

/// Every answer of all under the register of all.
fn join(sources: &[Source], register: &Register) -> Survey {
    let Some(last) = sources.last() else { return Survey::default() };
    let mut joined = Survey {
        agencies: register.agencies.clone(),
        services: register.services.clone(),
        branches: register.branches.clone(),
        answers: Answers::new(last.framework.criteria.len()),
        respondents: Respondents::default(),
        periods: Vec::new(),
        evidence: Vec::new(),
        kpis: Vec::new(),
        beneficiaries: Beneficiaries::default(),
        attestations: Vec::new(),
        corrections: Vec::new(),
        objections: Vec::new(),
        verdicts: Vec::new(),
        files: sources.iter().flat_map(|source| source.survey.files.iter().cloned()).collect(),
        ..last.survey.clone()
    };
    let last_places = &register.places[sources.len() - 1];
    for target in &mut joined.targets {
        if let TargetScope::Agency(agency) = &mut target.scope {
            *agency = last_places.agencies[*agency];
        }
        target.source = last_places.source(target.source);
    }
    for cost in &mut joined.costs {
        cost.agency = cost.agency.map(|agency| last_places.agencies[agency]);
        cost.source = last_places.source(cost.source);
    }
    for initiative in &mut joined.initiatives {
        initiative.owner = initiative.owner.map(|agency| last_places.agencies[agency]);
        initiative.source = last_places.source(initiative.source);
        for promised in &mut initiative.promised {
            if let Promised::Service(service) = promised {
                *service = last_places.services[*service];
            }
        }
    }
    let mut periods = BTreeMap::new();
    for (source, places) in sources.iter().zip(&register.places) {
        let survey = source.survey;
        for (period, place) in survey.periods.iter().zip(&places.periods) {
            place.map(|place| periods.insert(place, period.clone()));
        }
        let place = |unit: Unit| places.unit(unit);
        joined.answers.gather(&survey.answers, &place, places.files);
        joined.respondents.gather(&survey.respondents, &place);
        for record in &survey.evidence {
            if let Some(unit) = place(record.unit) {
                joined.evidence.push(Evidence { unit, source: places.source(record.source), ..record.clone() });
            }
        }
        for entry in &survey.kpis {
            if let Some(period) = places.periods[entry.period] {
                let agency = entry.agency.map(|agency| places.agencies[agency]);
                let source = places.source(entry.source);
                joined.kpis.push(KpiEntry { period, agency, source, ..entry.clone() });
            }
        }
        for tally in &survey.beneficiaries.tallies {
            if let Some(period) = places.periods[tally.period] {
                let service = places.services[tally.service];
                joined.beneficiaries.tallies.push(BeneficiaryTally { period, service, ..tally.clone() });
            }
        }
        for signed in &survey.attestations {
            if let Some(period) = places.periods[signed.period] {
                let (agency, source) = (places.agencies[signed.agency], places.source(signed.source));
                joined.attestations.push(Attestation { period, agency, source, ..signed.clone() });
            }
        }
        for correction in &survey.corrections {
            if let Some(unit) = place(correction.unit) {
                let (source, replaced) =
                    (places.source(correction.source), correction.replaced.map(|source| places.source(source)));
                joined.corrections.push(Correction { unit, source, replaced, ..correction.clone() });
            }
        }
        for objection in &survey.objections {
            if let Some(period) = places.periods[objection.period] {
                let (agency, source) = (places.agencies[objection.agency], places.source(objection.source));
                joined.objections.push(Objection { period, agency, source, ..objection.clone() });
            }
        }
        for verdict in &survey.verdicts {
            if let Some(period) = places.periods[verdict.period] {
                let (agency, source) = (places.agencies[verdict.agency], places.source(verdict.source));
                joined.verdicts.push(AuditVerdict { period, agency, source, ..verdict.clone() });
            }
        }
    }
    joined.periods = periods.into_values().collect();
    joined
}

/// The answers of all under the register of one source. What that does not hold is nobody's.
fn under(joined: &Survey, own: &Survey, places: &Places) -> Survey {
    let mut survey = joined.clone();
    for service in &mut survey.services {
        service.agency = NOBODY;
    }
    for branch in &mut survey.branches {
        branch.agency = NOBODY;
    }
    for (service, place) in own.services.iter().zip(&places.services) {
        survey.services[*place] = Service { agency: places.agencies[service.agency], ..service.clone() };
    }
    for (branch, place) in own.branches.iter().zip(&places.branches) {
        survey.branches[*place] = Branch { agency: places.agencies[branch.agency], ..branch.clone() };
    }
    for (agency, place) in own.agencies.iter().zip(&places.agencies) {
        let known = &joined.agencies[*place];
        let (parent, successors) = (known.parent, known.successors.clone());
        survey.agencies[*place] = Agency { parent, successors, ..agency.clone() };
    }
    survey
}
