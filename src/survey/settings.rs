//! `assessment.toml`: what is assessed, with which framework and method, and how files with other names are read.
use crate::assumption::RobustnessSettings;
use crate::colour::Colour;
use crate::finding::{Excerpt, Finding, Place, Problem};
use crate::framework::Framework;
use crate::inquiry::StatisticsSettings;
use crate::method::Method;
use crate::resources::PlanSettings;
use crate::survey::Period;
use crate::survey::mapping::Kind;
use crate::text::{Code, Text};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The settings of an assessment; the default is that of a plain file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// An embedded framework's code, or a path ending in `.toml` relative to the settings.
    pub framework: String,
    /// None: every criterion of the framework.
    pub edition: Option<Code>,
    pub title: Text,
    pub organisation: Text,
    /// Printed on every output.
    pub note: Text,
    /// The first is the default language.
    pub languages: Vec<String>,
    /// Register columns to group by, `[]` by none; default: every extra column of the agencies with at most 20 values that
    /// is neither a denominator nor a number of each agency's own.
    pub groups: Option<Vec<String>>,
    /// In order of time; none: those found in the files, in order of code.
    pub periods: Vec<Period>,
    /// Any keys of the method, laid over the framework's.
    #[schemars(with = "Option<Method>")]
    pub method: toml::Table,
    /// Files with names or columns of their own.
    pub sources: Vec<SourceSettings>,
    pub report: ReportSettings,
    pub robustness: RobustnessSettings,
    pub statistics: StatisticsSettings,
    pub plan: PlanSettings,
    #[serde(skip)]
    origin: Origin,
}

/// What the report says of itself and in which order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportSettings {
    /// Printed on the cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ReportStatus>,
    /// Called final although objections are open, and printed so on the cover.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub final_despite_objections: bool,
    /// Colour of titles and rules, as `#rrggbb`; darkened where words could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Colour>,
    /// Picture on the cover (PNG, JPEG or SVG), relative to the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Word document whose styles the Word report takes, relative to the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Chapters of the full report by name, in order; none: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chapters: Vec<String>,
    /// Text of the assessors before a chapter, by its name: Markdown of paragraphs, lists and headings.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub texts: IndexMap<String, Text>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReportStatus {
    Draft,
    Final,
}

impl ReportSettings {
    /// The first word that names none of the known chapters.
    pub fn unknown_chapter<'s>(&'s self, known: &[&str]) -> Option<&'s str> {
        let mut named = self.chapters.iter().chain(self.texts.keys()).map(String::as_str);
        named.find(|name| !known.contains(name))
    }

    /// Texts that lack some of these languages: the chapter, and the languages.
    pub(super) fn untranslated<'s>(&'s self, languages: &'s [String]) -> impl Iterator<Item = (&'s str, Vec<&'s str>)> {
        let lacking = |text: &Text| -> Vec<&'s str> {
            languages.iter().map(String::as_str).filter(|language| text.get(language).is_none()).collect()
        };
        let texts = self.texts.iter().map(move |(chapter, text)| (chapter.as_str(), lacking(text)));
        texts.filter(|(_, lacking)| !lacking.is_empty())
    }
}

/// How one file is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SourceSettings {
    /// Path relative to the settings; of a workbook optionally followed by `#` and the sheet. None in a mapping, which
    /// is given together with its file.
    pub file: String,
    /// None: what the name of the file says, else answers.
    pub kind: Option<Kind>,
    /// The survey tool that wrote the file, by its name in `miqyas import`; none: told by the headings.
    pub tool: Option<String>,
    /// For rows without a period of their own.
    pub period: Option<Code>,
    /// For rows without a role of their own: `assessor` or a role of the framework.
    pub role: Option<Code>,
    /// For rows that name no agency: code or name.
    pub agency: Option<String>,
    /// The row of the headings, as a spreadsheet counts; none: the first row that names columns.
    pub heading_row: Option<u64>,
    /// Name of the file's encoding, such as `windows-1256`; none: told by its bytes.
    pub encoding: Option<String>,
    /// Puts text right that was UTF-8, was opened as another encoding and saved again.
    pub repair: bool,
    pub submissions: Submissions,
    pub rejected: Rejected,
    /// The file's heading → our column or a criterion; a heading mapped to "" is left out on purpose.
    pub columns: IndexMap<String, String>,
    /// The file's spelling of an answer → ours.
    pub values: IndexMap<String, String>,
    /// Headings of personal columns that are kept as remarks.
    pub keep: Vec<String>,
}

/// What several submissions for one agency, role and respondent are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Submissions {
    /// Corrections: the newest counts.
    #[default]
    Newest,
    /// Different people.
    People,
}

/// What becomes of submissions that a reviewer rejected in the survey tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rejected {
    #[default]
    LeftOut,
    Kept,
}

/// The text that settings were read from, to point into it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Origin {
    file: String,
    text: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            framework: "layne-lee".to_owned(),
            edition: None,
            title: Text::default(),
            organisation: Text::default(),
            note: Text::default(),
            languages: Vec::new(),
            groups: None,
            periods: Vec::new(),
            method: toml::Table::new(),
            sources: Vec::new(),
            report: ReportSettings::default(),
            robustness: RobustnessSettings::default(),
            statistics: StatisticsSettings::default(),
            plan: PlanSettings::default(),
            origin: Origin::default(),
        }
    }
}

impl Settings {
    /// Reads settings; `file` is the path shown in a finding.
    pub fn parse(file: &str, text: &str) -> Result<Settings, Box<Finding>> {
        let origin = Origin { file: file.to_owned(), text: text.to_owned() };
        let mut settings: Settings = match toml::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            Ok(settings) => settings,
            Err(error) => return Err(origin.invalid(error.message(), error.span())),
        };
        for (position, period) in settings.periods.iter().enumerate() {
            if settings.periods[..position].iter().any(|earlier| earlier.code.matches(period.code.as_str())) {
                let code = period.code.as_str();
                return Err(origin.finding(Problem::PeriodDuplicate {}, origin.last(code)));
            }
        }
        settings.origin = origin;
        Ok(settings)
    }

    /// What is said of a file: the source that names it, with or without a sheet.
    pub fn source_of(&self, file: &str) -> Option<&SourceSettings> {
        self.sources.iter().find(|source| source.file.split('#').next() == Some(file))
    }

    /// JSON Schema of `assessment.toml`.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Settings).to_value()
    }

    /// The framework's method with `[method]` laid over it.
    pub fn method(&self, framework: &Framework) -> Result<Method, Box<Finding>> {
        framework.method.with(&self.method).map_err(|error| {
            let wrong = self.method.keys().find(|key| {
                let alone = toml::Table::from_iter([((*key).clone(), self.method[*key].clone())]);
                framework.method.with(&alone).is_err()
            });
            let span = wrong.and_then(|key| self.origin.last(key));
            self.origin.invalid(error.message(), span)
        })
    }

    /// What is wrong with the settings for a framework.
    pub(super) fn check(&self, framework: &Framework) -> Option<Box<Finding>> {
        let edition = self.edition.as_ref()?;
        let known = framework.editions.iter().any(|known| known.code.matches(edition.as_str()));
        (!known).then(|| {
            if framework.editions.is_empty() {
                return self.origin.finding(Problem::NoEditions {}, self.origin.last(edition.as_str()));
            }
            let editions: Vec<&str> = framework.editions.iter().map(|edition| edition.code.as_str()).collect();
            let problem = Problem::UnknownEdition { allowed: editions.join(", ") };
            self.origin.finding(problem, self.origin.last(edition.as_str()))
        })
    }
}

impl SourceSettings {
    /// Reads how a file is read, without the file's name; `file` is the path shown in a finding.
    pub fn parse(file: &str, text: &str) -> Result<SourceSettings, Box<Finding>> {
        let origin = Origin { file: file.to_owned(), text: text.to_owned() };
        toml::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
            .map_err(|error| origin.invalid(error.message(), error.span()))
    }
}

impl Origin {
    /// The parser's own words, at a place.
    fn invalid(&self, reason: &str, span: Option<Range<usize>>) -> Box<Finding> {
        let reason = reason.lines().next().unwrap_or_default().to_owned();
        self.finding(Problem::SettingsInvalid { reason }, span)
    }

    fn finding(&self, problem: Problem, span: Option<Range<usize>>) -> Box<Finding> {
        let mut place = Place { file: self.file.clone(), ..Place::default() };
        if let Some(span) = span {
            let start = span.start.min(self.text.len());
            let first = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let last = self.text[first..].find('\n').map_or(self.text.len(), |newline| first + newline);
            let line = self.text[first..last].trim_end_matches('\r');
            let from = (start - first).min(line.len());
            let to = (span.end.max(span.start) - first).clamp(from, line.len());
            place.row = Some(self.text[..first].matches('\n').count() as u64 + 1);
            place.value = Some(line[from..to].to_owned());
            place.excerpt = Some(Excerpt { line: line.to_owned(), span: from..to });
        }
        Box::new(Finding { problem, place })
    }

    /// Where a word last stands in the text.
    fn last(&self, word: &str) -> Option<Range<usize>> {
        self.text.rfind(word).map(|start| start..start + word.len())
    }
}
