//! Findings beyond those held, passed on in small tables as they are met.
use miqyas::finding::{Finding, Findings};
use miqyas::locale::Locale;
use miqyas::output::tables;
use miqyas::table::Table;

/// Findings of one table; no more than are held of one code.
const BATCH: usize = 500;

/// Gathers findings and hands them on as rows of the table of findings.
pub(crate) struct Stream<'a> {
    locale: &'a Locale,
    batch: Findings,
    count: usize,
    deliver: Box<dyn FnMut(Table) + 'a>,
}

impl<'a> Stream<'a> {
    pub(crate) fn new(locale: &'a Locale, deliver: impl FnMut(Table) + 'a) -> Stream<'a> {
        Stream { locale, batch: Findings::default(), count: 0, deliver: Box::new(deliver) }
    }

    pub(crate) fn push(&mut self, finding: &Finding) {
        self.batch.push(finding.problem.clone(), finding.place.clone());
        self.count += 1;
        if self.count == BATCH {
            self.flush();
        }
    }

    /// Hands on what is gathered.
    pub(crate) fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        if std::mem::take(&mut self.count) > 0 {
            (self.deliver)(tables::findings(&batch, self.locale));
        }
    }
}
