//! Workbooks for people: one look for every sheet, right to left where the language is.
use crate::locale::Direction;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, ProtectionOptions, Worksheet, XlsxError,
};

/// Letters that the name of a sheet can have.
const LONGEST_NAME: usize = 31;
/// Points of a line of text.
const LINE: f64 = 14.0;

pub const NAVY: u32 = 0x1F_3A5F;
pub const PALE: u32 = 0xE8_EEF5;
pub const INPUT: u32 = 0xFF_FBE6;
const SHUT: u32 = 0xF2_F2F2;
const RULE: u32 = 0xBF_C7D1;
pub const FAINT: u32 = 0x5F_6B7A;
pub const AMBER: u32 = 0xFF_D98A;
pub const RED: u32 = 0xF8_B4AB;
pub const GREEN: u32 = 0xCD_EBD0;
pub const VIOLET: u32 = 0xE3_DCF2;

/// How the cells of one language look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    direction: Direction,
}

impl Look {
    pub fn new(direction: Direction) -> Look {
        Look { direction }
    }

    /// Wrapped text that begins where the language does.
    pub fn text(self) -> Format {
        let (align, reading) = match self.direction {
            Direction::Rtl => (FormatAlign::Right, 2),
            Direction::Ltr => (FormatAlign::Left, 1),
        };
        Format::new()
            .set_font_name("Arial")
            .set_font_size(10)
            .set_align(align)
            .set_align(FormatAlign::VerticalCenter)
            .set_reading_direction(reading)
            .set_text_wrap()
    }

    /// The name of a sheet or form over its whole width.
    pub fn title(self) -> Format {
        self.text().set_bold().set_font_size(16).set_font_color(Color::White).set_background_color(NAVY).set_indent(1)
    }

    /// A line below a title, in the same band.
    pub fn subtitle(self) -> Format {
        self.title().unset_bold().set_font_size(11)
    }

    /// The heading of a part of a sheet.
    pub fn part(self) -> Format {
        self.text().set_bold().set_font_size(12).set_font_color(NAVY).set_background_color(PALE).set_indent(1)
    }

    /// What is said about a part.
    pub fn note(self) -> Format {
        self.faint().set_indent(1)
    }

    pub fn faint(self) -> Format {
        self.text().set_font_size(9).set_font_color(FAINT)
    }

    /// The heading of a column.
    pub fn heading(self) -> Format {
        self.framed().set_bold().set_font_size(9).set_background_color(PALE).set_align(FormatAlign::Center)
    }

    /// A cell of a table.
    pub fn framed(self) -> Format {
        self.text().set_border(FormatBorder::Thin).set_border_color(RULE)
    }

    /// A cell that holds a code or a figure.
    pub fn centred(self) -> Format {
        self.framed().set_align(FormatAlign::Center)
    }

    /// A cell that is not to be filled in.
    pub fn shut(self) -> Format {
        self.centred().set_font_size(9).set_font_color(FAINT).set_background_color(SHUT)
    }

    /// A cell to fill in.
    pub fn input(self) -> Format {
        self.framed().set_background_color(INPUT).set_unlocked()
    }

    /// A cell that is not shown: the text of a hidden column would run over into its neighbours.
    pub fn unseen(self) -> Format {
        Format::new().set_num_format(";;;")
    }

    /// A page that only cells to fill in can be changed on.
    pub fn set_up(self, sheet: &mut Worksheet, footer: &str) {
        self.page(sheet, footer);
        sheet.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        });
    }

    /// Direction and print set-up of a sheet: A4 across, as wide as one page, pages numbered.
    pub fn page(self, sheet: &mut Worksheet, footer: &str) {
        let right_to_left = self.direction == Direction::Rtl;
        let footer = footer.replace('&', "&&");
        let footer = if right_to_left { format!("&L&P / &N&R{footer}") } else { format!("&L{footer}&R&P / &N") };
        sheet
            .set_right_to_left(right_to_left)
            .set_screen_gridlines(false)
            .set_paper_size(9)
            .set_landscape()
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
            .set_footer(footer);
    }
}

/// Points that a text takes in a cell of some width: merged cells do not grow by themselves.
pub fn height(text: &str, width: f64) -> f64 {
    let lines = text.lines().map(|line| (line.chars().count() as f64 * 0.95 / width).ceil().max(1.0));
    lines.sum::<f64>().max(1.0) * LINE + 6.0
}

/// A text without the signs that isolate words of another direction: spreadsheets show them as boxes.
pub fn plain(text: &str) -> String {
    text.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
}

/// A name that a sheet can have, none of those taken.
pub fn name(title: &str, taken: &[String]) -> String {
    let plain: String = title.chars().map(|letter| if "[]:*?/\\'".contains(letter) { ' ' } else { letter }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = |room: usize| plain.chars().take(room).collect::<String>().trim_end().to_owned();
    let numbered = (2..).map(|number| {
        let ending = format!(" {number}");
        cut(LONGEST_NAME - ending.len()) + &ending
    });
    let free = |name: &String| !taken.iter().any(|taken| taken.to_lowercase() == name.to_lowercase());
    std::iter::once(cut(LONGEST_NAME)).chain(numbered).find(free).unwrap_or_default()
}

/// Properties of a workbook. A date of making would change the bytes of a workbook that is the same.
pub fn properties() -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?))
}
