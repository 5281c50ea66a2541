//! Every integration test: one binary, one link.
mod architecture;
mod cases;
mod charts;
mod collection;
mod commands;
mod forms;
mod frameworks;
mod judgement;
mod licences;
mod locales;
mod program;
mod published;
mod questionnaire;
mod reading;
mod readme;
mod reports;
mod samples;
