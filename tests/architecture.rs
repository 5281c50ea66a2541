//! The house rules, kept by a machine.
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up: a room may use rooms below its own, never one beside or above.
const FLOORS: &[&[&str]] = &[
    &["text", "table", "stats", "markup", "colour", "parallel", "paths"],
    &["spelling", "pointer", "truth", "frozen"],
    &["finding", "method", "assumption", "inquiry", "resources"],
    &["locale"],
    &["input", "sheet"],
    &["framework", "verification"],
    &["chart", "names"],
    &["survey"],
    &["document", "questionnaire"],
    &["calculation", "import"],
    &["score"],
    &["assessment", "robustness", "lint", "change", "plan", "promises"],
    &["assess", "audit", "statistics"],
    &["uncertainty"],
    &["inference", "planning"],
    &["series"],
    &["aims", "attribution", "auditing", "basis", "explanation"],
    &["report"],
    &["output"],
];

/// What a room never imports, however high it stands.
const WALLS: &[(&str, &[&str])] = &[
    ("stats", &["text", "table", "finding", "method", "framework", "survey", "score"]),
    ("input", &["framework", "survey"]),
    ("calculation", &["locale", "report", "output"]),
    ("score", &["locale", "report", "output"]),
    ("report", &["output"]),
    ("output", &["score", "survey", "input"]),
];

/// What only `cli` may do: touch the disk, the clock, the environment, the network, chance and the terminal.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::time",
    "std::process",
    "Instant::now",
    "SystemTime",
    "Zoned::now",
    "Timestamp::now",
    "println!",
    "eprintln!",
    "print!(",
    "eprint!(",
    "rand::",
    "process::exit",
];

/// Files outside `locale/` that fold letters or digits of the script, and therefore must name them.
const KNOWS_LETTERS: &[&str] = &["src/text.rs", "src/spelling.rs"];

/// Beginnings of what a parser of ours says inside the messages of the parser that calls it, in the same English.
const SAID_BY_PARSERS: &[(&str, &str)] = &[("src/text.rs", "`{text}` is not a code")];

/// Names that say nothing about what a file holds.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "misc", "shared"];

struct Source {
    /// The first part of the path below `src/`, without ending.
    room: String,
    path: String,
    /// The program text: without comments and without the tests at the end.
    text: String,
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    files(&root().join("src"), &mut found);
    found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let shown = shown(&path);
            let room = shown.trim_start_matches("src/").split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            Source { room, text: program(&fs::read_to_string(&path).unwrap()), path: shown }
        })
        .collect()
}

fn library() -> Vec<Source> {
    sources().into_iter().filter(|source| !["main", "cli", "lib"].contains(&source.room.as_str())).collect()
}

/// A source without the tests at its end, its comments blanked line by line.
fn program(text: &str) -> String {
    let end = text.find("\n#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..end]
        .lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The rooms that a source names after `crate::`, in braces too.
fn imports(text: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut rooms = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut start = true;
            for (at, letter) in group.char_indices() {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => start = true,
                    letter if start && depth == 1 && letter.is_alphabetic() => {
                        rooms.insert(word(&group[at..]));
                        start = false;
                    }
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            rooms.insert(word(rest));
        }
    }
    rooms
}

/// The string literals of a source on one line each, with the line they stand on.
fn literals(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(open) = rest.find('"') {
            let body = &rest[open + 1..];
            let mut end = None;
            let mut escaped = false;
            for (at, letter) in body.char_indices() {
                match letter {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '"' => {
                        end = Some(at);
                        break;
                    }
                    _ => {}
                }
            }
            let Some(end) = end else { break };
            found.push((line, &body[..end]));
            rest = &body[end + 1..];
        }
    }
    found
}

#[test]
fn imports_only_run_down() {
    let floor = |room: &str| FLOORS.iter().position(|rooms| rooms.contains(&room));
    for source in library() {
        let own =
            floor(&source.room).unwrap_or_else(|| panic!("`{}` has no floor: give it one in FLOORS", source.room));
        for used in imports(&source.text) {
            let Some(below) = floor(&used) else { continue };
            assert!(used == source.room || below < own, "{}: `{}` may not use `{used}`", source.path, source.room);
        }
    }
}

#[test]
fn every_floor_is_lived_on() {
    let rooms: BTreeSet<String> = library().into_iter().map(|source| source.room).collect();
    for room in FLOORS.iter().copied().flatten() {
        assert!(rooms.contains(*room), "no room `{room}` in src: take it out of FLOORS");
    }
}

#[test]
fn walls_stand() {
    for source in library() {
        let Some((_, never)) = WALLS.iter().find(|(room, _)| *room == source.room) else { continue };
        for used in imports(&source.text) {
            assert!(!never.contains(&used.as_str()), "{}: `{}` never imports `{used}`", source.path, source.room);
        }
    }
}

#[test]
fn nobody_imports_the_binary() {
    for source in library() {
        assert!(!imports(&source.text).contains("cli"), "{}: the library does not know the command line", source.path);
    }
}

#[test]
fn the_library_is_pure() {
    for source in library() {
        for word in IMPURE {
            assert!(!source.text.contains(word), "{}: `{word}` belongs in src/cli", source.path);
        }
    }
}

#[test]
fn only_one_file_touches_the_disk() {
    for source in sources().iter().filter(|source| source.room == "cli" && source.path != "src/cli/disk.rs") {
        for word in ["std::fs", "fs::", "File::", "OpenOptions"] {
            assert!(!source.text.contains(word), "{}: `{word}` belongs in src/cli/disk.rs", source.path);
        }
    }
}

#[test]
fn no_room_imports_everything_above_it() {
    for source in library() {
        assert!(!source.text.contains("super::*"), "{}: say what is imported instead of `super::*`", source.path);
    }
}

#[test]
fn files_are_named_for_what_they_hold() {
    let mut found = Vec::new();
    files(&root().join("src"), &mut found);
    files(&root().join("tests"), &mut found);
    for path in found {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        assert!(!EMPTY_NAMES.contains(&name.as_str()), "{}: name it for what it holds", shown(&path));
    }
}

#[test]
fn arabic_letters_stand_in_locale_and_criteria_only() {
    for source in sources() {
        if source.room == "locale" || KNOWS_LETTERS.contains(&source.path.as_str()) {
            continue;
        }
        for (number, line) in source.text.lines().enumerate() {
            let letter = line.chars().find(|c| ('\u{0600}'..='\u{06ff}').contains(c) && c.is_alphabetic());
            assert!(letter.is_none(), "{}:{}: words belong in src/locale: {line}", source.path, number + 1);
        }
    }
}

#[test]
fn sentences_stand_in_locale_and_criteria_only() {
    const FOR_DEVELOPERS: &[&str] = &[
        "#[error(",
        "expect(",
        "panic!",
        "unreachable!",
        "assert",
        "#[doc",
        "#[schemars",
        "#[deprecated",
        "description",
    ];
    for source in library().iter().filter(|source| source.room != "locale") {
        for (line, literal) in literals(&source.text) {
            let words = literal
                .split(' ')
                .filter(|word| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase()))
                .count();
            let developer = FOR_DEVELOPERS.iter().any(|mark| line.contains(mark))
                || SAID_BY_PARSERS.iter().any(|(path, said)| *path == source.path && literal.starts_with(said));
            assert!(words < 4 || developer, "{}: a sentence outside src/locale: {literal}", source.path);
        }
    }
}

#[test]
fn every_test_file_runs() {
    let all = fs::read_to_string(root().join("tests/all.rs")).unwrap();
    for entry in fs::read_dir(root().join("tests")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|ending| ending == "rs") && name != "all" {
            assert!(all.contains(&format!("mod {name};")), "tests/all.rs does not name {name}");
        }
    }
}

#[test]
fn the_top_level_is_fixed() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "criteria",
        "sample-data",
        "tests",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "target",
    ];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(name.starts_with('.') || allowed.contains(&name.as_str()), "{name} does not belong at the top level");
    }
}
