//! Every integration test: one binary, one link.
mod architecture;
mod cases;
mod charts;
mod commands;
mod frameworks;
mod judgement;
mod licences;
mod program;
mod published;
mod readme;
mod samples;
