//! A mapping to finish by hand: every heading of a file with what it is taken for.
use crate::framework::Framework;
use crate::import::lexicon::{Lexicon, Meaning};
use crate::import::{layout, tool};
use crate::input::Tables;

/// A heading of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Drafted {
    pub heading: String,
    /// What it is taken for: our column or a criterion, blank where it is left out.
    pub ours: String,
    pub guess: Guess,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// The heading says so itself.
    Read,
    /// A code that it is like: to be looked at.
    Near,
    /// The survey tool's own, or personal.
    Tool,
    /// Nothing was found.
    Unknown,
}

/// The tool of a file and what its headings are taken for, table by table.
pub fn draft(tables: &mut Tables<'_>, framework: &Framework) -> (&'static str, Vec<Drafted>) {
    let lexicon = Lexicon::of(framework);
    let sheets = tables.sheets().map_or(1, <[String]>::len);
    let mut found = tool::TABLE.name;
    let mut drafted: Vec<Drafted> = Vec::new();
    for sheet in 0..sheets {
        let head = tables.head(sheet, layout::ROWS);
        let first = layout::heading(&head, &lexicon).unwrap_or_default();
        let Some(row) = head.get(first) else { continue };
        let headings = row.texts();
        let tool = tool::of(&headings).unwrap_or(&tool::TABLE);
        if sheet == 0 {
            found = tool.name;
        }
        for heading in headings.into_iter().filter(|heading| !heading.is_empty()) {
            if drafted.iter().any(|known| known.heading == heading) {
                continue;
            }
            let system = (tool.system)(&heading).map(Meaning::System);
            let meaning = system.or_else(|| lexicon.meaning(&heading, tool.separators));
            let (ours, guess) = match meaning {
                Some(Meaning::System(_) | Meaning::LeftOut | Meaning::Remark) => (String::new(), Guess::Tool),
                Some(meaning) => (spelled(&meaning, framework), Guess::Read),
                None if lexicon.is_personal(&heading) => (String::new(), Guess::Tool),
                None => match lexicon.near(&heading) {
                    near if near.is_empty() => (near, Guess::Unknown),
                    near => (near, Guess::Near),
                },
            };
            drafted.push(Drafted { heading, ours, guess });
        }
    }
    (found, drafted)
}

/// A meaning as a mapping writes it.
fn spelled(meaning: &Meaning, framework: &Framework) -> String {
    let code = |criterion: &usize| framework.criteria[*criterion].code.to_string();
    match meaning {
        Meaning::Criterion { criterion, unit: None } => code(criterion),
        Meaning::Criterion { criterion, unit: Some(unit) } => format!("{}[{unit}]", code(criterion)),
        Meaning::Option { criterion, option } => {
            let scale = framework.scale(&framework.criteria[*criterion].scale);
            let option = scale.and_then(|scale| scale.choices.get(*option)).map(|choice| choice.code.to_string());
            format!("{}[{}]", code(criterion), option.unwrap_or_default())
        }
        Meaning::Other { criterion } => format!("{}.other", code(criterion)),
        Meaning::Beside { criterion, mark } => format!("{}.{}", code(criterion), mark.column()),
        Meaning::Quantity { kpi, quantity } => format!("{kpi}.{quantity}"),
        Meaning::Item(item) => item.to_string(),
        Meaning::Known(known) => known.column().to_owned(),
        Meaning::System(_) | Meaning::LeftOut | Meaning::Remark => String::new(),
    }
}
