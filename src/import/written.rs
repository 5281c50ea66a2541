//! The tables of an import as files: agencies and answers by their codes wherever these are certain, everything else as it
//! stands in its file.
use crate::framework::Framework;
use crate::import::account::Remark;
use crate::survey::{Kind, Ready, Speller, Survey, parse_date, parse_number, unit_of};
use crate::table::{Cell, Table};
use crate::text::fold;
use std::collections::BTreeMap;

/// Columns that a table keeps although nothing stands in them.
const NEEDED: &[&str] = &["agency", "criterion", "answer", "grade", "kpi", "quantity", "value", "service"];

/// One table for each kind, in the order of the kinds, then the remarks.
pub fn written(ready: &[Ready], remarks: &[Remark], survey: &Survey, framework: &Framework) -> Vec<Table> {
    let names = agencies(survey);
    let mut speller = Speller::new(framework);
    let mut tables: BTreeMap<Kind, Table> = BTreeMap::new();
    for part in ready {
        let Some((heading, rows)) = part.grid.rows.split_first() else { continue };
        let headings: Vec<&str> = heading.cells.iter().map(|cell| cell.text.as_str()).collect();
        let table = tables.entry(part.kind).or_insert_with(|| empty(part.kind.name()));
        let places: Vec<usize> = headings.iter().map(|heading| column(table, heading)).collect();
        for row in rows {
            let of =
                |name: &str| headings.iter().position(|heading| *heading == name).map_or("", |cell| row.text(cell));
            let unit = unit_of(of("service"), of("branch"));
            let mut cells = vec![Cell::Empty; table.columns.len()];
            for (position, heading) in headings.iter().enumerate() {
                let text = row.text(position);
                let spelled = match *heading {
                    "agency" => names.get(&fold(text)).cloned().flatten(),
                    "criterion" => speller.criterion(text).map(|found| framework.criteria[found].code.to_string()),
                    "answer" => {
                        let asked = speller.criterion(of("criterion"));
                        let spelled = asked.and_then(|criterion| speller.spell(criterion, unit, text));
                        spelled.or_else(|| speller.no_answer(text).map(str::to_owned))
                    }
                    "grade" if text.is_empty() => framework.evidence.as_ref().map(|scheme| {
                        let dated = parse_date(of("date")).is_some();
                        let documented = dated || !of("link").is_empty();
                        scheme.ungraded(documented).to_string()
                    }),
                    _ => None,
                };
                cells[places[position]] = cell(spelled.as_deref().unwrap_or(text));
            }
            table.rows.push(cells);
        }
    }
    let mut tables: Vec<Table> = tables.into_values().collect();
    tables.extend(kept(remarks, &names));
    tables.iter_mut().for_each(trim);
    tables
}

/// Names and codes of agencies of a register, folded, with their codes; none where a name is that of two.
pub(super) fn agencies(survey: &Survey) -> BTreeMap<String, Option<String>> {
    let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
    for agency in survey.agencies.iter().filter(|agency| agency.name.get(crate::survey::WRITTEN).is_none()) {
        let code = agency.code.to_string();
        for name in agency.name.iter().map(|(_, name)| name).chain([code.as_str()]) {
            let known = names.entry(fold(name)).or_insert_with(|| Some(code.clone()));
            if known.as_ref() != Some(&code) {
                *known = None;
            }
        }
    }
    names
}

fn kept(remarks: &[Remark], names: &BTreeMap<String, Option<String>>) -> Option<Table> {
    let columns = ["agency", "period", "service", "criterion", "heading", "text", "file", "row"];
    let mut table = empty("remarks");
    table.columns = columns.map(str::to_owned).to_vec();
    table.rows = remarks
        .iter()
        .map(|remark| {
            let Remark { file, row, agency, period, service, criterion, heading, text } = remark;
            let agency = names.get(&fold(agency)).cloned().flatten().unwrap_or_else(|| agency.clone());
            let mut cells: Vec<Cell> =
                [&agency, period, service, criterion, heading, text, file].into_iter().map(|text| cell(text)).collect();
            cells.push(Cell::Count(*row));
            cells
        })
        .collect();
    (!remarks.is_empty()).then_some(table)
}

fn empty(name: &str) -> Table {
    Table { name: name.to_owned(), ..Table::default() }
}

/// The position of a column, added where it is not there.
fn column(table: &mut Table, heading: &str) -> usize {
    table.columns.iter().position(|known| known == heading).unwrap_or_else(|| {
        table.columns.push(heading.to_owned());
        table.rows.iter_mut().for_each(|row| row.push(Cell::Empty));
        table.columns.len() - 1
    })
}

/// A number below 0 stays one: as a text it would begin like a formula.
fn cell(text: &str) -> Cell {
    match parse_number(text) {
        _ if text.is_empty() => Cell::Empty,
        Some(number) if text.starts_with('-') && !number.percent => Cell::number(Some(number.value), 0),
        _ => Cell::text(text),
    }
}

/// Leaves out columns in which nothing stands.
fn trim(table: &mut Table) {
    let filled: Vec<bool> = (0..table.columns.len())
        .map(|column| {
            NEEDED.contains(&table.columns[column].as_str())
                || table.rows.iter().any(|row| row.get(column).is_some_and(|cell| *cell != Cell::Empty))
        })
        .collect();
    let mut keep = filled.iter();
    table.columns.retain(|_| *keep.next().unwrap_or(&true));
    for row in &mut table.rows {
        let mut keep = filled.iter();
        row.retain(|_| *keep.next().unwrap_or(&true));
    }
}
