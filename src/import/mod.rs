//! Files of survey tools become the tables of an assessment.
pub mod workbook;
