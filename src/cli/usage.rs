//! Wrong usage in the user's language: what the parser of arguments found, worded by the locale.
use clap::error::{ContextKind, ErrorKind};
use miqyas::locale::{Locale, Value};
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// What an option takes, in signs that need no language: `1 … 1000000`.
#[derive(Debug)]
pub(crate) struct Taken(pub(crate) String);

impl Display for Taken {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Taken {}

/// What is wrong, the word that was probably meant, and how the command is used; none where help was asked for.
pub(crate) fn wording(error: &clap::Error, locale: &Locale) -> Option<String> {
    let of = |kind: ContextKind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let allowed = of(ContextKind::ValidValue);
    let other = of(ContextKind::PriorArg);
    let (key, nearest) = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::UnknownArgument => ("cli.usage-unknown-argument", ContextKind::SuggestedArg),
        ErrorKind::InvalidSubcommand => ("cli.usage-unknown-command", ContextKind::SuggestedSubcommand),
        ErrorKind::MissingRequiredArgument => ("cli.usage-missing", ContextKind::SuggestedArg),
        ErrorKind::InvalidValue if value.is_empty() => ("cli.usage-no-value", ContextKind::SuggestedValue),
        ErrorKind::InvalidValue if !allowed.is_empty() => ("cli.usage-not-among", ContextKind::SuggestedValue),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => ("cli.usage-value", ContextKind::SuggestedValue),
        ErrorKind::ArgumentConflict if !other.is_empty() && other != argument => {
            ("cli.usage-excluded", ContextKind::SuggestedArg)
        }
        ErrorKind::ArgumentConflict => ("cli.usage-twice", ContextKind::SuggestedArg),
        _ => ("cli.usage-other", ContextKind::SuggestedArg),
    };
    let values = [
        ("argument", literal(locale, argument)),
        ("command", literal(locale, of(ContextKind::InvalidSubcommand))),
        ("value", literal(locale, value)),
        ("allowed", literal(locale, allowed)),
        ("other", literal(locale, other)),
    ];
    let mut text = locale.say(key, &values);
    if let Some(Taken(taken)) = error.source().and_then(|source| source.downcast_ref()) {
        text = text + " " + &locale.say("cli.usage-range", &[("taken", literal(locale, taken.clone()))]);
    }
    let nearest = of(nearest);
    if !nearest.is_empty() {
        text = text + " " + &locale.say("quality.nearest", &[("nearest", literal(locale, nearest))]);
    }
    let usage = of(ContextKind::Usage);
    if let Some((_, usage)) = usage.split_once(": ") {
        text = text + "\n" + &locale.say("cli.usage", &[("usage", literal(locale, usage.trim().to_owned()))]);
    }
    Some(text + "\n" + &locale.word("cli.usage-help"))
}

/// What is typed as it stands, from left to right.
fn literal(locale: &Locale, text: String) -> Value {
    Value::Phrase(if text.is_empty() { text } else { locale.isolate_code(&text) })
}
