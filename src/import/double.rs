//! Paper forms keyed twice: where two files say different things of the same.
use crate::framework::Framework;
use crate::import::written::agencies;
use crate::survey::{Kind, Ready, Speller, Survey, unit_of};
use crate::text::fold;
use std::collections::BTreeMap;

/// One cell that two files do not agree on.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub kind: Kind,
    pub agency: String,
    pub period: String,
    pub service: String,
    pub branch: String,
    pub respondent: String,
    /// Criterion, or KPI and quantity.
    pub code: String,
    /// The column of the table: `answer`, `na_reason`, `title`, ….
    pub column: String,
    pub first: Keyed,
    pub second: Keyed,
}

/// What a file says; blank without a row where it says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keyed {
    pub row: Option<u64>,
    pub text: String,
}

/// What a cell is told by: kind, agency, period, service, branch, respondent, group, code, column.
type Key = (Kind, [String; 8]);

/// Columns that say whose a row is, in the order of `Key`.
const WHO: [&str; 6] = ["agency", "period", "service", "branch", "respondent", "group"];

/// Everything on which two files differ once answers have one spelling and agencies of the register their code, in the
/// order of the tables.
pub fn differences(first: &[Ready], second: &[Ready], survey: &Survey, framework: &Framework) -> Vec<Difference> {
    let mut speller = Speller::new(framework);
    let names = agencies(survey);
    let first = keyed(first, &names, &mut speller);
    let second = keyed(second, &names, &mut speller);
    let keys: std::collections::BTreeSet<&Key> = first.keys().chain(second.keys()).collect();
    let mut differences = Vec::new();
    for key in keys {
        let of = |cells: &BTreeMap<Key, (Keyed, String)>| cells.get(key).cloned().unwrap_or_default();
        let ((first, one), (second, other)) = (of(&first), of(&second));
        if one == other {
            continue;
        }
        let (kind, [agency, period, service, branch, respondent, _, code, column]) = key.clone();
        differences.push(Difference { kind, agency, period, service, branch, respondent, code, column, first, second });
    }
    differences
}

/// Every cell that says something, with its one spelling.
fn keyed(
    ready: &[Ready],
    names: &BTreeMap<String, Option<String>>,
    speller: &mut Speller<'_>,
) -> BTreeMap<Key, (Keyed, String)> {
    let mut cells = BTreeMap::new();
    for part in ready {
        let Some((heading, rows)) = part.grid.rows.split_first() else { continue };
        for row in rows {
            let of = |name: &str| {
                let column = heading.cells.iter().position(|cell| cell.text == name);
                column.map_or("", |column| row.text(column)).trim()
            };
            let mut who = WHO.map(|name| fold(of(name)));
            if let Some(Some(code)) = names.get(&who[0]) {
                who[0].clone_from(code);
            }
            let code = match of("criterion") {
                "" => format!("{}.{}", of("kpi"), of("quantity")),
                criterion => criterion.to_lowercase(),
            };
            let unit = unit_of(of("service"), of("branch"));
            for (cell, heading) in row.cells.iter().zip(&heading.cells) {
                let text = cell.text.trim();
                let tells = WHO.contains(&heading.text.as_str())
                    || ["criterion", "kpi", "quantity"].contains(&heading.text.as_str());
                if text.is_empty() || tells {
                    continue;
                }
                let spelled = match heading.text.as_str() {
                    "answer" => {
                        let criterion = speller.criterion(&code);
                        criterion.and_then(|criterion| speller.spell(criterion, unit, text))
                    }
                    _ => None,
                };
                let [agency, period, service, branch, respondent, group] = who.clone();
                let key = [agency, period, service, branch, respondent, group, code.clone(), heading.text.clone()];
                let said = Keyed { row: Some(row.row), text: text.to_owned() };
                let mut key = (part.kind, key);
                // The same thing said twice in one file stands apart, so that it is seen.
                while cells.contains_key(&key) {
                    key.1[4] += "+";
                }
                cells.insert(key, (said, spelled.unwrap_or_else(|| fold(text))));
            }
        }
    }
    cells
}
