//! Every dependency may be used by anybody: its licence is permissive, on every platform we build for.
use serde_json::Value;
use std::process::Command;

/// Licences under which a dependency may be taken (SPDX identifiers).
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages taken in spite of their licence: (package, licence, reason).
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

#[test]
fn every_dependency_is_permissive() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 10, "cargo metadata lists the dependencies");
    let mut refused = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("none declared");
        let excepted = EXCEPTIONS.iter().any(|(package, accepted, _)| *package == name && *accepted == licence);
        if !excepted && !permits(licence) {
            refused.push(format!("{name} {}: {licence}", package["version"].as_str().unwrap()));
        }
    }
    assert!(refused.is_empty(), "not permissive, and not among the exceptions:\n{}", refused.join("\n"));
}

/// Whether an SPDX expression can be satisfied with permissive licences alone; the old `/` means OR.
fn permits(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let permitted = any(&mut words);
    permitted && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words) -> bool {
    let mut permitted = all(words);
    while words.next_if_eq(&"OR").is_some() {
        permitted |= all(words);
    }
    permitted
}

fn all(words: &mut Words) -> bool {
    let mut permitted = one(words);
    while words.next_if_eq(&"AND").is_some() {
        permitted &= one(words);
    }
    permitted
}

fn one(words: &mut Words) -> bool {
    match words.next() {
        Some("(") => any(words) & words.next_if_eq(&")").is_some(),
        Some(licence) => {
            // An exception to a licence only ever permits more.
            if words.next_if_eq(&"WITH").is_some() {
                words.next();
            }
            PERMISSIVE.contains(&licence)
        }
        None => false,
    }
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    for (expression, expected) in [
        ("MIT", true),
        ("MIT OR GPL-3.0-only", true),
        ("GPL-3.0-only", false),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("MIT/Apache-2.0", true),
        ("Apache-2.0 WITH LLVM-exception OR MPL-2.0", true),
        ("none declared", false),
        ("", false),
    ] {
        assert_eq!(permits(expression), expected, "{expression}");
    }
}
