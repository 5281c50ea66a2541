//! A table with a criterion in each column becomes one with a criterion in each row.
use crate::input::{Cell, Grid, Row};
use crate::survey::{Kind, MARKS, Need, Ready};

/// The same answers with one in each row; a table that has that shape already, or holds something else, as it is.
pub(super) fn lengthened(table: Ready) -> Ready {
    let Some((heading, rows)) = table.grid.rows.split_first() else { return table };
    let headings = heading.texts();
    if table.kind != Kind::Answers || headings.iter().any(|heading| heading == "criterion") {
        return table;
    }
    let known = |name: &str| {
        let mut columns = Kind::Answers.columns().columns.iter();
        columns.any(|column| column.name == name && column.need != Need::RequiredLong)
    };
    let shared: Vec<usize> = (0..headings.len()).filter(|column| known(&headings[*column])).collect();
    let asked: Vec<usize> = (0..headings.len())
        .filter(|column| !shared.contains(column) && !headings[*column].is_empty() && !headings[*column].contains('.'))
        .collect();
    let mut columns: Vec<String> = shared.iter().map(|column| headings[*column].clone()).collect();
    columns.extend(["criterion", "answer"].map(str::to_owned));
    let further: Vec<&str> =
        MARKS.iter().copied().filter(|mark| !columns.iter().any(|column| column == mark)).collect();
    columns.extend(further.iter().map(|mark| (*mark).to_owned()));
    let mut long = vec![Row { row: heading.row, cells: columns.iter().map(Cell::plain).collect() }];
    for row in rows {
        let cell = |column: usize| row.cells.get(column).cloned().unwrap_or_else(|| Cell::plain(""));
        for column in &asked {
            let code = &headings[*column];
            let mark = |mark: &str| {
                let own = format!("{code}.{mark}");
                headings.iter().position(|heading| *heading == own).map(cell).filter(|cell| !cell.text.is_empty())
            };
            if cell(*column).text.trim().is_empty() && MARKS.iter().all(|name| mark(name).is_none()) {
                continue;
            }
            let mut cells: Vec<Cell> = Vec::new();
            for column in &shared {
                let own = MARKS.iter().find(|name| **name == headings[*column]).and_then(|name| mark(name));
                cells.push(own.unwrap_or_else(|| cell(*column)));
            }
            cells.extend([Cell::plain(code), cell(*column)]);
            cells.extend(further.iter().map(|name| mark(name).unwrap_or_else(|| Cell::plain(""))));
            long.push(Row { row: row.row, cells });
        }
    }
    Ready { grid: Grid { rows: long }, ..table }
}
