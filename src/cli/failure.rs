//! Why a command ends early, as facts; the locale words them.
use miqyas::locale::{Locale, Value};
use std::io;
use std::path::Path;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The user's material cannot be judged; its findings have been shown. Exit code 1.
    Material,
    /// What was compared is not the same; the differences have been shown. Exit code 1.
    Different,
    /// What was asked for cannot be done as asked. Exit code 2.
    Request(Message),
    /// The disk or the terminal failed. Exit code 3.
    Machine(Message),
    /// Nobody reads the results any more (a closed pipe): not a failure of ours. Exit code 0.
    Closed,
}

/// A sentence of the locale with its values.
#[derive(Debug)]
pub(crate) struct Message {
    key: &'static str,
    values: Vec<(&'static str, Said)>,
}

#[derive(Debug)]
enum Said {
    Text(String),
    Count(usize),
    /// Why the operating system refused.
    Refusal(io::Error),
}

impl Failure {
    pub(crate) fn request(key: &'static str, values: &[(&'static str, &str)]) -> Failure {
        Failure::Request(Message::new(key, values))
    }

    /// A request whose sentence counts something.
    pub(crate) fn counting(key: &'static str, count: usize, values: &[(&'static str, &str)]) -> Failure {
        let mut message = Message::new(key, values);
        message.values.push(("count", Said::Count(count)));
        Failure::Request(message)
    }

    pub(crate) fn machine(key: &'static str, values: &[(&'static str, &str)]) -> Failure {
        Failure::Machine(Message::new(key, values))
    }

    /// A file or folder that cannot be read: asked for in vain when it is not there or the other of the two, else the
    /// machine's fault.
    pub(crate) fn read(path: &Path, refusal: io::Error) -> Failure {
        let missing = matches!(
            refusal.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
        );
        let message = Message::refused("cli.cannot-read", path, refusal);
        if missing { Failure::Request(message) } else { Failure::Machine(message) }
    }

    pub(crate) fn write(path: &Path, refusal: io::Error) -> Failure {
        Failure::Machine(Message::refused("cli.cannot-write", path, refusal))
    }

    /// A failure to print: harmless when the reader has gone.
    pub(crate) fn print(refusal: io::Error) -> Failure {
        if refusal.kind() == io::ErrorKind::BrokenPipe {
            return Failure::Closed;
        }
        Failure::Machine(Message { key: "cli.cannot-print", values: vec![("reason", Said::Refusal(refusal))] })
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Closed => 0,
            Failure::Material | Failure::Different => 1,
            Failure::Request(_) => 2,
            Failure::Machine(_) => 3,
        }
    }

    /// What to tell the user; none where everything has been said.
    pub(crate) fn wording(&self, locale: &Locale) -> Option<String> {
        match self {
            Failure::Closed | Failure::Material | Failure::Different => None,
            Failure::Request(message) | Failure::Machine(message) => Some(message.wording(locale)),
        }
    }
}

impl Message {
    pub(crate) fn new(key: &'static str, values: &[(&'static str, &str)]) -> Message {
        Message { key, values: values.iter().map(|(name, value)| (*name, Said::Text((*value).to_owned()))).collect() }
    }

    fn refused(key: &'static str, path: &Path, refusal: io::Error) -> Message {
        Message {
            key,
            values: vec![("path", Said::Text(path.display().to_string())), ("reason", Said::Refusal(refusal))],
        }
    }

    pub(crate) fn wording(&self, locale: &Locale) -> String {
        let values: Vec<(&str, Value)> =
            self.values.iter().map(|(name, value)| (*name, value.wording(locale))).collect();
        locale.say(self.key, &values)
    }
}

impl Said {
    fn wording(&self, locale: &Locale) -> Value {
        let refusal = match self {
            Said::Text(text) => return Value::from(text.clone()),
            Said::Count(count) => return Value::from(*count),
            Said::Refusal(refusal) => refusal,
        };
        let reason = match refusal.kind() {
            io::ErrorKind::NotFound => "cli.reason-not-found",
            io::ErrorKind::NotADirectory => "cli.reason-not-a-folder",
            io::ErrorKind::IsADirectory => "cli.reason-is-a-folder",
            io::ErrorKind::PermissionDenied => "cli.reason-permission",
            io::ErrorKind::ReadOnlyFilesystem => "cli.reason-read-only",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "cli.reason-full",
            io::ErrorKind::AlreadyExists => "cli.reason-exists",
            _ => return Value::from(refusal.to_string()),
        };
        Value::from(locale.word(reason))
    }
}
