//! `new`: a starting assessment folder with registers, settings and a short guide.
use crate::cli::clock;
use crate::cli::criteria::{self, Criteria};
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::options::Options;
use clap::Args;
use miqyas::framework::{Criterion, DimensionRole, Framework, KpiKind, Level, Scale, ScaleKind};
use miqyas::locale::{Locale, Value};
use miqyas::output::csv;
use miqyas::questionnaire::NATION;
use miqyas::survey::{Kind, Settings};
use miqyas::table::{Cell, Table};
use miqyas::text::{Code, Text};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The one agency, service and branch that a new folder begins with.
const AGENCY: &str = "agency-1";
const SERVICE: &str = "service-1";
const BRANCH: &str = "branch-1";

/// Tables that begin with the example agency. The others have headings only, and their examples stand in the guide: whoever
/// replaces the agency has nothing else to clear away.
const BEGUN: [Kind; 2] = [Kind::Agencies, Kind::Answers];

/// Criteria of the example agency that are answered; the others are blank.
const ANSWERED: usize = 3;

/// Begin an assessment: a folder with settings, an example agency, empty tables and a short guide
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas new my-assessment --lang ar
  miqyas assess my-assessment")]
pub(crate) struct Arguments {
    /// A folder that is not there yet, or is empty
    folder: PathBuf,
    /// The framework: the code of a built-in one or a TOML file
    #[arg(long, value_name = "FRAMEWORK", default_value = criteria::DEFAULT)]
    framework: String,
    /// The edition of the framework, such as light, standard or full [default: the smallest]
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let locale = options.locale(&[]);
    let criteria = Criteria::find(&arguments.framework, Path::new(""))?;
    let framework = criteria.load(&locale)?;
    let edition = criteria::edition(&framework, arguments.edition.as_deref())?
        .or_else(|| framework.editions.first().map(|smallest| smallest.code.clone()));
    let year = clock::today().year().to_string();
    let start = Start { framework: &framework, edition, year, locale: &locale };
    let own = arguments.framework.ends_with(".toml").then(|| criteria.file_name());
    let mut files = vec![("assessment.toml".to_owned(), start.settings(own.as_deref()).into_bytes())];
    let (begun, empty): (Vec<Table>, Vec<Table>) =
        start.tables().into_iter().partition(|table| BEGUN.iter().any(|kind| kind.name() == table.name));
    let headings = |table: &Table| Table { rows: Vec::new(), ..table.clone() };
    for table in begun.into_iter().chain(empty.iter().map(headings)) {
        files.push((format!("{}.csv", table.name), csv::people(&table)));
    }
    files.push(("GUIDE.md".to_owned(), start.guide(&empty).into_bytes()));
    files.extend(own.map(|name| (name, criteria.text().as_bytes().to_vec())));
    disk::fill(&arguments.folder, &files)?;
    options.say(&locale.say("cli.begun", &[("path", Value::from(arguments.folder.display().to_string()))]));
    Ok(())
}

/// What a new folder is made from.
struct Start<'a> {
    framework: &'a Framework,
    /// None: the framework has no editions.
    edition: Option<Code>,
    year: String,
    locale: &'a Locale,
}

impl Start<'_> {
    /// `assessment.toml`; `own` is the name of a framework file copied into the folder.
    fn settings(&self, own: Option<&str>) -> String {
        let tag = self.locale.tag();
        let title = |key: &str| Text::new([(tag.to_owned(), self.locale.word(key))]);
        let mut languages = vec![tag.to_owned()];
        languages.extend(self.framework.languages.iter().filter(|other| *other != tag).cloned());
        let day = |month: i8, day: i8| format!("{}-{month:02}-{day:02}", self.year);
        let mut text = String::new();
        for line in self.locale.word("cli.guide-settings").lines() {
            let _ = writeln!(text, "# {line}");
        }
        let _ = writeln!(text, "framework = {}", quoted(own.unwrap_or(self.framework.code.as_str())));
        if let Some(edition) = &self.edition {
            let _ = writeln!(text, "edition = {}", quoted(edition.as_str()));
        }
        let _ = writeln!(text, "languages = {}", toml::Value::from(languages));
        for (table, words) in [("title", title("cli.guide-title")), ("organisation", title("cli.guide-organisation"))] {
            let _ = writeln!(text, "\n[{table}]");
            words.iter().for_each(|(tag, words)| {
                let _ = writeln!(text, "{tag} = {}", quoted(words));
            });
        }
        let _ = writeln!(text, "\n[[periods]]\ncode = {}", quoted(&self.year));
        let _ = writeln!(text, "first = {}\nlast = {}", quoted(&day(1, 1)), quoted(&day(12, 31)));
        let _ = writeln!(text, "deadline = {}", quoted(&day(11, 30)));
        debug_assert!(Settings::parse("assessment.toml", &text).is_ok(), "{text}");
        text
    }

    /// A table of every kind that the framework can use, each with an example row.
    fn tables(&self) -> Vec<Table> {
        let observes = |scale: &Scale| scale.each.is_some();
        let units = self.framework.scales.iter().any(observes) || !self.framework.beneficiary_items.is_empty();
        let mut tables = vec![self.agencies()];
        if units {
            tables.extend([self.services(), self.branches()]);
        }
        tables.push(self.answers());
        tables.extend(self.evidence());
        tables.extend(self.kpis());
        if units && !self.framework.beneficiary_items.is_empty() {
            tables.push(self.beneficiaries());
        }
        tables.push(self.targets());
        tables.extend(self.costs());
        tables.push(self.attestations());
        tables
    }

    fn agencies(&self) -> Table {
        let example = [
            ("code", AGENCY.to_owned()),
            (&self.name_column(), self.locale.word("cli.guide-agency")),
            ("type", self.locale.word("cli.guide-type")),
            ("governorate", self.locale.word("cli.guide-governorate")),
        ];
        self.table(Kind::Agencies, &[], &[example.as_slice()])
    }

    fn services(&self) -> Table {
        let name = self.name_column();
        let example = [
            ("code", SERVICE.to_owned()),
            ("agency", AGENCY.to_owned()),
            (&name, self.locale.word("cli.guide-service")),
        ];
        self.table(Kind::Services, &[], &[example.as_slice()])
    }

    fn branches(&self) -> Table {
        let name = self.name_column();
        let example =
            [("code", BRANCH.to_owned()), ("agency", AGENCY.to_owned()), (&name, self.locale.word("cli.guide-branch"))];
        self.table(Kind::Branches, &[], &[example.as_slice()])
    }

    /// One row for each criterion of the example agency, and for each national item.
    fn answers(&self) -> Table {
        let mut answered = 0;
        let mut rows = Vec::new();
        for criterion in self.criteria() {
            let answer = self.framework.scale(&criterion.scale).and_then(example_answer);
            let example = criterion.level == Level::Agency && !criterion.perception && answered < ANSWERED;
            let answer = answer.filter(|_| example);
            answered += usize::from(answer.is_some());
            let agency = if criterion.level == Level::National { NATION } else { AGENCY };
            rows.push([
                ("agency", agency.to_owned()),
                ("period", self.year.clone()),
                ("criterion", criterion.code.to_string()),
                ("answer", answer.unwrap_or_default()),
            ]);
        }
        let rows: Vec<&[(&str, String)]> = rows.iter().map(<[_; 4]>::as_slice).collect();
        self.table(Kind::Answers, &[], &rows)
    }

    /// None: the framework asks for no evidence.
    fn evidence(&self) -> Option<Table> {
        let scheme = self.framework.evidence.as_ref()?;
        let grade = scheme.grades.iter().rev().find(|grade| !grade.checked && grade.code != scheme.without_record)?;
        let criterion = self.criteria().find(|criterion| criterion.level == Level::Agency && !criterion.perception)?;
        let example = [
            ("agency", AGENCY.to_owned()),
            ("period", self.year.clone()),
            ("criterion", criterion.code.to_string()),
            ("grade", grade.code.to_string()),
            ("date", format!("{}-10-15", self.year)),
            ("title", self.locale.word("cli.guide-evidence")),
        ];
        Some(self.table(Kind::Evidence, &[], &[example.as_slice()]))
    }

    /// None: the framework has no KPI that is computed from two quantities.
    fn kpis(&self) -> Option<Table> {
        let ratio = self.framework.kpis.iter().find_map(|kpi| match &kpi.kind {
            KpiKind::Ratio { numerator, denominator, .. } if self.contains(kpi.edition.as_ref()) => {
                Some((kpi, numerator, denominator))
            }
            _ => None,
        });
        let (kpi, numerator, denominator) = ratio?;
        let row = |quantity: &Code, value: &str| {
            [
                ("agency", AGENCY.to_owned()),
                ("period", self.year.clone()),
                ("kpi", kpi.code.to_string()),
                ("quantity", quantity.to_string()),
                ("value", value.to_owned()),
            ]
        };
        let rows = [row(numerator, "40"), row(denominator, "100")];
        Some(self.table(Kind::Kpis, &[], &[rows[0].as_slice(), rows[1].as_slice()]))
    }

    fn beneficiaries(&self) -> Table {
        let items = self.framework.beneficiary_items.iter().filter(|item| self.contains(item.edition.as_ref()));
        let mut headings = Vec::new();
        let mut example =
            vec![("service", SERVICE.to_owned()), ("period", self.year.clone()), ("source", "survey".to_owned())];
        for item in items {
            headings.push(item.code.as_str());
            if let Some(answer) = self.framework.scale(&item.scale).and_then(example_answer) {
                example.push((item.code.as_str(), answer));
            }
        }
        self.table(Kind::Beneficiaries, &headings, &[example.as_slice()])
    }

    fn targets(&self) -> Table {
        let goal = self.framework.of_role(DimensionRole::Stage).next().map(|_| ("stage", "2"));
        let first = self.framework.dimensions.first().map(|dimension| (dimension.code.as_str(), "1"));
        let example = goal.or(first).map(|(code, target)| {
            [
                ("scope", AGENCY.to_owned()),
                ("code", code.to_owned()),
                ("target", target.to_owned()),
                ("date", format!("{}-12-31", self.year)),
            ]
        });
        let rows: Vec<&[(&str, String)]> = example.iter().map(<[_; 4]>::as_slice).collect();
        self.table(Kind::Targets, &[], &rows)
    }

    /// None: the framework has no stages to plan for.
    fn costs(&self) -> Option<Table> {
        self.framework.of_role(DimensionRole::Stage).next()?;
        let criterion = self.criteria().find(|criterion| criterion.level == Level::Agency && !criterion.perception)?;
        let example = [
            ("criterion", criterion.code.to_string()),
            ("cost", "100".to_owned()),
            ("proof_cost", "5".to_owned()),
            ("duration_months", "6".to_owned()),
            ("team_days", "30".to_owned()),
        ];
        Some(self.table(Kind::Costs, &[], &[example.as_slice()]))
    }

    fn attestations(&self) -> Table {
        let example = [
            ("agency", AGENCY.to_owned()),
            ("period", self.year.clone()),
            ("name", self.locale.word("cli.guide-person")),
            ("post", self.locale.word("cli.guide-post")),
        ];
        self.table(Kind::Attestations, &[], &[example.as_slice()])
    }

    /// All columns of a kind, then further ones, with cells given by heading.
    fn table(&self, kind: Kind, further: &[&str], rows: &[&[(&str, String)]]) -> Table {
        let name = self.name_column();
        let own = kind.columns().columns.iter().map(|column| match column.name {
            "name_LANG" => name.as_str(),
            plain => plain,
        });
        let columns: Vec<String> = own.chain(further.iter().copied()).map(str::to_owned).collect();
        let cell = |row: &[(&str, String)], heading: &String| {
            let given = row.iter().find(|(column, value)| column == heading && !value.is_empty());
            given.map_or(Cell::Empty, |(_, value)| Cell::text(value))
        };
        let rows = rows.iter().map(|row| columns.iter().map(|heading| cell(row, heading)).collect()).collect();
        Table { name: kind.name().to_owned(), columns, rows }
    }

    fn name_column(&self) -> String {
        format!("name_{}", self.locale.tag())
    }

    /// Criteria of the edition.
    fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.framework.criteria.iter().filter(|criterion| self.contains(criterion.edition.as_ref()))
    }

    /// Whether the chosen edition contains what belongs to `smallest` and those above it.
    fn contains(&self, smallest: Option<&Code>) -> bool {
        let rank = |code: &Code| self.framework.editions.iter().position(|edition| edition.code == *code);
        match (smallest.and_then(rank), self.edition.as_ref().and_then(rank)) {
            (Some(smallest), Some(chosen)) => smallest <= chosen,
            _ => true,
        }
    }

    /// `GUIDE.md`: what to do in order, every criterion with what may be answered, and example rows.
    fn guide(&self, examples: &[Table]) -> String {
        let word = |key: &str| self.locale.word(key);
        let mut text = format!("# {}\n\n{}\n\n", word("cli.guide-title"), word("cli.guide-introduction"));
        for (number, step) in GUIDE_STEPS.iter().enumerate() {
            let _ = writeln!(text, "{}. {}", number + 1, word(step));
        }
        let _ = writeln!(text, "\n## {}\n", word("cli.guide-criteria"));
        let headings = ["cli.heading-code", "cli.heading-criterion", "cli.heading-answer", "cli.heading-evidence"];
        let headings = headings.map(word);
        let _ = writeln!(text, "| {} |\n|{}", headings.join(" | "), " --- |".repeat(headings.len()));
        for criterion in self.criteria() {
            let cells = [
                format!("`{}`", criterion.code),
                in_cell(self.locale.of(&criterion.text)),
                in_cell(&self.answers_of(criterion)),
                in_cell(self.locale.of(&criterion.evidence)),
            ];
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        let _ = writeln!(text, "\n## {}\n\n{}", word("cli.guide-examples"), word("cli.guide-examples-note"));
        for table in examples {
            let rows = String::from_utf8_lossy(&csv::data(table)).into_owned();
            let _ = writeln!(text, "\n`{}.csv`\n\n```\n{rows}```", table.name);
        }
        text
    }

    /// What may be answered.
    fn answers_of(&self, criterion: &Criterion) -> String {
        let choice =
            |choice: &miqyas::framework::Choice| format!("{} = {}", choice.code, self.locale.of(&choice.title));
        match self.framework.scale(&criterion.scale) {
            Some(scale) if !scale.choices.is_empty() => scale.choices.iter().map(choice).collect::<Vec<_>>().join("; "),
            Some(scale) => criteria::measured(criterion, scale, self.locale),
            None => String::new(),
        }
    }
}

const GUIDE_STEPS: &[&str] = &[
    "cli.guide-step-settings",
    "cli.guide-step-agencies",
    "cli.guide-step-services",
    "cli.guide-step-answers",
    "cli.guide-step-evidence",
    "cli.guide-step-kpis",
    "cli.guide-step-check",
    "cli.guide-step-assess",
    "cli.guide-step-plan",
];

/// An answer that a scale accepts: half-way up where it has options; none for a measured number, whose range it does not know.
fn example_answer(scale: &Scale) -> Option<String> {
    match scale.kind {
        ScaleKind::Choice | ScaleKind::Several => {
            scale.choices.get(scale.choices.len() / 2).map(|choice| choice.code.to_string())
        }
        ScaleKind::Share => Some("60".to_owned()),
        ScaleKind::Count => Some("1".to_owned()),
        ScaleKind::Number => None,
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Text inside a Markdown table.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
