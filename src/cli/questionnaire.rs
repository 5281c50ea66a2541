//! `questionnaire`: a form to fill in, made from a framework.
use crate::cli::criteria::{self, Criteria};
use crate::cli::disk::{self, Draft};
use crate::cli::failure::Failure;
use crate::cli::material::{self, Sources};
use crate::cli::options::{Options, Reading};
use crate::cli::progress::Progress;
use clap::Args;
use clap::builder::PossibleValuesParser;
use miqyas::locale::{LANGUAGES, Locale, Value};
use miqyas::questionnaire::{self, Addressee, FORMATS, Format, Prefill, Refusal, Register, Request, Units};
use miqyas::survey::{Agency, AgencyStatus};
use miqyas::text::Text;
use std::path::{Path, PathBuf};

/// Write a questionnaire: Excel workbooks, a form for a survey tool, or one for a browser
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas questionnaire xlsx --edition light --lang ar --out questionnaire.xlsx
  miqyas questionnaire xlsx --from sample-data/example --each --out questionnaires
  miqyas questionnaire xlsform --edition light --lang ar,ckb,en
  miqyas questionnaire xlsform --from sample-data/example --role head --out head.xlsx
  miqyas questionnaire limesurvey --edition light --lang ar,en
  miqyas questionnaire html --edition light --lang ar,ckb,en
  miqyas questionnaire xlsform --from sample-data/example --role beneficiary --out users.xlsx")]
pub(crate) struct Arguments {
    /// xlsx (an Excel workbook to send), xlsform (a workbook for Kobo and ODK), limesurvey (a survey structure to import) or html (one file for any browser)
    #[arg(value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: String,
    /// An assessment: its framework, edition, title, latest period, agencies, services and branches
    #[arg(long, value_name = "FOLDER")]
    from: Option<PathBuf>,
    /// Only the questions of these roles of the framework; beneficiary is a form for users of services
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    role: Vec<String>,
    /// Languages of the form, the first its default and that of a workbook [default: all that the framework and the program share]
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',',
        value_parser = PossibleValuesParser::new(LANGUAGES.iter().map(|(tag, _)| *tag)))]
    lang: Vec<String>,
    /// xlsx only: a workbook for each agency of the register, named after its code, and one for the national items
    #[arg(long, requires = "from")]
    each: bool,
    /// xlsx only: what an agency answered last time stands in its answers
    #[arg(long, requires = "from")]
    prefill: bool,
    /// A file that is not there yet, or a folder for it; with --each a new or empty folder [default: named after framework, edition and roles]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let format = FORMATS.iter().find(|format| format.name == arguments.format).expect("an option names a format");
    if (arguments.each || arguments.prefill) && format.units != Units::Rows {
        return Err(Failure::request("cli.each-only-xlsx", &[]));
    }
    match &arguments.from {
        Some(folder) => from_assessment(folder, arguments, format, options),
        None => from_framework(arguments, format, options),
    }
}

fn from_framework(arguments: &Arguments, format: &Format, options: &Options) -> Result<(), Failure> {
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
        addressee: Addressee::Anyone,
        prefill: Prefill::Blank,
    };
    write_one(&request, format, arguments, &locale, options)
}

fn from_assessment(folder: &Path, arguments: &Arguments, format: &Format, options: &Options) -> Result<(), Failure> {
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
    let active: Vec<usize> = agencies.iter().copied().filter(|agency| is_active(&survey.agencies[*agency])).collect();
    let languages = languages(&arguments.lang, &preferred, &framework.languages, &locale);
    let request = Request {
        framework,
        edition: material.edition.as_ref(),
        roles: &arguments.role,
        languages: &languages,
        title: &material.title,
        period: survey.periods.last(),
        register: Some(Register { survey, agencies: &agencies }),
        addressee: match active[..] {
            [agency] => Addressee::Agency(agency),
            _ => Addressee::Anyone,
        },
        prefill: if arguments.prefill { Prefill::Last } else { Prefill::Blank },
    };
    if arguments.each {
        let nation = selection.only.is_empty().then_some(Addressee::Nation);
        let addressees: Vec<Addressee> = active.into_iter().map(Addressee::Agency).chain(nation).collect();
        return write_each(&request, &addressees, folder, format, arguments, &locale, options);
    }
    if arguments.prefill && request.addressee == Addressee::Anyone {
        return Err(Failure::request("cli.prefill-whose", &[]));
    }
    write_one(&request, format, arguments, &locale, options)
}

fn is_active(agency: &Agency) -> bool {
    agency.status == AgencyStatus::Active
}

/// Writes a form to a file.
fn write_one(
    request: &Request,
    format: &Format,
    arguments: &Arguments,
    locale: &Locale,
    options: &Options,
) -> Result<(), Failure> {
    let form = questionnaire::compose(request, format.units).map_err(refused)?;
    let bytes = (format.write)(&form).map_err(refused)?;
    let name = format!("{}.{}", form.code, format.ending);
    let path = match &arguments.out {
        Some(folder) if matches!(disk::kind(folder), Ok(disk::Kind::Folder)) => folder.join(name),
        Some(file) => file.clone(),
        None => PathBuf::from(name),
    };
    disk::place_file(&path, &bytes)?;
    options.say(&locale.say("cli.questionnaire-written", &[("path", Value::from(path.display().to_string()))]));
    Ok(())
}

/// Writes a form for each addressee into a folder that appears when it is whole.
fn write_each(
    request: &Request,
    addressees: &[Addressee],
    input: &Path,
    format: &Format,
    arguments: &Arguments,
    locale: &Locale,
    options: &Options,
) -> Result<(), Failure> {
    let mut draft: Option<(PathBuf, Draft)> = None;
    let mut progress = Progress::new(addressees.len() as u64, options.loudness());
    let mut written = 0;
    for (place, addressee) in (1..).zip(addressees) {
        let form = match questionnaire::compose(&Request { addressee: *addressee, ..*request }, format.units) {
            Err(Refusal::NoQuestions) if *addressee == Addressee::Nation => continue,
            form => form.map_err(refused)?,
        };
        let bytes = (format.write)(&form).map_err(refused)?;
        let (_, draft) = match &mut draft {
            Some(begun) => begun,
            empty => {
                let folder = arguments.out.clone().unwrap_or_else(|| PathBuf::from(&form.code));
                disk::vacant(&folder)?;
                let begun = Draft::begin(&folder, input)?;
                empty.insert((folder, begun))
            }
        };
        let code = form.addressee.map(|(code, _)| code).unwrap_or_default();
        draft.write(&format!("{code}.{}", format.ending), &bytes)?;
        written += 1;
        progress.to(place);
    }
    drop(progress);
    let Some((folder, draft)) = draft else { return Err(Failure::request("cli.no-agency-to-ask", &[])) };
    draft.place()?;
    let values = [("count", Value::Count(written)), ("path", Value::from(folder.display().to_string()))];
    options.say(&locale.say("cli.questionnaires-written", &values));
    Ok(())
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
