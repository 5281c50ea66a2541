//! Every command of the README runs on a copy of the sample data.
use crate::program::{Folder, copy, root, run};
use std::fs;

/// Beginnings of lines in shell blocks that are not ours to run here: what they are is tested by running it.
const ELSEWHERE: &[&str] = &["git clone", "cd ", "tests/run", "tests/bench/run", "cargo ", "#"];

#[test]
fn every_command_of_the_readme_works() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let folder = Folder::new("readme");
    copy(&root().join("sample-data"), &folder.path().join("sample-data"));
    let mut ran = 0;
    for line in shell_lines(&readme) {
        let ours = line.strip_prefix("miqyas ").or_else(|| line.strip_prefix("cargo run --release -- "));
        let Some(command) = ours else {
            assert!(ELSEWHERE.iter().any(|known| line.starts_with(known)), "README: `{line}` is not tested");
            continue;
        };
        if line.contains("--format pdf") && cfg!(not(feature = "pdf")) {
            continue;
        }
        // A redirection only moves what is printed.
        let command = command.split(" > ").next().unwrap();
        let done = run(folder.path(), &words(command));
        assert_eq!(done.code, 0, "README: {line}\n{}", done.err);
        ran += 1;
    }
    assert!(ran > 10, "the README shows commands");
}

/// Lines of the README's shell blocks.
fn shell_lines(readme: &str) -> Vec<&str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in readme.lines() {
        if let Some(language) = line.strip_prefix("```") {
            inside = !inside && language == "sh";
        } else if inside && !line.trim().is_empty() {
            lines.push(line.split("  #").next().unwrap().trim());
        }
    }
    lines
}

/// Words of a command; quotes hold spaces together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            letter => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Blocks of the README that are a file, or what a command prints of it: "```toml egdi.toml".
#[test]
fn the_index_of_the_readme_comes_out_as_printed() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let folder = Folder::new("index");
    let mut printed = Vec::new();
    for block in readme.split("\n```") {
        let Some((head, text)) = block.split_once('\n') else { continue };
        match head.split_once(' ') {
            Some(("text", command)) => printed.push((command.to_owned(), text.to_owned())),
            Some((_, name)) if name.ends_with(".toml") || name.ends_with(".csv") => {
                folder.write(name, format!("{text}\n"));
            }
            _ => {}
        }
    }
    run(folder.path(), &["framework", "check", "egdi.toml"]).ended(0);
    assert_eq!(printed.len(), 2, "what two commands print");
    for (command, lines) in printed {
        let done = run(folder.path(), &[command.as_str(), "."]).ended(0);
        let shown = done.text().split_whitespace().collect::<Vec<_>>().join(" ");
        for line in lines.lines() {
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(shown.contains(&line), "{command}: README says `{line}`, the program\n{}", done.text());
        }
    }
}

#[test]
fn the_readme_names_every_command_option_and_framework() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let help = run(root(), &["--help"]).ended(0);
    let (_, commands) = help.text().split_once("Commands:\n").unwrap();
    for line in commands.lines().take_while(|line| line.starts_with("  ")) {
        let Some(name) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) else { continue };
        let name = name.split(' ').next().unwrap();
        assert!(name == "help" || readme.contains(&format!("`{name}")), "README: no word on `{name}`");
    }
    for option in help.text().split_whitespace().filter(|word| word.starts_with("--") && word.len() > 3) {
        let option = option.trim_end_matches([',', '.', ';']);
        assert!(["--help", "--version"].contains(&option) || readme.contains(option), "README: no word on `{option}`");
    }
    for (code, _) in miqyas::framework::embedded::EMBEDDED {
        assert!(readme.contains(code), "README: no word on `{code}`");
    }
}

#[test]
fn kept_pictures_are_what_the_program_draws() {
    let folder = Folder::new("picture");
    let sample = root().join("sample-data/example");
    run(folder.path(), &["assess", sample.to_str().unwrap(), "--out", "en", "--lang", "en"]).ended(0);
    run(folder.path(), &["assess", sample.to_str().unwrap(), "--out", "ar", "--lang", "ar"]).ended(0);
    let blessed = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    for (kept, drawn) in [
        ("ladder", "en/charts/ladder"),
        ("pareto", "ar/charts/pareto"),
        ("movers", "ar/charts/movers"),
        ("passport", "ar/charts/passport"),
        ("groups", "ar/charts/groups"),
    ] {
        let drawn = fs::read(folder.path().join(format!("{drawn}.svg"))).unwrap();
        let kept = root().join(format!("tests/pictures/{kept}.svg"));
        if blessed {
            fs::write(&kept, &drawn).unwrap();
        }
        let same = fs::read(&kept).is_ok_and(|kept| kept == drawn);
        assert!(same, "{} has changed: look at it, and run once with BLESS=1", kept.display());
    }
}
