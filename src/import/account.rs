//! What became of every row and column of a file: the counts add up to what the file holds.
use std::collections::BTreeMap;

/// The account of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    pub file: String,
    /// The tool that wrote it, as its makers write it.
    pub tool: String,
    pub sheets: Vec<SheetAccount>,
}

/// The account of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetAccount {
    /// Path, for a workbook followed by `#` and the sheet.
    pub label: String,
    /// Rows that hold something, without the heading: the sum of `fates`.
    pub rows: u64,
    pub fates: BTreeMap<RowFate, u64>,
    /// In the order of the file.
    pub columns: Vec<ColumnAccount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowFate {
    Used,
    /// A reviewer rejected it.
    Rejected,
    /// The tool could not read it.
    Encrypted,
    /// A newer submission stands for it.
    Replaced,
    /// Of a submission that does not count.
    WithSubmission,
    /// Of a submission that is not in the file.
    Orphan,
    /// What another file says already.
    Repeated,
    /// Of an agency that is not in the register, or not to be told from another.
    NoAgency,
    /// Titles, tags and totals.
    PassedOver,
}

impl RowFate {
    pub const ALL: [RowFate; 9] = [
        RowFate::Used,
        RowFate::Rejected,
        RowFate::Encrypted,
        RowFate::Replaced,
        RowFate::WithSubmission,
        RowFate::Orphan,
        RowFate::Repeated,
        RowFate::NoAgency,
        RowFate::PassedOver,
    ];
}

impl RowFate {
    /// Its name in tables for machines.
    pub fn code(self) -> &'static str {
        match self {
            RowFate::Used => "used",
            RowFate::Rejected => "rejected",
            RowFate::Encrypted => "encrypted",
            RowFate::Replaced => "replaced",
            RowFate::WithSubmission => "with-submission",
            RowFate::Orphan => "orphan",
            RowFate::Repeated => "repeated",
            RowFate::NoAgency => "no-agency",
            RowFate::PassedOver => "passed-over",
        }
    }
}

impl ColumnFate {
    /// Its name in tables for machines.
    pub fn code(self) -> &'static str {
        match self {
            ColumnFate::Read => "read",
            ColumnFate::Tool => "tool",
            ColumnFate::Personal => "personal",
            ColumnFate::Remark => "remark",
            ColumnFate::LeftOut => "left-out",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct ColumnAccount {
    pub heading: String,
    pub fate: ColumnFate,
    /// Cells of the rows used that hold something.
    pub cells: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnFate {
    Read,
    /// The tool's own.
    Tool,
    /// About the person or device that sent it: dropped.
    Personal,
    /// No question of the framework: kept as it is, beside the answers.
    Remark,
    /// Because the user says so.
    LeftOut,
}

/// A text that is no answer of the framework.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    pub file: String,
    pub row: u64,
    pub agency: String,
    pub period: String,
    pub service: String,
    /// Where it stands beside an answer.
    pub criterion: String,
    pub heading: String,
    pub text: String,
}

impl Remark {
    /// A text that stands beside nothing that is asked.
    pub(super) fn of(file: &str, row: u64, text: &str) -> Remark {
        let blank = String::new;
        Remark {
            file: file.to_owned(),
            row,
            agency: blank(),
            period: blank(),
            service: blank(),
            criterion: blank(),
            heading: blank(),
            text: text.to_owned(),
        }
    }
}

impl Account {
    pub(super) fn new(file: &str, tool: &str) -> Account {
        Account { file: file.to_owned(), tool: tool.to_owned(), sheets: Vec::new() }
    }

    /// Takes rows of a table out of those used.
    pub fn turn_away(&mut self, label: &str, rows: u64, fate: RowFate) {
        for sheet in self.sheets.iter_mut().filter(|sheet| sheet.label == label) {
            let used = sheet.fates.entry(RowFate::Used).or_default();
            let away = rows.min(*used);
            *used -= away;
            *sheet.fates.entry(fate).or_default() += away;
        }
    }

    /// Rows of all tables, and how many of them were used.
    pub fn rows(&self) -> (u64, u64) {
        let used = |sheet: &SheetAccount| sheet.fates.get(&RowFate::Used).copied().unwrap_or_default();
        (self.sheets.iter().map(|sheet| sheet.rows).sum(), self.sheets.iter().map(used).sum())
    }
}
