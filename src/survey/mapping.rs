//! Which column holds what: the columns of every kind of file, and headings matched to them and to criteria.
use crate::finding::Problem;
use crate::input::Record;
use crate::spelling::nearest;
use crate::survey::intake::{Head, Intake};
use crate::survey::number::trim;
use crate::survey::settings::SourceSettings;
use crate::text::{Code, Text, bare, fold};
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Agencies,
    Services,
    Branches,
    Answers,
    Evidence,
    Kpis,
    Beneficiaries,
    Targets,
    Costs,
    Attestations,
    Initiatives,
    Corrections,
    Objections,
    Verdicts,
}

/// The columns of one kind of file.
pub struct KindColumns {
    pub kind: Kind,
    /// The name of the kind: of its file and of its sheet in a workbook.
    pub name: &'static str,
    pub columns: &'static [Column],
}

/// A column; `NAME_LANG` stands for one column per language.
pub struct Column {
    pub name: &'static str,
    pub need: Need,
    /// Key of the phrase that says what it holds.
    pub meaning: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    /// Only where each row holds one answer.
    RequiredLong,
    Optional,
}

/// Marks beside an answer; in a wide file `CODE.na_reason` and so on.
pub const MARKS: [&str; 5] = ["na_reason", "na_approver", "not_controlled", "sampled", "sample_size"];

/// Register columns of services that hold whole numbers of 0 or more.
pub(super) const COUNTS: [&str; 7] = [
    "yearly_transactions",
    "steps_total",
    "steps_online",
    "visits_required",
    "papers_required",
    "papers_held_by_state",
    "invited",
];
/// Register columns of services that hold money.
pub(super) const FEES: [&str; 2] = ["fee_paper", "fee_digital"];

const fn required(name: &'static str, meaning: &'static str) -> Column {
    Column { name, need: Need::Required, meaning }
}

const fn long(name: &'static str, meaning: &'static str) -> Column {
    Column { name, need: Need::RequiredLong, meaning }
}

const fn optional(name: &'static str, meaning: &'static str) -> Column {
    Column { name, need: Need::Optional, meaning }
}

/// Every kind of file, in the order in which they are read.
pub const KINDS: &[KindColumns] = &[
    KindColumns {
        kind: Kind::Agencies,
        name: "agencies",
        columns: &[
            required("code", "column-agency-code"),
            optional("name_LANG", "column-name"),
            optional("parent", "column-parent"),
            optional("type", "column-type"),
            optional("governorate", "column-governorate"),
            optional("population", "column-population"),
            optional("status", "column-status"),
            optional("successor", "column-successor"),
        ],
    },
    KindColumns {
        kind: Kind::Services,
        name: "services",
        columns: &[
            required("code", "column-service-code"),
            required("agency", "column-agency"),
            optional("name_LANG", "column-name"),
            optional("yearly_transactions", "column-yearly-transactions"),
            optional("steps_total", "column-steps-total"),
            optional("steps_online", "column-steps-online"),
            optional("visits_required", "column-visits-required"),
            optional("papers_required", "column-papers-required"),
            optional("papers_held_by_state", "column-papers-held-by-state"),
            optional("fee_paper", "column-fee-paper"),
            optional("fee_digital", "column-fee-digital"),
            optional("life_event", "column-life-event"),
            optional("legal_exception", "column-legal-exception"),
            optional("invited", "column-invited"),
        ],
    },
    KindColumns {
        kind: Kind::Branches,
        name: "branches",
        columns: &[
            required("code", "column-branch-code"),
            required("agency", "column-agency"),
            optional("name_LANG", "column-name"),
            optional("governorate", "column-governorate"),
        ],
    },
    KindColumns {
        kind: Kind::Answers,
        name: "answers",
        columns: &[
            required("agency", "column-agency"),
            long("criterion", "column-criterion"),
            long("answer", "column-answer"),
            optional("period", "column-period"),
            optional("service", "column-service"),
            optional("branch", "column-branch"),
            optional("respondent", "column-respondent"),
            optional("role", "column-role"),
            optional("weight", "column-weight"),
            optional("na_reason", "column-na-reason"),
            optional("na_approver", "column-na-approver"),
            optional("not_controlled", "column-not-controlled"),
            optional("sampled", "column-sampled"),
            optional("sample_size", "column-sample-size"),
        ],
    },
    KindColumns {
        kind: Kind::Evidence,
        name: "evidence",
        columns: &[
            required("agency", "column-agency"),
            required("criterion", "column-criterion"),
            required("grade", "column-grade"),
            optional("period", "column-period"),
            optional("service", "column-service"),
            optional("branch", "column-branch"),
            optional("kind", "column-evidence-kind"),
            optional("date", "column-evidence-date"),
            optional("title", "column-evidence-title"),
            optional("link", "column-link"),
            optional("sha256", "column-sha256"),
            optional("reviewer", "column-reviewer"),
            optional("verdict", "column-verdict"),
            optional("note", "column-note"),
        ],
    },
    KindColumns {
        kind: Kind::Kpis,
        name: "kpis",
        columns: &[
            required("agency", "column-agency"),
            required("kpi", "column-kpi"),
            required("quantity", "column-quantity"),
            required("value", "column-value"),
            optional("period", "column-period"),
            optional("group", "column-group"),
            optional("sample_size", "column-sample-size"),
        ],
    },
    KindColumns {
        kind: Kind::Beneficiaries,
        name: "beneficiaries",
        columns: &[
            required("service", "column-service"),
            optional("period", "column-period"),
            optional("source", "column-beneficiary-source"),
            optional("weight", "column-weight"),
        ],
    },
    KindColumns {
        kind: Kind::Targets,
        name: "targets",
        columns: &[
            required("scope", "column-scope"),
            required("code", "column-target-code"),
            required("target", "column-target"),
            optional("date", "column-target-date"),
            optional("baseline", "column-baseline"),
            optional("baseline_date", "column-baseline-date"),
        ],
    },
    KindColumns {
        kind: Kind::Costs,
        name: "costs",
        columns: &[
            required("criterion", "column-criterion"),
            optional("agency", "column-cost-agency"),
            optional("cost", "column-cost"),
            optional("proof_cost", "column-proof-cost"),
            optional("duration_months", "column-duration-months"),
            optional("team_days", "column-team-days"),
            optional("who_controls", "column-who-controls"),
            optional("prerequisite", "column-prerequisite"),
        ],
    },
    KindColumns {
        kind: Kind::Attestations,
        name: "attestations",
        columns: &[
            required("agency", "column-agency"),
            optional("period", "column-period"),
            optional("name", "column-person-name"),
            optional("post", "column-post"),
            optional("letter_number", "column-letter-number"),
            optional("letter_date", "column-letter-date"),
            optional("checksum", "column-checksum"),
        ],
    },
    KindColumns {
        kind: Kind::Initiatives,
        name: "initiatives",
        columns: &[
            required("code", "column-initiative-code"),
            optional("title_LANG", "column-initiative-title"),
            optional("announced_LANG", "column-announced"),
            optional("announced_by_LANG", "column-announced-by"),
            optional("date", "column-announced-date"),
            optional("date_precision", "column-date-precision"),
            optional("owner", "column-owner"),
            optional("alleged_by_LANG", "column-alleged-by"),
            optional("amount", "column-amount"),
            optional("currency", "column-currency"),
            optional("spent", "column-spent"),
            optional("target", "column-promised-target"),
            optional("target_unit", "column-target-unit"),
            optional("denominator", "column-denominator"),
            optional("due", "column-due"),
            optional("promised", "column-promised"),
            optional("status_LANG", "column-status-told"),
            optional("source_LANG", "column-told-in"),
            optional("note_LANG", "column-initiative-note"),
        ],
    },
    KindColumns {
        kind: Kind::Corrections,
        name: "corrections",
        columns: &[
            required("agency", "column-agency"),
            required("criterion", "column-criterion"),
            optional("period", "column-period"),
            optional("service", "column-service"),
            optional("branch", "column-branch"),
            required("old", "column-correction-old"),
            required("new", "column-correction-new"),
            required("who", "column-correction-who"),
            required("when", "column-correction-when"),
            required("why", "column-correction-why"),
        ],
    },
    KindColumns {
        kind: Kind::Objections,
        name: "objections",
        columns: &[
            required("agency", "column-agency"),
            optional("code", "column-objection-code"),
            optional("period", "column-period"),
            required("who", "column-objection-who"),
            optional("date", "column-objection-date"),
            required("what", "column-objection-what"),
            optional("grounds", "column-objection-grounds"),
            optional("outcome", "column-objection-outcome"),
            optional("decided_by", "column-objection-decided-by"),
            optional("decided_on", "column-objection-decided-on"),
            optional("answer", "column-objection-answer"),
        ],
    },
    KindColumns {
        kind: Kind::Verdicts,
        name: "verdicts",
        columns: &[
            required("agency", "column-agency"),
            required("criterion", "column-criterion"),
            required("verdict", "column-audit-verdict"),
            optional("period", "column-period"),
            optional("found", "column-found"),
            optional("grade", "column-audit-grade"),
            optional("auditor", "column-auditor"),
            optional("date", "column-audit-date"),
            optional("note", "column-note"),
            optional("agency_name", "column-for-auditor"),
            optional("text", "column-for-auditor"),
            optional("claimed", "column-for-auditor"),
            optional("proof", "column-for-auditor"),
        ],
    },
];

/// The end of the name of a column that stands for one column per language.
const BY_LANGUAGE: &str = "_LANG";

impl Kind {
    /// The name of its file: `answers` for `answers.csv`.
    pub fn name(self) -> &'static str {
        self.columns().name
    }

    pub fn columns(self) -> &'static KindColumns {
        &KINDS[self as usize]
    }
}

/// The kind that a file name says: `answers.csv`, `answers-2025.xlsx`; none for any other.
pub fn recognise(file_name: &str) -> Option<Kind> {
    let name = file_name.rsplit('/').next().unwrap_or_default();
    crate::input::format_of(name)?;
    let (stem, _) = name.rsplit_once('.')?;
    named(stem)
}

/// The kind that a sheet or the stem of a file is named for.
pub(super) fn named(stem: &str) -> Option<Kind> {
    let stem = stem.trim().to_lowercase();
    KINDS
        .iter()
        .find(|kind| stem.strip_prefix(kind.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
        .map(|kind| kind.kind)
}

/// Which column of a table holds what.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    known: FxHashMap<&'static str, usize>,
    /// Words in several languages: what they are (`name`), column, language; the language is empty where none is said.
    worded: Vec<(&'static str, usize, String)>,
    /// Columns of criteria or items, by column: column, position of the item.
    pub(super) items: Vec<(usize, usize)>,
    /// By item: the columns of `MARKS`.
    pub(super) marks: FxHashMap<usize, [Option<usize>; MARKS.len()]>,
    /// Columns that are none of these: of a register, attributes.
    pub(super) others: Vec<usize>,
}

impl Mapping {
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.known.get(name).copied()
    }

    /// The columns of words in several languages, by what they are: column, language.
    pub(super) fn worded(&self, name: &str) -> impl Iterator<Item = (usize, &str)> {
        self.worded
            .iter()
            .filter(move |worded| worded.0 == name)
            .map(|(_, column, language)| (*column, language.as_str()))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }
}

/// Items that a heading may name: codes and texts.
pub(super) struct Items<'f> {
    codes: Vec<&'f Code>,
    by_code: FxHashMap<String, Vec<usize>>,
    by_text: FxHashMap<String, Vec<usize>>,
}

impl<'f> Items<'f> {
    pub(super) fn new(items: impl Iterator<Item = (&'f Code, &'f Text)>) -> Items<'f> {
        let mut known = Items { codes: Vec::new(), by_code: FxHashMap::default(), by_text: FxHashMap::default() };
        for (position, (code, text)) in items.enumerate() {
            known.codes.push(code);
            known.by_code.entry(bare(code.as_str())).or_default().push(position);
            let titles: BTreeSet<String> = text.iter().map(|(_, text)| fold(text)).collect();
            for title in titles {
                known.by_text.entry(title).or_default().push(position);
            }
        }
        known
    }

    /// The item of a code as it is written in a cell; `cat-01` is `cat01` where no other code is.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        let text = trim(text);
        let candidates = self.by_code.get(&bare(text))?;
        let exact = candidates.iter().find(|position| self.codes[**position].matches(text));
        exact.or(candidates.first().filter(|_| candidates.len() == 1)).copied()
    }

    pub(super) fn nearest(&self, text: &str) -> String {
        nearest(text, self.codes.iter().map(|code| code.as_str())).unwrap_or_default().to_owned()
    }

    /// Every item that a heading could mean.
    fn meant(&self, heading: &str) -> BTreeSet<usize> {
        if let Some(position) = self.codes.iter().position(|code| code.matches(heading)) {
            return BTreeSet::from([position]);
        }
        let of = |words: &mut dyn Iterator<Item = &str>| -> BTreeSet<usize> {
            words.filter_map(|word| self.by_code.get(&bare(word))).flatten().copied().collect()
        };
        let by_code = of(&mut std::iter::once(heading));
        if !by_code.is_empty() {
            return by_code;
        }
        let by_segment = of(&mut heading.split('/'));
        if !by_segment.is_empty() {
            return by_segment;
        }
        let by_bracket =
            of(&mut heading.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(word, _)| word));
        if !by_bracket.is_empty() {
            return by_bracket;
        }
        let words: Vec<&str> = heading
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '-')
            .filter(|word| !word.is_empty())
            .collect();
        if words.iter().all(|word| self.by_code.contains_key(&bare(word))) {
            let all = of(&mut words.iter().copied());
            if !all.is_empty() {
                return all;
            }
        }
        let leading = of(&mut words.iter().copied().take(1));
        if !leading.is_empty() {
            return leading;
        }
        self.by_text.get(&fold(heading)).into_iter().flatten().copied().collect()
    }
}

/// What a heading stands for.
enum Meaning {
    Known(&'static str),
    Worded(&'static str, String),
    Item(usize),
    Mark(usize, usize),
    LeftOut,
    Other,
    Two(BTreeSet<usize>),
}

/// Matches the headings of a table; none where a required column is missing.
pub(super) fn map(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    kind: Kind,
    source: Option<&SourceSettings>,
    items: Option<&Items<'_>>,
) -> Option<Mapping> {
    let mut mapping = Mapping::default();
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let mut claims: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (column, heading) in head.headings.iter().enumerate() {
        if heading.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(fold(heading), column) {
            intake.report(head, record, Some(column), Problem::ColumnDuplicate { first: first as u64 + 1 });
            continue;
        }
        match meaning(heading, kind, source, items) {
            Meaning::Known(name) => {
                if let Some(first) = mapping.known.get(name) {
                    intake.report(head, record, Some(column), Problem::ColumnDuplicate { first: *first as u64 + 1 });
                } else {
                    mapping.known.insert(name, column);
                }
            }
            Meaning::Worded(name, language) => mapping.worded.push((name, column, language)),
            Meaning::Item(item) => {
                claims.entry(item).or_default().push(column);
                mapping.items.push((column, item));
            }
            Meaning::Mark(item, mark) => mapping.marks.entry(item).or_default()[mark] = Some(column),
            Meaning::LeftOut => {}
            Meaning::Other => mapping.others.push(column),
            Meaning::Two(candidates) => {
                let codes =
                    items.map(|items| candidates.iter().map(|item| items.codes[*item].as_str()).collect::<Vec<_>>());
                let criteria = codes.unwrap_or_default().join(", ");
                intake.report(head, record, Some(column), Problem::ColumnClaimsTwoCriteria { criteria });
            }
        }
    }
    if let Some(items) = items {
        let mut twice: Vec<(&usize, &Vec<usize>)> = claims.iter().filter(|(_, columns)| columns.len() > 1).collect();
        twice.sort();
        for (item, columns) in twice {
            let headings: Vec<&str> = columns.iter().map(|column| head.headings[*column].as_str()).collect();
            let problem = Problem::CriterionClaimedTwice {
                criterion: items.codes[*item].to_string(),
                columns: headings.join(", "),
            };
            intake.report(head, record, columns.get(1).copied(), problem);
        }
        mapping.items.retain(|(_, item)| claims[item].len() == 1);
    }
    report_others(intake, head, record, kind, items, &mapping);
    complete(intake, head, record, kind, &claims, &mapping).then_some(mapping)
}

/// Suggests a column for every heading that is none; in registers they are attributes.
fn report_others(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    kind: Kind,
    items: Option<&Items<'_>>,
    mapping: &Mapping,
) {
    /// Headings for which a near column is looked for.
    const SUGGESTIONS: usize = 200;
    if matches!(kind, Kind::Agencies | Kind::Services | Kind::Branches) {
        return;
    }
    for (position, column) in mapping.others.iter().enumerate() {
        let mut suggestion = String::new();
        if position < SUGGESTIONS {
            let columns = kind.columns().columns.iter().map(|column| column.name);
            let codes = items.iter().flat_map(|items| items.codes.iter().map(|code| code.as_str()));
            let near = nearest(&head.headings[*column], columns.chain(codes));
            suggestion = near.unwrap_or_default().to_owned();
        }
        intake.report(head, record, Some(*column), Problem::ColumnUnknown { nearest: suggestion });
    }
}

/// Whether every required column is there.
fn complete(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    kind: Kind,
    claims: &FxHashMap<usize, Vec<usize>>,
    mapping: &Mapping,
) -> bool {
    let long = mapping.has("criterion") || mapping.has("answer") || (kind == Kind::Answers && claims.is_empty());
    let mut missing: Vec<&str> = Vec::new();
    for column in kind.columns().columns {
        let needed = match column.need {
            Need::Required => true,
            Need::RequiredLong => long,
            Need::Optional => false,
        };
        if needed && !mapping.has(column.name) {
            missing.push(column.name);
        }
    }
    for needed in &missing {
        let problem = Problem::ColumnMissing { kind: kind.name().to_owned(), needed: (*needed).to_owned() };
        intake.report(head, record, None, problem);
    }
    missing.is_empty()
}

/// What a heading of words in one language says they are, with the language: of `announced_by_en` the longer name.
fn worded(columns: &[Column], heading: &str) -> Option<(&'static str, String)> {
    let names = columns.iter().filter_map(|column| column.name.strip_suffix(BY_LANGUAGE));
    let language = |name: &str| {
        let rest = heading.strip_prefix(name)?;
        if rest.is_empty() { Some(String::new()) } else { Some(rest.strip_prefix('_')?.replace('_', "-")) }
    };
    let meant = names.filter_map(|name| Some((name, language(name)?)));
    meant.max_by_key(|(name, _)| name.len())
}

fn meaning(heading: &str, kind: Kind, source: Option<&SourceSettings>, items: Option<&Items<'_>>) -> Meaning {
    let mapped = source.and_then(|source| {
        let exact = source.columns.get(heading);
        exact.or_else(|| source.columns.iter().find(|(theirs, _)| fold(theirs) == fold(heading)).map(|(_, ours)| ours))
    });
    let heading = match mapped {
        Some(ours) if trim(ours).is_empty() => return Meaning::LeftOut,
        Some(ours) => ours.as_str(),
        None => heading,
    };
    // Headings of a work list are words of a language with the column's name in brackets.
    let bracketed = heading.rsplit_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(name, _)| name);
    let named = bracketed.filter(|_| kind == Kind::Verdicts).unwrap_or(heading);
    let name = fold(named).replace([' ', '-'], "_");
    let columns = kind.columns().columns;
    if let Some(column) = columns.iter().find(|column| column.name == name) {
        return Meaning::Known(column.name);
    }
    if let Some((own, language)) = worded(columns, &name) {
        return Meaning::Worded(own, language);
    }
    let Some(items) = items else { return Meaning::Other };
    let one = |meant: BTreeSet<usize>, of: &dyn Fn(usize) -> Meaning| match meant.len() {
        0 => None,
        1 => meant.first().map(|item| of(*item)),
        _ => Some(Meaning::Two(meant)),
    };
    if kind == Kind::Answers
        && let Some((code, mark)) = heading.rsplit_once('.')
    {
        let mark = fold(mark).replace([' ', '-'], "_");
        if let Some(mark) = MARKS.iter().position(|known| *known == mark) {
            return one(items.meant(trim(code)), &|item| Meaning::Mark(item, mark)).unwrap_or(Meaning::Other);
        }
    }
    one(items.meant(heading), &Meaning::Item).unwrap_or(Meaning::Other)
}
