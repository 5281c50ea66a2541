//! `questionnaire`: a form to fill in, made from a framework.
use crate::cli::criteria::{self, Criteria};
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::material::{self, Sources};
use crate::cli::options::{Options, Reading};
use clap::Args;
use clap::builder::PossibleValuesParser;
use miqyas::locale::{LANGUAGES, Locale, Value};
use miqyas::questionnaire::{self, FORMATS, Format, Refusal, Register, Request};
use miqyas::text::Text;
use std::path::{Path, PathBuf};

/// Write a questionnaire for a survey tool or a browser
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas questionnaire xlsform --edition light --lang ar,ckb,en
  miqyas questionnaire xlsform --from sample-data/example --role head --out head.xlsx
  miqyas questionnaire limesurvey --edition light --lang ar,en
  miqyas questionnaire html --edition light --lang ar,ckb,en
  miqyas questionnaire xlsform --from sample-data/example --role beneficiary --out users.xlsx")]
pub(crate) struct Arguments {
    /// xlsform (a workbook for Kobo and ODK), limesurvey (a survey structure to import) or html (one file for any browser)
    #[arg(value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: String,
    /// An assessment: its framework, edition, title, latest period, agencies, services and branches
    #[arg(long, value_name = "FOLDER")]
    from: Option<PathBuf>,
    /// Only the questions of these roles of the framework; beneficiary is a form for users of services
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    role: Vec<String>,
    /// Languages of the form, the first its default [default: all that the framework and the program share]
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',',
        value_parser = PossibleValuesParser::new(LANGUAGES.iter().map(|(tag, _)| *tag)))]
    lang: Vec<String>,
    /// A file that is not there yet, or a folder for it [default: a file here, named after framework, edition and roles]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let format = FORMATS.iter().find(|format| format.name == arguments.format).expect("an option names a format");
    let (code, bytes, locale) = match &arguments.from {
        Some(folder) => from_assessment(folder, arguments, format, options)?,
        None => from_framework(arguments, format, options)?,
    };
    let name = format!("{code}.{}", format.ending);
    let path = match &arguments.out {
        Some(folder) if matches!(disk::kind(folder), Ok(disk::Kind::Folder)) => folder.join(name),
        Some(file) => file.clone(),
        None => PathBuf::from(name),
    };
    disk::place_file(&path, &bytes)?;
    options.say(&locale.say("cli.questionnaire-written", &[("path", Value::from(path.display().to_string()))]));
    Ok(())
}

/// The form's code, its bytes, and the language of what is said about it.
type Made = (String, Vec<u8>, Locale);

fn from_framework(arguments: &Arguments, format: &Format, options: &Options) -> Result<Made, Failure> {
    let locale = options.locale(&[]);
    let reference = arguments.reading.framework.as_deref().unwrap_or(criteria::DEFAULT);
    let framework = Criteria::find(reference, Path::new(""))?.load(&locale)?;
    let edition = criteria::edition(&framework, arguments.reading.edition.as_deref())?;
    let languages = languages(&arguments.lang, &[], &framework.languages, &locale);
    let request = Request {
        framework: &framework,
        edition: edition.as_ref(),
        roles: &arguments.role,
        languages: &languages,
        title: &Text::default(),
        period: None,
        register: None,
    };
    make(&request, format, locale)
}

fn from_assessment(folder: &Path, arguments: &Arguments, format: &Format, options: &Options) -> Result<Made, Failure> {
    let sources = Sources::find(folder, &arguments.reading, options)?;
    let (locale, preferred) = (sources.locale.clone(), sources.languages().to_vec());
    let material = sources.read(options, &mut |_| ())?.material;
    if material.findings.fail(arguments.reading.strictness()) {
        material::tell(&material.findings, &locale);
        return Err(Failure::Material);
    }
    let (framework, survey) = (&material.framework, &material.survey);
    let selection = options.selection();
    let kept = |agency: &usize| selection.keeps(&survey.agencies[*agency]);
    let agencies: Vec<usize> = (0..survey.agencies.len()).filter(kept).collect();
    let languages = languages(&arguments.lang, &preferred, &framework.languages, &locale);
    let request = Request {
        framework,
        edition: material.edition.as_ref(),
        roles: &arguments.role,
        languages: &languages,
        title: &material.title,
        period: survey.periods.last(),
        register: Some(Register { survey, agencies: &agencies }),
    };
    make(&request, format, locale)
}

fn make(request: &Request, format: &Format, locale: Locale) -> Result<Made, Failure> {
    let form = questionnaire::compose(request, format.units).map_err(refused)?;
    let bytes = (format.write)(&form).map_err(refused)?;
    Ok((form.code, bytes, locale))
}

/// The languages asked for, else those preferred, else every one that the framework has, the program's own first.
fn languages(asked: &[String], preferred: &[String], known: &[String], locale: &Locale) -> Vec<Locale> {
    let own = [locale.tag().to_owned()];
    let all: Vec<&String> = match (asked, preferred) {
        ([], []) => own.iter().chain(known.iter().filter(|tag| *tag != locale.tag())).collect(),
        ([], preferred) => preferred.iter().collect(),
        (asked, _) => asked.iter().collect(),
    };
    // Where the program speaks none of the framework's languages, the form is refused for its own.
    let mut languages: Vec<Locale> = Vec::new();
    for tag in all {
        let spoken = asked.contains(tag) || known.contains(tag);
        if spoken && !languages.iter().any(|language| language.tag() == *tag) {
            languages.extend(Locale::load(tag));
        }
    }
    if languages.is_empty() {
        languages.push(locale.clone());
    }
    languages
}

/// Why there is no form, in words.
fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::UnknownRole { asked, known } => {
            Failure::request("cli.role-unknown", &[("role", &asked), ("known", &known)])
        }
        Refusal::BeneficiariesApart => Failure::request("cli.beneficiaries-apart", &[]),
        Refusal::NoSuchLanguage { asked, known } => {
            Failure::request("cli.language-not-in-framework", &[("language", &asked), ("known", &known)])
        }
        Refusal::Untranslated { owner, language } => {
            Failure::request("cli.untranslated", &[("owner", &owner), ("language", &language)])
        }
        Refusal::Collision(collision) => Failure::request(
            "cli.names-collide",
            &[("first", &collision.first), ("second", &collision.second), ("name", &collision.name)],
        ),
        Refusal::NoQuestions => Failure::request("cli.no-questions", &[]),
        Refusal::Workbook(reason) => Failure::machine("cli.cannot-make", &[("reason", &reason.to_string())]),
    }
}
