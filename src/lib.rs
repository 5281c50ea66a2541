//! E-government maturity: agency answers in, a judged and explained assessment out.
//!
//! This library is pure: it touches no disk, clock, environment, network or chance. Readers and bytes come in,
//! values and bytes go out; the seed is an argument.
//!
//! One answer travels: bytes → [`input`] → record → [`survey`] → answer → [`score`] → score → [`assessment`] →
//! [`report`] → document → [`output`] → bytes.
pub mod aims;
pub mod assess;
pub mod assessment;
pub mod assumption;
pub mod attribution;
pub mod audit;
pub mod auditing;
pub mod basis;
pub mod calculation;
pub mod change;
pub mod chart;
pub mod colour;
pub mod document;
pub mod explanation;
pub mod finding;
pub mod framework;
pub mod frozen;
pub mod import;
pub mod inference;
pub mod input;
pub mod inquiry;
pub mod lint;
pub mod locale;
pub mod markup;
pub mod method;
pub mod names;
pub mod output;
mod parallel;
pub mod paths;
pub mod plan;
pub mod planning;
pub mod pointer;
pub mod promises;
pub mod questionnaire;
pub mod report;
pub mod resources;
pub mod robustness;
pub mod score;
pub mod series;
pub mod sheet;
pub mod spelling;
pub mod statistics;
pub mod stats;
pub mod survey;
pub mod table;
pub mod text;
pub mod truth;
pub mod uncertainty;
pub mod verification;
