//! An auditor's work list as a workbook that is filled in and read back: its headings name the columns of verdicts.
use crate::locale::Locale;
use crate::output::Failure;
use crate::report::{Filled, WorkList};
use crate::sheet::{Look, height, name, plain, properties};
use rust_xlsxwriter::{DataValidation, Workbook};

/// Letters that the words of a list of choices may have together.
const LONGEST_LIST: usize = 255;
/// Letters that the message beside a cell may have.
const LONGEST_MESSAGE: usize = 255;
/// Points beyond which a row does not grow.
const TALLEST: f64 = 160.0;

/// The bytes of a workbook of one sheet.
pub fn worklist(list: &WorkList, locale: &Locale) -> Result<Vec<u8>, Failure> {
    let look = Look::new(locale.direction());
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties()?);
    let sheet = workbook.add_worksheet();
    sheet.set_name(name(&plain(&list.title), &[]))?;
    look.set_up(sheet, &plain(&list.title));
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    for (column, (code, heading, _)) in (0_u16..).zip(&list.columns) {
        sheet.set_column_width(column, width(code))?;
        sheet.write_string_with_format(0, column, format!("{} [{code}]", plain(heading)), &look.heading())?;
    }
    sheet.set_row_height(0, 42)?;
    for (row, cells) in (1_u32..).zip(&list.rows) {
        let mut tallest = height("", 1.0);
        for (column, ((code, _, filled), cell)) in (0_u16..).zip(list.columns.iter().zip(cells)) {
            let format = match filled {
                Filled::Before if ["text", "proof", "agency_name", "claimed"].contains(code) => look.framed(),
                Filled::Before => look.shut(),
                Filled::ByAuditor => look.input(),
            };
            let text = plain(cell);
            tallest = tallest.max(height(&text, width(code)));
            sheet.write_string_with_format(row, column, text, &format)?;
        }
        sheet.set_row_height(row, tallest.min(TALLEST))?;
    }
    let last = u32::try_from(list.rows.len()).unwrap_or(u32::MAX).max(1);
    for (column, (code, ..)) in (0_u16..).zip(&list.columns) {
        let choices = match *code {
            "verdict" => &list.verdicts,
            "grade" => &list.grades,
            _ => continue,
        };
        if choices.is_empty() || choices.iter().map(|own| own.chars().count() + 1).sum::<usize>() > LONGEST_LIST {
            continue;
        }
        let mut validation = DataValidation::new().allow_list_strings(choices)?;
        if *code == "verdict" && list.guide.chars().count() <= LONGEST_MESSAGE {
            validation = validation.set_input_message(plain(&list.guide))?;
        }
        sheet.add_data_validation(1, column, last, column, &validation)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Of a column, in letters.
fn width(code: &str) -> f64 {
    match code {
        "text" => 46.0,
        "proof" => 38.0,
        "agency_name" | "claimed" | "note" => 22.0,
        "found" | "verdict" => 16.0,
        _ => 11.0,
    }
}
