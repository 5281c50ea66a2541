//! Answers in the one spelling that needs no language: codes, plain numbers, `NA`, `DK`.
use crate::framework::{Framework, LowerUnit, Scale, ScaleKind};
use crate::survey::Answer;
use crate::survey::dictionary::{Dictionary, Reading};
use crate::survey::noanswer::{NoAnswer, Words};

/// Spells answers as the framework does.
pub struct Speller<'f> {
    framework: &'f Framework,
    words: Words,
    dictionary: Dictionary<'f>,
    /// By criterion: of a whole, a service and a branch, by entry of the dictionary.
    entries: Vec<[Option<usize>; 3]>,
}

/// The kind of unit that a row speaks for by its cells of service and branch; none where it speaks for the whole.
pub fn unit_of(service: &str, branch: &str) -> Option<LowerUnit> {
    match (service, branch) {
        ("", "") => None,
        ("", _) => Some(LowerUnit::Branch),
        _ => Some(LowerUnit::Service),
    }
}

impl<'f> Speller<'f> {
    pub fn new(framework: &'f Framework) -> Speller<'f> {
        let (dictionary, entries) = Dictionary::of_criteria(framework);
        Speller { framework, words: Words::load(), dictionary, entries }
    }

    /// A cell's answer to a criterion; none where it is blank or no answer on its scale. `unit`:
    /// what kind of unit of the agency answers, if it is not the whole. A share is in percent.
    pub fn spell(&mut self, criterion: usize, unit: Option<LowerUnit>, text: &str) -> Option<String> {
        let entry = self.entry(criterion, unit)?;
        match self.dictionary.read(&self.words, entry, text) {
            Reading::Answer { answer, .. } | Reading::Doubtful { answer, .. } => self.say(criterion, unit, answer),
            _ => None,
        }
    }

    /// An answer to a criterion in that spelling.
    pub fn say(&self, criterion: usize, unit: Option<LowerUnit>, answer: Answer) -> Option<String> {
        spelled(self.dictionary.asked(self.entry(criterion, unit)?).scale(), answer)
    }

    /// A cell's answer to a criterion, for the agency or nation as a whole; none where it is blank or no answer on its scale.
    pub fn answer(&mut self, criterion: usize, text: &str) -> Option<Answer> {
        let entry = self.entries.get(criterion)?[0]?;
        match self.dictionary.read(&self.words, entry, text) {
            Reading::Answer { answer, .. } | Reading::Doubtful { answer, .. } => Some(answer),
            _ => None,
        }
    }

    /// `NA` or `DK` where a cell says one of them, on any scale.
    pub fn no_answer(&self, text: &str) -> Option<&'static str> {
        self.words.no_answer(text).map(|word| match word {
            NoAnswer::NotApplicable => "NA",
            NoAnswer::Unknown => "DK",
        })
    }

    /// The criterion of a code.
    pub fn criterion(&self, code: &str) -> Option<usize> {
        self.framework.criterion(code)
    }

    /// How a criterion is asked of a unit, by entry of the dictionary.
    fn entry(&self, criterion: usize, unit: Option<LowerUnit>) -> Option<usize> {
        let way = match unit {
            None => 0,
            Some(LowerUnit::Service) => 1,
            Some(LowerUnit::Branch) => 2,
        };
        self.entries.get(criterion)?[way]
    }
}

/// An answer on a scale as every table reads it; none for a choice that the scale does not have.
pub fn spelled(scale: &Scale, answer: Answer) -> Option<String> {
    let code = |position: usize| scale.choices.get(position).map(|choice| choice.code.to_string());
    Some(match answer {
        Answer::NotApplicable => "NA".to_owned(),
        Answer::Unknown => "DK".to_owned(),
        Answer::Choice(position) => code(usize::from(position))?,
        Answer::Several(options) => {
            let chosen = (0..scale.choices.len()).filter(|position| options & (1 << position) != 0);
            chosen.filter_map(code).collect::<Vec<_>>().join(";")
        }
        // 0.07 × 100 is 7.000000000000001.
        Answer::Number(number) if scale.kind == ScaleKind::Share => {
            let percent = number * 100.0;
            format!("{percent:.11e}").parse().unwrap_or(percent).to_string()
        }
        Answer::Number(number) => number.to_string(),
    })
}
