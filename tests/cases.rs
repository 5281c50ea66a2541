//! Whole journeys: every folder of `tests/cases` holds inputs, the line of arguments and what must come out.
//! `BLESS=1` writes what comes out as what must come out.
//!
//!     tests/cases/NAME/args                one line per run, words separated by spaces; `in` is the folder of inputs
//!     tests/cases/NAME/in/…                the assessment
//!     tests/cases/NAME/expected/N.out      standard output, standard error and exit code of the N-th run
//!     tests/cases/NAME/expected/N/…        the tables written by the N-th run, where it says `--out out`
use crate::program::{Folder, contents, copy, root, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
fn every_case_comes_out_as_expected() {
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let mut cases: Vec<_> =
        fs::read_dir(root().join("tests/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "there are cases");
    let mut wrong = Vec::new();
    for case in cases {
        let came = outcome(&case);
        let expected = case.join("expected");
        if bless {
            let _ = fs::remove_dir_all(&expected);
            for (name, bytes) in &came {
                let path = expected.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
        assert!(expected.is_dir(), "{}: run the tests once with BLESS=1 and read what it writes", case.display());
        let must = contents(&expected);
        for name in must.keys().chain(came.keys()) {
            if must.get(name) != came.get(name) {
                wrong.push(format!("{}/{name}\n{}", case.display(), difference(must.get(name), came.get(name))));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Everything that the runs of a case print and write, by name.
fn outcome(case: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut came = BTreeMap::new();
    let lines = fs::read_to_string(case.join("args")).unwrap();
    for (number, line) in lines.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let folder = Folder::new("case");
        copy(&case.join("in"), &folder.path().join("in"));
        let done = run(folder.path(), &line.split_whitespace().collect::<Vec<_>>());
        let shown = format!("$ miqyas {line}\n{}--- messages\n{}--- exit {}\n", done.text(), done.err, done.code);
        came.insert(format!("{}.out", number + 1), shown.into_bytes());
        let tables = folder.path().join("out/tables");
        if tables.is_dir() {
            came.extend(contents(&tables).into_iter().map(|(name, bytes)| (format!("{}/{name}", number + 1), bytes)));
        }
    }
    came
}

/// The first line in which two files differ.
fn difference(must: Option<&Vec<u8>>, came: Option<&Vec<u8>>) -> String {
    let (Some(must), Some(came)) = (must, came) else {
        return format!("  {}", if must.is_some() { "does not come out" } else { "comes out unexpectedly" });
    };
    let (must, came) = (String::from_utf8_lossy(must), String::from_utf8_lossy(came));
    let mut lines = must.lines().zip(came.lines()).enumerate();
    match lines.find(|(_, (must, came))| must != came) {
        Some((number, (must, came))) => format!("  line {}\n  - {must}\n  + {came}", number + 1),
        None => format!("  {} lines must come out, {} came", must.lines().count(), came.lines().count()),
    }
}
