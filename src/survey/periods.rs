//! Periods: those declared, or those found in the files.
use crate::finding::Problem;
use crate::spelling::nearest;
use crate::survey::number;
use crate::survey::settings::Settings;
use crate::survey::{Period, Source};
use crate::text::Code;
use rustc_hash::FxHashMap;

/// The code of the only period where no file and no setting names one.
pub const UNNAMED: &str = "current";

/// Periods while files are read; positions are final only after `finish`.
pub(super) struct Periods {
    list: Vec<Period>,
    declared: bool,
    spelled: FxHashMap<String, usize>,
    /// Stands for the rows without a period while it is not known which periods there are.
    unnamed: Option<usize>,
    /// The first row without a period of each file.
    blanks: Vec<Source>,
}

/// Where each position went, and what could not be placed.
pub(super) struct Settled {
    pub(super) periods: Vec<Period>,
    /// By earlier position; none: its rows are left out.
    pub(super) moved: Vec<Option<usize>>,
    /// Rows without a period where there are several.
    pub(super) homeless: Vec<Source>,
}

impl Periods {
    pub(super) fn new(settings: &Settings) -> Periods {
        Periods {
            list: settings.periods.clone(),
            declared: !settings.periods.is_empty(),
            spelled: FxHashMap::default(),
            unnamed: None,
            blanks: Vec::new(),
        }
    }

    /// The period of a row, by the text of its cell.
    pub(super) fn find(&mut self, text: &str, source: Source) -> Result<usize, Problem> {
        if text.is_empty() {
            return self.without_name(source);
        }
        if let Some(period) = self.spelled.get(text) {
            return Ok(*period);
        }
        let whole = number::parse(text).filter(|written| written.value.fract() == 0.0 && !written.percent);
        let digits = whole.map(|written| written.value.to_string());
        let known = self.list.iter().enumerate().find(|(position, period)| {
            let matches =
                period.code.matches(text) || digits.as_deref().is_some_and(|digits| period.code.matches(digits));
            matches && Some(*position) != self.unnamed
        });
        let period = match known {
            Some((period, _)) => period,
            None if self.declared => {
                let near = nearest(text, self.list.iter().map(|period| period.code.as_str()));
                return Err(Problem::UnknownPeriod { nearest: near.unwrap_or_default().to_owned() });
            }
            None => {
                let code = Code::new(text).or_else(|| digits.as_deref().and_then(Code::new));
                let code = code.ok_or(Problem::CodeInvalid {})?;
                self.list.push(Period { code, first: None, last: None, deadline: None });
                self.list.len() - 1
            }
        };
        self.spelled.insert(text.to_owned(), period);
        Ok(period)
    }

    fn without_name(&mut self, source: Source) -> Result<usize, Problem> {
        if self.declared {
            return match self.list.len() {
                1 => Ok(0),
                _ => Err(Problem::PeriodBlank { periods: self.codes().join(", ") }),
            };
        }
        if self.blanks.last().is_none_or(|last| last.file != source.file) {
            self.blanks.push(source);
        }
        if let Some(unnamed) = self.unnamed {
            return Ok(unnamed);
        }
        let code = Code::new(UNNAMED).expect("a literal code");
        self.list.push(Period { code, first: None, last: None, deadline: None });
        self.unnamed = Some(self.list.len() - 1);
        Ok(self.list.len() - 1)
    }

    /// Codes of the periods that have a name.
    pub(super) fn codes(&self) -> Vec<String> {
        let named = self.list.iter().enumerate().filter(|(position, _)| Some(*position) != self.unnamed);
        named.map(|(_, period)| period.code.to_string()).collect()
    }

    /// Orders the periods: as declared, else by code. Rows without a period belong to the only one there is.
    pub(super) fn finish(mut self) -> Settled {
        let named: Vec<usize> = (0..self.list.len()).filter(|position| Some(*position) != self.unnamed).collect();
        let mut order = named.clone();
        if !self.declared {
            order.sort_by(|a, b| self.list[*a].code.cmp(&self.list[*b].code));
        }
        if named.is_empty() {
            order.extend(self.unnamed);
        }
        let mut moved = vec![None; self.list.len()];
        for (to, from) in order.iter().enumerate() {
            moved[*from] = Some(to);
        }
        let mut homeless = Vec::new();
        if let Some(unnamed) = self.unnamed {
            match named.len() {
                0 => {}
                1 => moved[unnamed] = Some(0),
                _ => homeless = std::mem::take(&mut self.blanks),
            }
        }
        let mut periods: Vec<Period> = order.iter().map(|position| self.list[*position].clone()).collect();
        if periods.is_empty() {
            let code = Code::new(UNNAMED).expect("a literal code");
            periods.push(Period { code, first: None, last: None, deadline: None });
        }
        Settled { periods, moved, homeless }
    }
}
