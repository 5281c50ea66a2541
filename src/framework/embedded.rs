//! The criteria sets that travel inside the program.
use crate::framework::Framework;
use crate::framework::fault::Fault;
use crate::framework::parse::{Source, parse};

macro_rules! sets {
    ($($code:literal),* $(,)?) => {
        /// Code and text of every set in `criteria/`, in order of the code.
        pub const EMBEDDED: &[(&str, Source<'static>)] = &[$((
            $code,
            Source { file: concat!($code, ".toml"), text: include_str!(concat!("../../criteria/", $code, ".toml")) },
        )),*];
    };
}

sets!["chile-egi", "chile-layne-lee", "layne-lee", "spbe-2018", "spbe-2020", "un-egdi"];

/// The text of an embedded set by its code, ignoring case.
pub fn embedded(code: &str) -> Option<Source<'static>> {
    EMBEDDED.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, source)| *source)
}

/// An embedded set, read and checked; none when there is no such code.
pub fn load(code: &str) -> Option<Result<Framework, Vec<Fault>>> {
    embedded(code).map(|source| parse(source, &|base| embedded(base.as_str())))
}
