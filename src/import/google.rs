//! Google Forms: whole texts as headings, rows of a grid in brackets behind, options joined by `, `.
use crate::import::lexicon::System;
use crate::import::tool::Tool;
use crate::text::fold;

pub(super) const TOOL: Tool = Tool {
    name: "google",
    title: "Google Forms",
    recognise: |headings| headings.first().is_some_and(|first| system(first) == Some(System::Time)),
    system,
    separators: &[],
    rejected: &[],
    encrypted: &[],
    blanks: &[],
};

fn system(heading: &str) -> Option<System> {
    let folded = fold(heading);
    let is = |words: &[&str]| words.iter().any(|word| fold(word) == folded);
    if is(&["Timestamp", "طابع زمني", "الطابع الزمني", "مۆری کات"]) {
        return Some(System::Time);
    }
    if is(&["Email Address", "Email", "Username", "عنوان البريد الإلكتروني", "البريد الإلكتروني", "اسم المستخدم"])
    {
        return Some(System::Personal);
    }
    is(&["Score", "النتيجة"]).then_some(System::Passing)
}
