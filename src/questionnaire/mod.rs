//! Forms for people to fill in: a framework as questions. A format is one file here and one row in [`FORMATS`].
mod compose;
mod html;
mod last;
mod limesurvey;
mod xlsform;
mod xlsx;

pub use crate::questionnaire::compose::compose;
pub use crate::questionnaire::last::{Given, Last};

use crate::framework::{Framework, Gate};
use crate::locale::Locale;
use crate::names::{Collision, Field, Key};
use crate::survey::{Period, Survey};
use crate::text::{Code, Text};
use rust_xlsxwriter::XlsxError;
use thiserror::Error;

/// The role under which users of services answer, in a form of their own.
pub const BENEFICIARY: &str = "beneficiary";

/// The agency that answers national items.
pub const NATION: &str = "nation";

/// Answers that every question may accept beside its own.
pub const NOT_APPLICABLE: &str = "NA";
pub const UNKNOWN: &str = "DK";

/// A text in each language of the form, in their order.
pub type Words = Vec<String>;

/// What a form is made from.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub framework: &'a Framework,
    /// None: every criterion.
    pub edition: Option<&'a Code>,
    /// Whose questions, by code; none: everybody's.
    pub roles: &'a [String],
    /// The first is the form's default.
    pub languages: &'a [Locale],
    /// None of its languages: the framework's title.
    pub title: &'a Text,
    pub period: Option<&'a Period>,
    pub register: Option<Register<'a>>,
    pub addressee: Addressee,
    pub prefill: Prefill,
}

/// Whom a form may be filled in for.
#[derive(Clone, Copy)]
pub struct Register<'a> {
    pub survey: &'a Survey,
    /// Positions in the survey.
    pub agencies: &'a [usize],
}

/// To whom a form is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// Whoever answers says for whom.
    Anyone,
    /// By position in the survey of the register.
    Agency(usize),
    /// Whoever answers the national items.
    Nation,
}

/// What stands in the answers of a form that knows those of an earlier period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefill {
    Blank,
    Last,
}

/// A form before it has a format.
#[derive(Clone, Debug)]
pub struct Form {
    /// Of the framework, edition and roles: the same form has the same code in every period.
    pub code: String,
    pub framework: Code,
    /// The framework's.
    pub version: String,
    pub period: Option<Code>,
    /// Whose questions; none: everybody's.
    pub roles: Vec<Code>,
    /// Code and name of the one whom it is sent to; none: anyone.
    pub addressee: Option<(String, Words)>,
    /// What the addressee answered before.
    pub last: Option<Last>,
    pub prefill: Prefill,
    pub languages: Vec<Language>,
    pub title: Words,
    /// What to know before answering, a line for each thing.
    pub cover: Words,
    /// Said where an answer that is needed is blank.
    pub required: Words,
    /// What the framework says that answering takes; none where it does not say.
    pub minutes: u32,
    pub sections: Vec<Section>,
    pub lists: Vec<List>,
}

#[derive(Clone, Debug)]
pub struct Language {
    pub tag: String,
    /// In itself.
    pub name: String,
}

/// Questions under one heading.
#[derive(Clone, Debug)]
pub struct Section {
    /// Unique in the form; never the name of a question.
    pub name: String,
    pub title: Words,
    /// Empty where nothing is to be said.
    pub note: Words,
    pub group: Group,
    pub asked_of: AskedOf,
    pub questions: Vec<Question>,
}

/// Sections that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub part: Part,
    pub title: Words,
}

/// A part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Who answers and who signs.
    Cover,
    Stage,
    Obstacle,
    Enabler,
    /// Criteria of a framework without stages, or beside them.
    Criteria,
    Services,
    Branches,
    Kpis,
    Nation,
    Users,
}

/// Whom the answers of a section speak for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedOf {
    /// Who is answering, for whom.
    Respondent,
    Agency,
    /// Each service of the agency by itself.
    Service,
    Branch,
    Nation,
    /// One user of a service.
    User,
}

#[derive(Clone, Debug)]
pub struct Question {
    pub key: Key,
    pub label: Words,
    /// Empty where nothing is to be said.
    pub hint: Words,
    pub ask: Ask,
    pub gate: Option<Gate>,
    pub need: Need,
    pub when: When,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// One of a list, by its name.
    Choice(String),
    /// Any number of a list, by its name.
    Several(String),
    Number(Limits),
    Text,
    /// The values of cases, with a space between.
    Cases,
    /// A line for each group: its name, a colon and its number.
    Groups,
    Date,
    File,
}

/// Bounds of a number, and what to say of one beyond them.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    pub whole: bool,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Empty where there are no bounds.
    pub message: Words,
}

/// When a question is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    Always,
    /// Another question was answered so.
    Chosen(Key, String),
    NotChosen(Key, String),
    Blank(Key),
    Filled(Key),
    /// Another question was answered with something to prove: none of these.
    Claimed(Key, Vec<String>),
}

/// The options of a question.
#[derive(Clone, Debug)]
pub struct List {
    pub name: String,
    pub options: Vec<Choice>,
}

#[derive(Clone, Debug)]
pub struct Choice {
    pub code: String,
    pub label: Words,
    /// What it counts, where it counts.
    pub value: Option<f64>,
    /// Of a service or branch: its agency, and its place among those of the agency, from 1.
    pub owner: Option<(String, usize)>,
}

/// A format of forms.
#[derive(Clone, Copy)]
pub struct Format {
    pub name: &'static str,
    /// What the file's name ends in, without the dot.
    pub ending: &'static str,
    pub units: Units,
    pub write: fn(&Form) -> Result<Vec<u8>, Refusal>,
}

/// How a format asks about services and branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// One by one, where the register has them.
    Each,
    /// As a share that the agency counts.
    Share,
    /// In the rows of a table, where the form is sent to one agency; what users say stands in a table too.
    Rows,
}

pub const FORMATS: &[Format] = &[xlsx::FORMAT, xlsform::FORMAT, limesurvey::FORMAT, html::FORMAT];

/// Why there is no form.
#[derive(Debug, Error)]
pub enum Refusal {
    #[error("no role {asked}")]
    UnknownRole { asked: String, known: String },
    #[error("users of services answer a form of their own")]
    BeneficiariesApart,
    #[error("the framework has no texts in {asked}")]
    NoSuchLanguage { asked: String, known: String },
    #[error("{owner} has no text in {language}")]
    Untranslated { owner: String, language: String },
    #[error("two questions named {}", .0.name)]
    Collision(Collision),
    #[error("nothing to ask")]
    NoQuestions,
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

impl From<Collision> for Refusal {
    fn from(collision: Collision) -> Refusal {
        Refusal::Collision(collision)
    }
}

impl Form {
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// A list by its name.
    fn options(&self, name: &str) -> &[Choice] {
        self.lists.iter().find(|list| list.name == name).map_or(&[], |list| &list.options)
    }

    /// When a section is asked: an agency and the nation are not asked the same.
    fn when(&self, section: &Section) -> When {
        let (agency, nation) = (Key::Field(Field::Agency), NATION.to_owned());
        let national = self.sections.iter().any(|section| section.asked_of == AskedOf::Nation);
        match section.asked_of {
            AskedOf::Nation => When::Chosen(agency, nation),
            AskedOf::Agency if national => When::NotChosen(agency, nation),
            _ => When::Always,
        }
    }
}
