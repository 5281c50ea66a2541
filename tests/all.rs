//! Every integration test: one binary, one link.
mod architecture;
mod cases;
mod chapters;
mod charts;
mod collection;
mod commands;
mod exports;
mod form;
mod forms;
mod frameworks;
mod html;
mod judgement;
mod licences;
mod locales;
mod office;
#[cfg(feature = "pdf")]
mod pdf;
mod program;
mod published;
mod questionnaire;
mod reading;
mod readme;
mod reports;
mod results_workbook;
mod samples;
mod spellings;
mod workbook;
