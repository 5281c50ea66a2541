//! E-government maturity: agency answers in, a judged and explained assessment out.
//!
//! This library is pure: it touches no disk, clock, environment, network or chance. Readers and bytes come in,
//! values and bytes go out; the seed is an argument.
//!
//! One answer travels: bytes → [`input`] → record → [`survey`] → answer → [`score`] → score → [`assessment`] →
//! [`report`] → document → [`output`] → bytes.
pub mod finding;
pub mod framework;
pub mod method;
pub mod survey;
pub mod table;
pub mod text;
