//! `framework`: the criteria sets.
use crate::cli::criteria::{self, Criteria};
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::options::Options;
use crate::cli::terminal;
use clap::{Args, Subcommand};
use miqyas::calculation::compile;
use miqyas::document::{Block, Chapter, Document, Node};
use miqyas::framework::crosswalk::{self, Crosswalk};
use miqyas::framework::embedded::EMBEDDED;
use miqyas::framework::{
    Aggregate, Criterion, Dimension, DimensionRole, Figure, Framework, Gate, Kpi, Level, ScaleKind,
};
use miqyas::locale::{Locale, Value};
use miqyas::output::terminal as text;
use miqyas::report::{self, kpi_title};
use miqyas::table::{Cell, Table};
use miqyas::text::Code;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A small framework to begin with.
const STARTER: &str = include_str!("starter/framework.toml");

/// List, show, check and begin criteria sets
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  miqyas framework list")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the built-in frameworks
    #[command(after_help = "Example:\n  miqyas framework list --lang ar")]
    List,
    /// Show the dimensions, criteria, gates and KPIs of a framework
    #[command(
        after_help = "Examples:\n  miqyas framework show layne-lee\n  miqyas framework show chile-egi --table csv"
    )]
    Show {
        /// The code of a built-in framework, or a TOML file
        framework: String,
    },
    /// Hold a framework against others: which of their items it asks, and which it does not
    #[command(
        after_help = "Examples:\n  miqyas framework crosswalk\n  miqyas framework crosswalk --lang ar\n  miqyas framework crosswalk layne-lee --table csv"
    )]
    Crosswalk {
        /// The code of a built-in framework that has a crosswalk, or a TOML file
        #[arg(default_value = criteria::DEFAULT)]
        framework: String,
    },
    /// Check a framework file: every fault with line, column and what is wrong
    #[command(
        after_help = "Example:\n  miqyas framework new my-framework.toml\n  miqyas framework check my-framework.toml\n\n\
        Exit code: 1 when there are faults."
    )]
    Check {
        /// A TOML file
        file: PathBuf,
    },
    /// Write a small framework to begin with
    #[command(after_help = "Example:\n  miqyas framework new my-framework.toml")]
    New {
        /// A TOML file that is not there yet
        file: PathBuf,
    },
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let locale = options.locale(&[]);
    match &arguments.action {
        Action::List => list(&locale, options),
        Action::Show { framework } => show(framework, &locale, options),
        Action::Crosswalk { framework } => against(framework, &locale, options),
        Action::Check { file } => check(file, &locale, options),
        Action::New { file } => begin(file, &locale, options),
    }
}

fn list(locale: &Locale, options: &Options) -> Result<(), Failure> {
    let mut frameworks = Vec::new();
    for (code, _) in EMBEDDED {
        frameworks.push(Criteria::find(code, Path::new(""))?.load(locale)?);
    }
    if options.wants_table() {
        let columns = ["code", "version", "title", "dimensions", "criteria", "kpis", "languages", "source"];
        let row = |framework: &Framework| {
            vec![
                Cell::text(framework.code.as_str()),
                Cell::text(&framework.version),
                Cell::text(locale.tell(&framework.title)),
                Cell::Count(framework.dimensions.len() as u64),
                Cell::Count(framework.criteria.len() as u64),
                Cell::Count(framework.kpis.len() as u64),
                Cell::text(framework.languages.join(" ")),
                Cell::text(&framework.source),
            ]
        };
        let rows = frameworks.iter().map(row).collect();
        return options.print_table(&[Table { name: "frameworks".to_owned(), columns: owned(&columns), rows }]);
    }
    let nodes = frameworks
        .iter()
        .map(|framework| Node {
            label: format!("{}  {}", locale.isolate_code(framework.code.as_str()), locale.tell(&framework.title)),
            details: vec![summary(framework, locale)],
            children: Vec::new(),
        })
        .collect();
    let chapter = Chapter { code: "frameworks", title: String::new(), blocks: vec![Block::Tree(nodes)] };
    print(document(locale, locale.word("cli.frameworks"), Vec::new(), vec![chapter]), locale)
}

fn show(reference: &str, locale: &Locale, options: &Options) -> Result<(), Failure> {
    let framework = Criteria::find(reference, Path::new(""))?.load(locale)?;
    if options.wants_table() {
        return options.print_table(&[criteria_table(&framework, locale), kpi_table(&framework, locale)]);
    }
    let mut subtitle = vec![summary(&framework, locale)];
    subtitle.extend([locale.of(&framework.description), &framework.source, &framework.licence].map(str::to_owned));
    subtitle.retain(|line| !line.is_empty());
    let roots = framework.dimensions.iter().filter(|dimension| dimension.parent.is_none());
    let tree = roots.map(|dimension| branch(&framework, dimension, locale)).collect();
    let dimensions =
        Chapter { code: "dimensions", title: locale.word("cli.dimensions"), blocks: vec![Block::Tree(tree)] };
    let mut chapters = vec![dimensions];
    if !framework.kpis.is_empty() {
        let tree = framework.kpis.iter().map(|kpi| indicator(&framework, kpi, locale)).collect();
        chapters.push(Chapter { code: "kpis", title: locale.word("cli.kpis"), blocks: vec![Block::Tree(tree)] });
    }
    print(document(locale, locale.tell(&framework.title), subtitle, chapters), locale)
}

fn against(reference: &str, locale: &Locale, options: &Options) -> Result<(), Failure> {
    let is_file = reference.ends_with(".toml");
    let text = if is_file {
        String::from_utf8(disk::read(Path::new(reference))?)
            .map_err(|_| Failure::request("cli.framework-not-text", &[("path", reference)]))?
    } else {
        let embedded = crosswalk::EMBEDDED.iter().find(|(code, _)| code.eq_ignore_ascii_case(reference));
        let known: Vec<&str> = crosswalk::EMBEDDED.iter().map(|(code, _)| *code).collect();
        let values = [("framework", reference), ("known", &known.join(", "))];
        embedded.ok_or_else(|| Failure::request("cli.no-crosswalk", &values))?.1.to_owned()
    };
    let crosswalk: Crosswalk = toml::from_str(&text).map_err(|fault| {
        Failure::request("cli.crosswalk-unreadable", &[("path", reference), ("detail", &fault.to_string())])
    })?;
    let framework = Criteria::find(crosswalk.framework.as_str(), Path::new(""))?.load(locale)?;
    if let Some((item, code, nearest)) = crosswalk.unknown(&framework) {
        let values = [("item", item.as_str()), ("code", code.as_str()), ("nearest", &nearest)];
        return Err(Failure::request("cli.crosswalk-unknown-code", &values));
    }
    if options.wants_table() {
        return options.print_table(&[report::crosswalk_table(&crosswalk, locale)]);
    }
    print(report::crosswalk(&crosswalk, &framework, locale), locale)
}

fn check(file: &Path, locale: &Locale, options: &Options) -> Result<(), Failure> {
    let shown = file.display().to_string();
    let criteria = Criteria::read(&shown, file)?;
    let parsed = criteria.parse();
    let faults = parsed.as_ref().err().map_or(&[][..], Vec::as_slice);
    if options.wants_table() {
        options.print_table(&[criteria::table(faults, locale)])?;
    } else if !faults.is_empty() {
        terminal::print(criteria.wording(faults, locale, terminal::layout()) + "\n")?;
    }
    match parsed {
        Err(_) => Err(Failure::Material),
        Ok(framework) => {
            let values = [("path", Value::from(shown)), ("summary", Value::Phrase(summary(&framework, locale)))];
            options.say(&locale.say("cli.framework-sound", &values));
            Ok(())
        }
    }
}

fn begin(file: &Path, locale: &Locale, options: &Options) -> Result<(), Failure> {
    disk::create(file, STARTER.as_bytes())?;
    options.say(&locale.say("cli.framework-begun", &[("path", Value::from(file.display().to_string()))]));
    Ok(())
}

fn print(document: Document, locale: &Locale) -> Result<(), Failure> {
    terminal::print(text::render(&document, locale, terminal::layout()))
}

fn document(locale: &Locale, title: String, subtitle: Vec<String>, chapters: Vec<Chapter>) -> Document {
    Document { title, subtitle, ..Document::plain(locale, chapters) }
}

/// Version and size in one line.
fn summary(framework: &Framework, locale: &Locale) -> String {
    locale.say(
        "cli.framework-summary",
        &[
            ("version", Value::from(framework.version.as_str())),
            ("dimensions", Value::Phrase(locale.count(framework.dimensions.len() as u64))),
            ("criteria", Value::Phrase(locale.count(framework.criteria.len() as u64))),
            ("kpis", Value::Phrase(locale.count(framework.kpis.len() as u64))),
            ("languages", Value::Phrase(locale.series(&framework.languages))),
        ],
    )
}

/// A dimension with its parts and criteria below it.
fn branch(framework: &Framework, dimension: &Dimension, locale: &Locale) -> Node {
    let mut details = Vec::new();
    if dimension.role != DimensionRole::Part {
        details.push(locale.word(role_key(dimension.role)));
    }
    if dimension.weight != 1.0 {
        details.push(locale.say("cli.weight", &[("weight", Value::from(dimension.weight))]));
    }
    if dimension.aggregate != Aggregate::Arithmetic {
        details.push(locale.word(aggregate_key(dimension.aggregate)));
    }
    let mut details = if details.is_empty() { details } else { vec![locale.series(&details)] };
    if !dimension.members.is_empty() {
        let members: Vec<String> = dimension.members.iter().map(|member| member.criterion.to_string()).collect();
        details.push(locale.say("cli.members", &[("members", Value::Phrase(locale.series(&members)))]));
    }
    let below = framework.dimensions.iter().filter(|child| child.parent.as_ref() == Some(&dimension.code));
    let own = framework.criteria.iter().filter(|criterion| criterion.dimension == dimension.code);
    Node {
        label: format!("{}  {}", locale.isolate_code(dimension.code.as_str()), locale.tell(&dimension.title)),
        details,
        children: below
            .map(|child| branch(framework, child, locale))
            .chain(own.map(|criterion| leaf(framework, criterion, locale)))
            .collect(),
    }
}

fn leaf(framework: &Framework, criterion: &Criterion, locale: &Locale) -> Node {
    let mut details = Vec::new();
    if let Some(scale) = framework.scale(&criterion.scale) {
        details.push(match scale.kind {
            ScaleKind::Choice | ScaleKind::Several => {
                let titles: Vec<String> = scale.choices.iter().map(|choice| locale.tell(&choice.title)).collect();
                format!("{}: {}", locale.tell(&scale.title), titles.join(" / "))
            }
            ScaleKind::Share | ScaleKind::Number | ScaleKind::Count => criteria::measured(criterion, scale, locale),
        });
    }
    let mut marks = Vec::new();
    match criterion.gate {
        Some(Gate::Gate) => marks.push(locale.word("cli.gate")),
        Some(Gate::Critical) => marks.push(locale.word("cli.gate-critical")),
        None => {}
    }
    if criterion.level == Level::National {
        marks.push(locale.word("cli.national"));
    }
    if !criterion.scored {
        marks.push(locale.word("cli.unscored"));
    }
    if criterion.perception {
        marks.push(locale.word("cli.perception"));
    }
    if criterion.internal {
        marks.push(locale.word("cli.internal"));
    }
    if criterion.weight != 1.0 {
        marks.push(locale.say("cli.weight", &[("weight", Value::from(criterion.weight))]));
    }
    if !marks.is_empty() {
        details.push(locale.series(&marks));
    }
    Node {
        label: format!("{}  {}", locale.isolate_code(criterion.code.as_str()), locale.tell(&criterion.text)),
        details,
        children: Vec::new(),
    }
}

fn indicator(framework: &Framework, kpi: &Kpi, locale: &Locale) -> Node {
    let heading = framework.dimensions.iter().find(|dimension| dimension.code == kpi.dimension);
    let heading = heading.map_or_else(String::new, |dimension| locale.tell(&dimension.title));
    let labelled = |code: &Code, title: &str| format!("{}  {title}", locale.isolate_code(code.as_str()));
    let further = |figure: Figure<'_>| Node {
        label: labelled(figure.code, &locale.tell(figure.title)),
        details: vec![locale.tell(figure.unit)],
        children: Vec::new(),
    };
    Node {
        label: labelled(&kpi.code, &kpi_title(locale, kpi, kpi.printed(0))),
        details: vec![locale.series(&[heading, locale.tell(&kpi.unit)])],
        children: kpi.figures().skip(1).map(further).collect(),
    }
}

/// Every criterion as a row.
fn criteria_table(framework: &Framework, locale: &Locale) -> Table {
    let columns = [
        "code",
        "dimension",
        "text",
        "scale",
        "weight",
        "effective_weight",
        "gate",
        "level",
        "edition",
        "role",
        "evidence",
    ];
    let effective = effective_weights(framework);
    let code = |code: Option<&miqyas::text::Code>| code.map_or(Cell::Empty, |code| Cell::text(code.as_str()));
    let row = |criterion: &Criterion| {
        vec![
            Cell::text(criterion.code.as_str()),
            Cell::text(criterion.dimension.as_str()),
            Cell::text(locale.tell(&criterion.text)),
            Cell::text(criterion.scale.as_str()),
            Cell::number(Some(criterion.weight), 2),
            Cell::number(effective.get(&criterion.code).copied(), 4),
            match criterion.gate {
                None => Cell::Empty,
                Some(Gate::Gate) => Cell::text("gate"),
                Some(Gate::Critical) => Cell::text("critical"),
            },
            Cell::text(if criterion.level == Level::National { "national" } else { "agency" }),
            code(criterion.edition.as_ref()),
            code(criterion.role.as_ref()),
            Cell::text(locale.tell(&criterion.evidence)),
        ]
    };
    let rows = framework.criteria.iter().map(row).collect();
    Table { name: "criteria".to_owned(), columns: owned(&columns), rows }
}

/// Share (0–1) of each criterion in the topmost dimension above it.
fn effective_weights(framework: &Framework) -> BTreeMap<Code, f64> {
    let calculation = compile(framework, &framework.method, None);
    let tops = framework.dimensions.iter().enumerate().filter(|(_, dimension)| dimension.parent.is_none());
    let mut shares = BTreeMap::new();
    for (item, share) in tops.flat_map(|(top, _)| calculation.effective_weights(top)) {
        shares.entry(calculation.items[item].code.clone()).or_insert(share);
    }
    shares
}

/// Every figure of a KPI as a row.
fn kpi_table(framework: &Framework, locale: &Locale) -> Table {
    let row = |(kpi, figure): (&Kpi, Figure<'_>)| {
        let quantities: Vec<&str> = kpi.quantities.iter().map(|quantity| quantity.code.as_str()).collect();
        vec![
            Cell::text(figure.code.as_str()),
            Cell::text(kpi.dimension.as_str()),
            Cell::Text(kpi_title(locale, kpi, figure)),
            Cell::Text(locale.tell(figure.unit)),
            Cell::Text(locale.tell(figure.counts)),
            Cell::text(quantities.join(" ")),
        ]
    };
    let columns = owned(&["code", "dimension", "title", "unit", "counts", "quantities"]);
    let figures = framework.kpis.iter().flat_map(|kpi| kpi.figures().map(move |figure| (kpi, figure)));
    Table { name: "kpis".to_owned(), columns, rows: figures.map(row).collect() }
}

fn owned(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

fn role_key(role: DimensionRole) -> &'static str {
    match role {
        DimensionRole::Stage => "cli.role-stage",
        DimensionRole::Obstacle => "cli.role-obstacle",
        DimensionRole::Benefit => "cli.role-benefit",
        DimensionRole::Enabler => "cli.role-enabler",
        DimensionRole::Index => "cli.role-index",
        DimensionRole::Facet => "cli.role-facet",
        DimensionRole::Part => "cli.role-part",
    }
}

fn aggregate_key(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Arithmetic => "cli.aggregate-arithmetic",
        Aggregate::Geometric => "cli.aggregate-geometric",
        Aggregate::Harmonic => "cli.aggregate-harmonic",
        Aggregate::Power(_) => "cli.aggregate-power",
        Aggregate::Sum => "cli.aggregate-sum",
        Aggregate::WeightedProduct => "cli.aggregate-weighted-product",
        Aggregate::MeanMin { .. } => "cli.aggregate-mean-min",
        Aggregate::MazziottaPareto => "cli.aggregate-mazziotta-pareto",
        Aggregate::Minimum => "cli.aggregate-minimum",
        Aggregate::Maximum => "cli.aggregate-maximum",
        Aggregate::Copeland => "cli.aggregate-copeland",
    }
}
