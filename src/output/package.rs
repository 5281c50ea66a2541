//! The open data package: plain CSV with a Frictionless descriptor, a codebook in every language and how to cite it.
use crate::locale::{LANGUAGES, Locale};
use crate::output::json::Manifest;
use crate::output::markdown::{self, Charts};
use crate::output::{File, csv};
use crate::report::package::{FieldKind, Resource, codebook, resources};
use crate::series::{Audience, Series};
use serde_json::{Value, json};

/// Every file of the package; words of the descriptor are in the language of `locale`.
pub fn package(series: &Series, manifest: &Manifest, locale: &Locale) -> Vec<File> {
    let resources = resources(series, locale);
    let mut files: Vec<File> = resources
        .iter()
        .map(|resource| File { path: path(&resource.table.name), bytes: csv::data(&resource.table) })
        .collect();
    for (tag, _) in LANGUAGES {
        if let Some(own) = Locale::load(tag) {
            let text = markdown::render(&codebook(series, &own), &own, Charts::Told);
            files.push(File { path: format!("codebook_{tag}.md"), bytes: text.into_bytes() });
        }
    }
    let citation = Citation::of(series, manifest, locale);
    files.push(File { path: "CITATION.cff".to_owned(), bytes: citation.cff().into_bytes() });
    files.push(File { path: "citation.bib".to_owned(), bytes: citation.bib().into_bytes() });
    let descriptor = descriptor(series, manifest, &resources, &citation, locale);
    let mut bytes = format!("{descriptor:#}").into_bytes();
    bytes.push(b'\n');
    files.push(File { path: "datapackage.json".to_owned(), bytes });
    files
}

fn path(table: &str) -> String {
    format!("{table}.csv")
}

/// By the Data Package standard, version 1 (specs.frictionlessdata.io).
fn descriptor(
    series: &Series,
    manifest: &Manifest,
    resources: &[Resource],
    citation: &Citation,
    locale: &Locale,
) -> Value {
    let audience = match series.audience {
        Audience::Internal => "internal",
        Audience::Public => "public",
    };
    json!({
        "profile": "tabular-data-package",
        "name": citation.key(),
        "title": citation.title,
        "description": locale.of(&series.note),
        "version": citation.version,
        "contributors": [{ "title": citation.author, "role": "publisher" }],
        "sources": [{ "title": series.framework.source }],
        "keywords": ["e-government", "maturity"],
        "audience": audience,
        "program": { "name": manifest.program, "version": manifest.version },
        "framework": { "code": series.framework.code.as_str(), "version": series.framework.version, "sha256": manifest.framework.sha256 },
        "resources": resources.iter().map(resource).collect::<Vec<_>>(),
    })
}

fn resource(resource: &Resource) -> Value {
    let field = |field: &crate::report::package::Field| {
        let mut told = json!({ "name": field.name, "description": field.description });
        let kind = match field.kind {
            FieldKind::Text => "string",
            FieldKind::Integer => "integer",
            FieldKind::Number => "number",
            FieldKind::Flag => {
                told["trueValues"] = json!(["yes"]);
                told["falseValues"] = json!(["no"]);
                "boolean"
            }
        };
        told["type"] = json!(kind);
        if field.required {
            told["constraints"] = json!({ "required": true });
        }
        told
    };
    let mut schema = json!({
        "fields": resource.fields.iter().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    if !resource.key.is_empty() {
        schema["primaryKey"] = json!(resource.key);
    }
    let joins = resource
        .joins
        .iter()
        .map(|(column, table)| json!({ "fields": [column], "reference": { "resource": table, "fields": [column] } }));
    let joins: Vec<Value> = joins.collect();
    if !joins.is_empty() {
        schema["foreignKeys"] = json!(joins);
    }
    json!({
        "profile": "tabular-data-resource",
        "name": resource.table.name,
        "path": path(&resource.table.name),
        "description": resource.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "lineTerminator": "\n", "header": true },
        "schema": schema,
    })
}

/// How the data are cited.
struct Citation {
    title: String,
    author: String,
    /// The last period.
    version: String,
    note: String,
    framework: String,
}

impl Citation {
    fn of(series: &Series, manifest: &Manifest, locale: &Locale) -> Citation {
        let named = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        let framework = locale.of(&series.framework.title);
        Citation {
            title: named(locale.of(&series.title), framework),
            author: named(locale.of(&series.organisation), framework),
            version: series.survey.periods.last().map_or_else(String::new, |period| period.code.to_string()),
            note: format!(
                "{} {}; {} {}",
                manifest.program, manifest.version, series.framework.code, series.framework.version
            ),
            framework: series.framework.code.to_string(),
        }
    }

    /// A name of small Latin letters, digits and hyphens.
    fn key(&self) -> String {
        let text = format!("{}-{}", self.framework, self.version).to_lowercase();
        text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect()
    }

    /// The year of the last period, where its code begins with one.
    fn year(&self) -> Option<&str> {
        self.version.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Citation File Format 1.2.0.
    fn cff(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "));
        let mut lines = vec![
            "cff-version: 1.2.0".to_owned(),
            "type: dataset".to_owned(),
            format!("message: {}", quoted(&self.note)),
            format!("title: {}", quoted(&self.title)),
            format!("version: {}", quoted(&self.version)),
            "authors:".to_owned(),
            format!("  - name: {}", quoted(&self.author)),
        ];
        lines.push(String::new());
        lines.join("\n")
    }

    fn bib(&self) -> String {
        let braced = |text: &str| {
            let mut text = text.replace(['{', '}', '\\'], "").replace('\n', " ");
            for sign in ["&", "%", "$", "#", "_"] {
                text = text.replace(sign, &format!("\\{sign}"));
            }
            format!("{{{{{text}}}}}")
        };
        let mut fields = vec![("title", braced(&self.title)), ("author", braced(&self.author))];
        fields.extend(self.year().map(|year| ("year", format!("{{{year}}}"))));
        fields.extend([("version", braced(&self.version)), ("note", braced(&self.note))]);
        let lines: Vec<String> = fields.into_iter().map(|(name, value)| format!("  {name} = {value}")).collect();
        format!("@misc{{{},\n{}\n}}\n", self.key(), lines.join(",\n"))
    }
}
