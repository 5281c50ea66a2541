//! A framework becomes a form: which questions, in which order, under which conditions.
use crate::framework::{
    Criterion, Dimension, DimensionRole, Framework, Gate, Kpi, KpiKind, Level, LowerUnit, Normalise, Scale, ScaleKind,
};
use crate::locale::{Locale, Value};
use crate::names::{self, Field, Key, Mark, Names};
use crate::questionnaire::{
    Addressee, Ask, AskedOf, BENEFICIARY, Choice, Form, Group, Language, Last, Limits, List, NATION, NOT_APPLICABLE,
    Need, Part, Question, Refusal, Request, Section, UNKNOWN, Units, When, Words,
};
use crate::survey::{Agency, AgencyStatus};
use crate::text::{Code, Text};

/// Sources of users' answers, with their names in the locale.
const SOURCES: &[(&str, &str)] =
    &[("survey", "questionnaire.survey"), (MYSTERY, "questionnaire.mystery"), ("outside", "questionnaire.outside")];
/// Minutes from which they are told as hours.
const LONG: u32 = 120;
const MYSTERY: &str = "mystery";

/// The form that was asked for, for a format that asks about services and branches in one of two ways.
pub fn compose(request: &Request, units: Units) -> Result<Form, Refusal> {
    Names::of(request.framework)?;
    names::distinct(request.framework.dimensions.iter().map(|dimension| &dimension.code))?;
    names::distinct(request.framework.scales.iter().map(|scale| &scale.code))?;
    names::distinct(request.framework.conditions.iter().map(|condition| &condition.code))?;
    check_languages(request)?;
    let roles = roles(request)?;
    let users = roles.iter().any(|role| role.matches(BENEFICIARY));
    if users && roles.len() > 1 {
        return Err(Refusal::BeneficiariesApart);
    }
    let mut composer = Composer::new(request, units, roles);
    let mut sections = if users { composer.of_users() } else { composer.of_officials() };
    sections.retain(|section| !section.questions.is_empty());
    if sections.iter().all(|section| section.asked_of == AskedOf::Respondent) {
        return Err(Refusal::NoQuestions);
    }
    let framework = request.framework;
    let code: Vec<&str> =
        [&framework.code].into_iter().chain(request.edition).chain(&composer.roles).map(Code::as_str).collect();
    let code = code.join("-");
    let form = Form {
        framework: framework.code.clone(),
        code,
        version: framework.version.clone(),
        period: request.period.map(|period| period.code.clone()),
        roles: composer.roles.clone(),
        addressee: composer.addressee(),
        last: Last::of(request),
        prefill: request.prefill,
        languages: request
            .languages
            .iter()
            .map(|locale| Language { tag: locale.tag().to_owned(), name: locale.name().to_owned() })
            .collect(),
        title: composer.title(),
        cover: composer.cover(),
        required: composer.word("questionnaire.required"),
        minutes: composer.minutes,
        sections,
        lists: composer.lists,
    };
    check_texts(&form)?;
    Ok(form)
}

fn check_languages(request: &Request) -> Result<(), Refusal> {
    let known = &request.framework.languages;
    match request.languages.iter().find(|locale| !known.iter().any(|tag| tag == locale.tag())) {
        Some(locale) => Err(Refusal::NoSuchLanguage { asked: locale.tag().to_owned(), known: known.join(", ") }),
        None => Ok(()),
    }
}

/// The roles asked for, as the framework spells them.
fn roles(request: &Request) -> Result<Vec<Code>, Refusal> {
    let framework = request.framework;
    let module = Code::new(BENEFICIARY).filter(|_| !framework.beneficiary_items.is_empty());
    let mut known: Vec<Code> = framework.roles.iter().map(|role| role.code.clone()).collect();
    known.extend(module.filter(|module| !known.contains(module)));
    let mut roles = Vec::new();
    for asked in request.roles {
        match known.iter().find(|role| role.matches(asked)) {
            Some(role) if roles.contains(role) => {}
            Some(role) => roles.push(role.clone()),
            None => {
                let known: Vec<&str> = known.iter().map(Code::as_str).collect();
                return Err(Refusal::UnknownRole { asked: asked.clone(), known: known.join(", ") });
            }
        }
    }
    Ok(roles)
}

/// Refuses a text that one of the languages lacks: survey tools would show an empty question without a word.
fn check_texts(form: &Form) -> Result<(), Refusal> {
    let check = |owner: &str, words: &Words| match words.iter().position(|text| blank(text)) {
        Some(place) => {
            let language = form.languages[place].tag.clone();
            Err(Refusal::Untranslated { owner: owner.to_owned(), language })
        }
        None => Ok(()),
    };
    for section in &form.sections {
        check(&section.name, &section.title)?;
        check(&section.name, &section.note)?;
    }
    for question in form.questions() {
        check(&question.key.name(), &question.label)?;
        check(&question.key.name(), &question.hint)?;
    }
    for choice in form.lists.iter().flat_map(|list| &list.options) {
        check(&choice.code, &choice.label)?;
    }
    check(&form.code, &form.title)
}

/// What is settled for a whole form, and what grows while it is composed.
struct Composer<'a> {
    request: &'a Request<'a>,
    units: Units,
    /// Whose questions; none: everybody's.
    roles: Vec<Code>,
    /// Those of the register, by agency.
    services: Vec<Choice>,
    branches: Vec<Choice>,
    lists: Vec<List>,
    minutes: u32,
}

impl<'a> Composer<'a> {
    fn new(request: &'a Request<'a>, units: Units, roles: Vec<Code>) -> Composer<'a> {
        let (services, branches, lists) = (Vec::new(), Vec::new(), Vec::new());
        let mut composer = Composer { request, units, roles, services, branches, lists, minutes: 0 };
        let sent_to_anyone = request.addressee == Addressee::Anyone;
        if let Some(register) = request.register.filter(|_| units != Units::Rows || !sent_to_anyone) {
            let survey = register.survey;
            let services = survey.services.iter().map(|service| (service.agency, &service.code, &service.name));
            composer.services = composer.owned(services.collect());
            let branches = survey.branches.iter().map(|branch| (branch.agency, &branch.code, &branch.name));
            composer.branches = composer.owned(branches.collect());
        }
        composer
    }

    fn of_officials(&mut self) -> Vec<Section> {
        let mut sections = vec![self.respondent()];
        if self.request.addressee != Addressee::Nation {
            for asked_of in [AskedOf::Agency, AskedOf::Service, AskedOf::Branch] {
                sections.extend(self.criteria(asked_of));
            }
            sections.extend(self.kpis());
            if self.units == Units::Rows && self.roles.is_empty() {
                // Users answer in a time of their own.
                let minutes = self.minutes;
                sections.extend(self.of_users());
                self.minutes = minutes;
            }
        }
        if !matches!(self.request.addressee, Addressee::Agency(_)) {
            sections.extend(self.criteria(AskedOf::Nation));
        }
        sections.push(self.attestation());
        sections
    }

    /// Code and name of the one whom the form is sent to.
    fn addressee(&self) -> Option<(String, Words)> {
        match self.request.addressee {
            Addressee::Anyone => None,
            Addressee::Nation => Some((NATION.to_owned(), self.word("questionnaire.nation"))),
            Addressee::Agency(position) => {
                let agency = &self.request.register?.survey.agencies[position];
                Some((agency.code.to_string(), self.named(&agency.name, &agency.code)))
            }
        }
    }

    /// Who stands for the answers.
    fn attestation(&self) -> Section {
        let field = |field, label, hint, ask| self.field(field, label, hint, ask, Need::Optional);
        let questions = vec![
            field(Field::SignedBy, "questionnaire.signed-by", "questionnaire.signed-by-hint", Ask::Text),
            field(Field::SignedPost, "questionnaire.signed-post", "", Ask::Text),
            field(Field::LetterNumber, "questionnaire.letter-number", "questionnaire.letter-hint", Ask::Text),
            field(Field::LetterDate, "questionnaire.letter-date", "", Ask::Date),
        ];
        Section {
            name: "attestation".to_owned(),
            title: self.word("questionnaire.attestation"),
            note: self.word("questionnaire.attestation-note"),
            group: self.group(Part::Cover, "questionnaire.cover"),
            asked_of: AskedOf::Respondent,
            questions,
        }
    }

    fn of_users(&mut self) -> Vec<Section> {
        let framework = self.request.framework;
        let mut questions = vec![self.unit(Field::Service, "common.service"), self.source()];
        for item in &framework.beneficiary_items {
            if !framework.holds(self.request.edition, item.edition.as_ref()) {
                continue;
            }
            self.minutes += item.minutes.unwrap_or_default();
            let source = Key::Field(Field::Source);
            questions.push(Question {
                key: Key::Item(item.code.clone()),
                label: labelled(&item.code, self.text(&item.text)),
                hint: Words::new(),
                ask: self.ask(&item.scale, None, Accepts::Unknown),
                gate: None,
                need: Need::Optional,
                when: if item.visits { When::Always } else { When::NotChosen(source, MYSTERY.to_owned()) },
            });
        }
        let section = |name: &str, title: &str, asked_of, questions| Section {
            name: name.to_owned(),
            title: self.word(title),
            note: Words::new(),
            group: self.group(Part::Users, "questionnaire.users"),
            asked_of,
            questions,
        };
        if questions.len() == 2 {
            return Vec::new();
        }
        if self.units == Units::Rows {
            return vec![section("user_items", "questionnaire.experience", AskedOf::User, questions)];
        }
        let asked = questions.split_off(2);
        vec![
            section("respondent_about", "questionnaire.visit", AskedOf::Respondent, questions),
            section("user_items", "questionnaire.experience", AskedOf::User, asked),
        ]
    }

    /// Who answers, for whom.
    fn respondent(&mut self) -> Section {
        let mut questions = vec![self.unit(Field::Agency, "common.agency")];
        let roles = self
            .request
            .framework
            .roles
            .iter()
            .filter(|role| !role.code.matches(BENEFICIARY) && self.wanted(Some(&role.code)));
        let options: Vec<Choice> = roles.map(|role| option(role.code.as_str(), self.text(&role.title))).collect();
        if !options.is_empty() {
            let ask = self.choose("role", options);
            questions.push(self.field(Field::Role, "questionnaire.role", "", ask, Need::Optional));
        }
        let (label, hint) = ("questionnaire.respondent", "questionnaire.respondent-hint");
        questions.push(self.field(Field::Respondent, label, hint, Ask::Text, Need::Optional));
        Section {
            name: "respondent_about".to_owned(),
            title: self.word("questionnaire.who"),
            note: Words::new(),
            group: self.group(Part::Cover, "questionnaire.cover"),
            asked_of: AskedOf::Respondent,
            questions,
        }
    }

    fn source(&mut self) -> Question {
        let options = SOURCES.iter().map(|(code, key)| option(code, self.word(key))).collect();
        let ask = self.choose("source", options);
        self.field(Field::Source, "questionnaire.source", "", ask, Need::Required)
    }

    /// An agency, service or branch: one of the register, or as it is written where there is none.
    fn unit(&mut self, field: Field, label: &'static str) -> Question {
        let options = match field {
            Field::Service => self.services.clone(),
            Field::Branch => self.branches.clone(),
            _ => self.agencies(),
        };
        if options.is_empty() {
            let national = field == Field::Agency && self.asks(AskedOf::Nation);
            let hint = if national { "questionnaire.unit-or-nation-hint" } else { "questionnaire.unit-hint" };
            return self.field(field, label, hint, Ask::Text, Need::Required);
        }
        let ask = self.choose(field.name(), options);
        self.field(field, label, "", ask, Need::Required)
    }

    /// Agencies that answer, and the nation where it is asked.
    fn agencies(&self) -> Vec<Choice> {
        let mut options: Vec<Choice> = self
            .active()
            .map(|(_, agency)| option(agency.code.as_str(), self.named(&agency.name, &agency.code)))
            .collect();
        if !options.is_empty() && self.asks(AskedOf::Nation) {
            options.push(option(NATION, self.word("questionnaire.nation")));
        }
        options
    }

    /// Services or branches of the agencies that answer; given with position of the agency.
    fn owned(&self, entries: Vec<(usize, &Code, &Text)>) -> Vec<Choice> {
        let mut options = Vec::new();
        for (position, agency) in self.active() {
            let own = entries.iter().filter(|(owner, ..)| *owner == position);
            for (place, (_, code, name)) in own.enumerate() {
                let owner = Some((agency.code.to_string(), place + 1));
                options.push(Choice { owner, ..option(code.as_str(), self.named(name, code)) });
            }
        }
        options
    }

    fn active(&self) -> impl Iterator<Item = (usize, &'a Agency)> + use<'a> {
        let register = self.request.register;
        let agencies = register.into_iter().flat_map(|register| {
            register.agencies.iter().map(move |agency| (*agency, &register.survey.agencies[*agency]))
        });
        let addressee = self.request.addressee;
        agencies.filter(move |(position, agency)| {
            let addressed = addressee == Addressee::Anyone || addressee == Addressee::Agency(*position);
            agency.status == AgencyStatus::Active && addressed
        })
    }

    /// A section for each dimension that has criteria to ask of a unit.
    fn criteria(&mut self, asked_of: AskedOf) -> Vec<Section> {
        let mut sections = Vec::new();
        if !self.asks(asked_of) {
            return sections;
        }
        let prefix = match asked_of {
            AskedOf::Service => "service",
            AskedOf::Branch => "branch",
            AskedOf::Nation => "nation",
            AskedOf::Agency | AskedOf::Respondent | AskedOf::User => "agency",
        };
        match asked_of {
            AskedOf::Service => sections.push(self.row_of(Field::Service, "common.service")),
            AskedOf::Branch => sections.push(self.row_of(Field::Branch, "questionnaire.branch")),
            _ => {}
        }
        for dimension in &self.request.framework.dimensions {
            let asked: Vec<&Criterion> = self
                .asked()
                .filter(|criterion| criterion.dimension == dimension.code && self.asked_of(criterion) == asked_of)
                .collect();
            let mut section = self.section(prefix, dimension, asked_of);
            section.group = match asked_of {
                AskedOf::Service => self.group(Part::Services, "questionnaire.services"),
                AskedOf::Branch => self.group(Part::Branches, "questionnaire.branches"),
                AskedOf::Nation => self.group(Part::Nation, "questionnaire.national-items"),
                AskedOf::Agency | AskedOf::Respondent | AskedOf::User => self.group_of(dimension),
            };
            if asked_of == AskedOf::Nation {
                section.title = self.titled("questionnaire.national", &section.title);
            }
            for criterion in asked {
                self.minutes += criterion.minutes.unwrap_or_default();
                section.questions.extend(self.criterion(criterion, asked_of));
            }
            sections.push(section);
        }
        sections
    }

    /// Which service or branch a round of questions is about.
    fn row_of(&mut self, field: Field, label: &'static str) -> Section {
        let (asked_of, group) = match field {
            Field::Branch => (AskedOf::Branch, self.group(Part::Branches, "questionnaire.branches")),
            _ => (AskedOf::Service, self.group(Part::Services, "questionnaire.services")),
        };
        let question = self.unit(field, label);
        Section {
            name: format!("{}_about", field.name()),
            title: self.word(label),
            note: Words::new(),
            group,
            asked_of,
            questions: vec![question],
        }
    }

    fn section(&self, prefix: &str, dimension: &Dimension, asked_of: AskedOf) -> Section {
        Section {
            name: format!("{prefix}_{}", names::narrow(dimension.code.as_str(), names::LONGEST)),
            title: self.text(&dimension.title),
            note: self.text(&dimension.description),
            group: self.group(Part::Kpis, "cli.kpis"),
            asked_of,
            questions: Vec::new(),
        }
    }

    /// A group that the program names itself.
    fn group(&self, part: Part, key: &str) -> Group {
        Group { part, title: self.word(key) }
    }

    /// The group of a dimension's criteria: its stage, all obstacles, all enablers, or its branch of the tree.
    fn group_of(&self, dimension: &'a Dimension) -> Group {
        let dimensions = &self.request.framework.dimensions;
        let above = |one: &&'a Dimension| {
            let parent = one.parent.as_ref()?;
            dimensions.iter().find(|dimension| dimension.code == *parent)
        };
        let path: Vec<&Dimension> = std::iter::successors(Some(dimension), above).take(dimensions.len()).collect();
        for one in &path {
            match one.role {
                DimensionRole::Stage => return Group { part: Part::Stage, title: self.text(&one.title) },
                DimensionRole::Obstacle => return self.group(Part::Obstacle, "obstacles.short"),
                DimensionRole::Enabler => return self.group(Part::Enabler, "enablers.short"),
                _ => {}
            }
        }
        let below_the_root = path[path.len().saturating_sub(2)];
        Group { part: Part::Criteria, title: self.text(&below_the_root.title) }
    }

    /// The question of a criterion and those that depend on its answer.
    fn criterion(&mut self, criterion: &Criterion, asked_of: AskedOf) -> Vec<Question> {
        let framework = self.request.framework;
        let key = Key::Criterion(criterion.code.clone());
        let gate = gate(framework, criterion);
        let waivable = criterion.waivable && gate != Some(Gate::Critical);
        let accepts = if waivable { Accepts::NotApplicable } else { Accepts::Unknown };
        let scale = match framework.scale(&criterion.scale) {
            Some(scale) if matches!(asked_of, AskedOf::Service | AskedOf::Branch) => {
                scale.each.as_ref().map_or(&scale.code, |each| &each.scale)
            }
            _ => &criterion.scale,
        };
        let ask = self.ask(scale, criterion.normalise.as_ref(), accepts);
        let counted = !matches!(ask, Ask::Choice(_));
        let mut hint = vec![self.text(&criterion.measure)];
        if counted && criterion.measure.is_empty() {
            hint.push(framework.scale(scale).map_or_else(Words::new, |scale| self.text(&scale.title)));
        }
        hint.push(self.proof(&criterion.evidence));
        match gate {
            Some(Gate::Critical) => hint.push(self.word("questionnaire.gate-critical")),
            Some(Gate::Gate) => hint.push(self.word("questionnaire.gate")),
            None => {}
        }
        let label = labelled(&criterion.code, self.text(&criterion.text));
        let main = Question {
            key: key.clone(),
            label,
            hint: lines(hint),
            ask,
            gate,
            need: Need::Optional,
            when: When::Always,
        };
        let beside = |mark| Key::Beside(criterion.code.clone(), mark);
        let follow = |mark, label: Words, ask, need, when| Question {
            key: beside(mark),
            label: labelled(&criterion.code, label),
            hint: Words::new(),
            ask,
            gate: None,
            need,
            when,
        };
        let mut further = Vec::new();
        let mut answered = key.clone();
        if counted {
            answered = beside(Mark::NoAnswer);
            let ask = self.no_number(accepts);
            let label = self.word("questionnaire.no-number");
            further.push((Mark::NoAnswer, label, ask, Need::Optional, When::Blank(key.clone())));
        }
        if waivable {
            let chosen = When::Chosen(answered, NOT_APPLICABLE.to_owned());
            let (label, ask) = self.reason(criterion);
            further.push((Mark::NaReason, label, ask, Need::Required, chosen.clone()));
            let label = self.word("questionnaire.na-approver");
            further.push((Mark::NaApprover, label, Ask::Text, Need::Required, chosen));
        }
        if self.units == Units::Rows && !criterion.perception {
            let yes = self.choose("yes", vec![option("yes", self.word("common.yes"))]);
            let label = self.word("questionnaire.not-controlled");
            further.push((Mark::NotControlled, label, yes, Need::Optional, When::Always));
            if framework.scale(scale).is_some_and(|scale| scale.kind == ScaleKind::Share) {
                let ask = Ask::Number(self.limits(true, Some(1.0), None));
                let label = self.word("questionnaire.sample-size");
                further.push((Mark::SampleSize, label, ask, Need::Optional, When::Filled(key.clone())));
            }
        }
        if framework.evidence.is_some() && !criterion.perception {
            let claimed = if counted { When::Filled(key) } else { When::Claimed(key, self.nothing_to_prove(scale)) };
            let given = When::Filled(beside(Mark::Evidence));
            let word = |key| self.word(key);
            further.push((Mark::Evidence, word("questionnaire.evidence"), Ask::Text, Need::Optional, claimed));
            let date = word("questionnaire.evidence-date");
            further.push((Mark::EvidenceDate, date, Ask::Date, Need::Optional, given.clone()));
            let file = word("questionnaire.evidence-file");
            further.push((Mark::EvidenceFile, file, Ask::File, Need::Optional, given));
        }
        let further = further.into_iter().map(|(mark, label, ask, need, when)| follow(mark, label, ask, need, when));
        std::iter::once(main).chain(further).collect()
    }

    /// Why a criterion does not apply: freely, or by the one condition that it accepts.
    fn reason(&mut self, criterion: &Criterion) -> (Words, Ask) {
        let condition = criterion.na_when.as_ref();
        let condition =
            condition.and_then(|code| self.request.framework.conditions.iter().find(|one| one.code == *code));
        match condition {
            None => (self.word("questionnaire.na-reason"), Ask::Text),
            Some(condition) => {
                let name = format!("condition_{}", names::narrow(condition.code.as_str(), names::LONGEST));
                let ask = self.choose(&name, vec![option(condition.code.as_str(), self.text(&condition.title))]);
                (self.word("questionnaire.na-condition"), ask)
            }
        }
    }

    /// Answers on a choice scale that claim nothing.
    fn nothing_to_prove(&self, scale: &Code) -> Vec<String> {
        let choices = self.request.framework.scale(scale).map_or(&[][..], |scale| &scale.choices);
        let worthless = choices.iter().filter(|choice| choice.value.is_none_or(|value| value <= 0.0));
        let none = [NOT_APPLICABLE, UNKNOWN].map(str::to_owned);
        worthless.map(|choice| choice.code.to_string()).chain(none).collect()
    }

    /// A section for each heading of KPIs, with the quantities that they are computed from.
    fn kpis(&mut self) -> Vec<Section> {
        let framework = self.request.framework;
        let mut sections = Vec::new();
        for dimension in &framework.dimensions {
            let mut section = self.section("kpis", dimension, AskedOf::Agency);
            for kpi in framework.kpis.iter().filter(|kpi| kpi.dimension == dimension.code) {
                let wanted = framework.holds(self.request.edition, kpi.edition.as_ref())
                    && self.wanted(kpi.role.as_ref())
                    && !kpi.quantities.is_empty();
                if wanted {
                    self.minutes += kpi.minutes.unwrap_or_default();
                    section.questions.extend(self.quantities(kpi));
                }
            }
            sections.push(section);
        }
        sections
    }

    fn quantities(&self, kpi: &Kpi) -> Vec<Question> {
        let (ask, how) = match kpi.kind {
            KpiKind::Quantile { .. } => (Ask::Cases, self.word("questionnaire.cases")),
            KpiKind::GroupGap { .. } => (Ask::Groups, self.word("questionnaire.groups")),
            _ => (Ask::Number(self.limits(false, Some(0.0), None)), Words::new()),
        };
        let title = self.text(&kpi.title);
        let hint = lines(vec![how, self.proof(&kpi.evidence), self.text(&kpi.note)]);
        let quantities = kpi.quantities.iter().map(|quantity| {
            let words = self.request.languages.iter().zip(&title).zip(self.text(&quantity.title));
            let label = words.map(|((locale, title), quantity)| {
                let values = [("kpi", Value::Phrase(title.clone())), ("quantity", Value::Phrase(quantity))];
                locale.say("questionnaire.quantity", &values)
            });
            Question {
                key: Key::Quantity(kpi.code.clone(), quantity.code.clone()),
                label: labelled(&kpi.code, label.collect()),
                hint: hint.clone(),
                ask: ask.clone(),
                gate: None,
                need: Need::Optional,
                when: When::Always,
            }
        });
        quantities.collect()
    }

    /// How a scale is answered.
    fn ask(&mut self, scale: &Code, normalise: Option<&Normalise>, accepts: Accepts) -> Ask {
        let Some(scale) = self.request.framework.scale(scale) else { return Ask::Text };
        let (whole, low, high) = match scale.kind {
            ScaleKind::Several => {
                let name = format!("scale_{}", names::narrow(scale.code.as_str(), names::LONGEST));
                let options = self.scale_options(scale);
                self.choose(&name, options);
                return Ask::Several(name);
            }
            ScaleKind::Choice => {
                let mut options = self.scale_options(scale);
                options.extend(self.no_answers(accepts));
                let ending = if accepts == Accepts::NotApplicable { "_na" } else { "" };
                let name = format!("scale_{}{ending}", names::narrow(scale.code.as_str(), names::LONGEST));
                return self.choose(&name, options);
            }
            ScaleKind::Share => (false, Some(0.0), Some(100.0)),
            ScaleKind::Count => (true, Some(0.0), None),
            ScaleKind::Number => match normalise {
                Some(Normalise::None { low, high }) => (false, Some(*low), Some(*high)),
                _ => (false, None, None),
            },
        };
        Ask::Number(self.limits(whole, low, high))
    }

    fn scale_options(&self, scale: &Scale) -> Vec<Choice> {
        let options = scale
            .choices
            .iter()
            .map(|choice| Choice { value: choice.value, ..option(choice.code.as_str(), self.text(&choice.title)) });
        options.collect()
    }

    fn limits(&self, whole: bool, low: Option<f64>, high: Option<f64>) -> Limits {
        let message = match (low, high) {
            (Some(low), Some(high)) => {
                self.say("questionnaire.between", &[("low", Value::from(low)), ("high", Value::from(high))])
            }
            (Some(low), None) => self.say("questionnaire.at-least", &[("low", Value::from(low))]),
            _ => Words::new(),
        };
        Limits { whole, low, high, message }
    }

    /// Why a number is not given.
    fn no_number(&mut self, accepts: Accepts) -> Ask {
        let name = if accepts == Accepts::NotApplicable { "none_na" } else { "none" };
        let options = self.no_answers(accepts);
        self.choose(name, options)
    }

    fn no_answers(&self, accepts: Accepts) -> Vec<Choice> {
        let mut options = Vec::new();
        if accepts == Accepts::NotApplicable {
            options.push(option(NOT_APPLICABLE, self.word("questionnaire.not-applicable")));
        }
        options.push(option(UNKNOWN, self.word("questionnaire.unknown")));
        options
    }

    /// One of a list, which is kept once.
    fn choose(&mut self, name: &str, options: Vec<Choice>) -> Ask {
        if !self.lists.iter().any(|list| list.name == name) {
            self.lists.push(List { name: name.to_owned(), options });
        }
        Ask::Choice(name.to_owned())
    }

    fn field(&self, field: Field, label: &'static str, hint: &'static str, ask: Ask, need: Need) -> Question {
        Question {
            key: Key::Field(field),
            label: self.word(label),
            hint: if hint.is_empty() { Words::new() } else { self.word(hint) },
            ask,
            gate: None,
            need,
            when: When::Always,
        }
    }

    /// Criteria of the edition and roles, in the framework's order.
    fn asked(&self) -> impl Iterator<Item = &'a Criterion> {
        let Request { framework, edition, .. } = *self.request;
        framework.criteria.iter().filter(move |criterion| {
            framework.holds(edition, criterion.edition.as_ref())
                && (criterion.perception || self.wanted(criterion.role.as_ref()))
        })
    }

    fn wanted(&self, role: Option<&Code>) -> bool {
        self.roles.is_empty() || role.is_none_or(|role| self.roles.contains(role))
    }

    /// Whether anything is asked of a unit.
    fn asks(&self, asked_of: AskedOf) -> bool {
        self.asked().any(|criterion| self.asked_of(criterion) == asked_of)
    }

    fn asked_of(&self, criterion: &Criterion) -> AskedOf {
        let each = self.request.framework.scale(&criterion.scale).and_then(|scale| scale.each.as_ref());
        let each = each.filter(|_| self.units != Units::Share);
        match each.map(|each| each.unit) {
            _ if criterion.level == Level::National => AskedOf::Nation,
            Some(LowerUnit::Service) if !self.services.is_empty() => AskedOf::Service,
            Some(LowerUnit::Branch) if !self.branches.is_empty() => AskedOf::Branch,
            _ => AskedOf::Agency,
        }
    }

    fn title(&self) -> Words {
        let words = |locale: &Locale| {
            let own = self.request.title.get(locale.tag());
            own.unwrap_or_else(|| self.request.framework.title.say(locale.tag())).to_owned()
        };
        self.request.languages.iter().map(words).collect()
    }

    fn cover(&self) -> Words {
        let Request { framework, edition, period, .. } = *self.request;
        let edition = framework.editions.iter().find(|known| Some(&known.code) == edition);
        let cover = |locale: &Locale| {
            let mut said = Vec::new();
            if let Some(period) = period {
                said.push(
                    locale.say("cover.period", &[("period", Value::Phrase(locale.period(period.code.as_str())))]),
                );
                if let Some(deadline) = period.deadline {
                    said.push(locale.say("status.deadline", &[("date", Value::from(deadline))]));
                }
            }
            let title = Value::Phrase(locale.of(&framework.title).to_owned());
            let version = Value::from(framework.version.as_str());
            said.push(locale.say("cover.framework", &[("framework", title), ("version", version)]));
            if let Some(edition) = edition {
                let title = Value::Phrase(locale.of(&edition.title).to_owned());
                said.push(locale.say("cover.edition", &[("edition", title)]));
            }
            let titles = framework.roles.iter().filter(|role| self.roles.contains(&role.code));
            let titles: Vec<String> = titles.map(|role| locale.of(&role.title).to_owned()).collect();
            if !titles.is_empty() {
                said.push(locale.say("questionnaire.for", &[("roles", Value::Phrase(locale.list(&titles)))]));
            }
            if self.minutes > 0 {
                let long = self.minutes > LONG;
                let key = if long { "questionnaire.hours" } else { "questionnaire.minutes" };
                let count = if long { self.minutes.div_ceil(60) } else { self.minutes };
                said.push(locale.say(key, &[("minutes", Value::Count(count.into()))]));
            }
            said.push(locale.word("questionnaire.blank"));
            if framework.drafts.iter().any(|draft| draft == locale.tag()) {
                said.push(locale.word("cover.draft-framework"));
            }
            said.join("\n")
        };
        self.request.languages.iter().map(cover).collect()
    }

    fn proof(&self, evidence: &Text) -> Words {
        if evidence.is_empty() { Words::new() } else { self.titled("questionnaire.proof", &self.text(evidence)) }
    }

    /// A phrase around words that are there already, as its `text`.
    fn titled(&self, key: &str, words: &Words) -> Words {
        let filled = |(locale, text): (&Locale, &String)| match text {
            text if blank(text) => String::new(),
            text => locale.say(key, &[("text", Value::Phrase(text.clone()))]),
        };
        self.request.languages.iter().zip(words).map(filled).collect()
    }

    fn word(&self, key: &str) -> Words {
        self.say(key, &[])
    }

    fn say(&self, key: &str, values: &[(&str, Value)]) -> Words {
        self.request.languages.iter().map(|locale| locale.say(key, values)).collect()
    }

    /// A text of the framework; nothing where there is none in any language.
    fn text(&self, text: &Text) -> Words {
        if text.is_empty() {
            return Words::new();
        }
        let own = |locale: &Locale| text.get(locale.tag()).unwrap_or_default().to_owned();
        self.request.languages.iter().map(own).collect()
    }

    /// A name of the register, in another language where it has none in this one.
    fn named(&self, name: &Text, code: &Code) -> Words {
        let named = |locale: &Locale| match locale.of(name) {
            "" => code.to_string(),
            name => name.to_owned(),
        };
        self.request.languages.iter().map(named).collect()
    }
}

/// Which answers a question takes beside its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Accepts {
    Unknown,
    /// And *not known*.
    NotApplicable,
}

/// The strongest gate that a criterion is, in its own dimension or in one that counts it too.
fn gate(framework: &Framework, criterion: &Criterion) -> Option<Gate> {
    let members = framework.dimensions.iter().flat_map(|dimension| &dimension.members);
    let elsewhere = members.filter(|member| member.criterion == criterion.code).filter_map(|member| member.gate);
    let gates: Vec<Gate> = criterion.gate.into_iter().chain(elsewhere).collect();
    if gates.contains(&Gate::Critical) { Some(Gate::Critical) } else { gates.first().copied() }
}

fn labelled(code: &Code, words: Words) -> Words {
    words.into_iter().map(|text| if blank(&text) { text } else { format!("[{code}] {text}") }).collect()
}

fn option(code: &str, label: Words) -> Choice {
    Choice { code: code.to_owned(), label, value: None, owner: None }
}

/// A text that a language lacks stays blank whatever stands beside it, so that it is found.
fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Several texts below each other; those that say nothing take no line.
fn lines(parts: Vec<Words>) -> Words {
    let parts: Vec<Words> = parts.into_iter().filter(|words| !words.is_empty()).collect();
    let Some(first) = parts.first() else { return Words::new() };
    let below = |place: usize| {
        let texts: Vec<&str> = parts.iter().map(|words| words[place].as_str()).collect();
        if texts.iter().any(|text| blank(text)) { String::new() } else { texts.join("\n") }
    };
    (0..first.len()).map(below).collect()
}
