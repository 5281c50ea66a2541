//! Every text exists in every language promised.
use crate::framework::Framework;
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::{Flaws, Step, at};
use crate::text::Text;

pub(super) fn check(framework: &Framework, flaws: &mut Flaws) {
    if framework.languages.is_empty() {
        flaws.push(at!["languages"], FrameworkProblem::NoLanguages {});
    }
    for (index, draft) in framework.drafts.iter().enumerate().filter(|(_, draft)| !framework.languages.contains(draft))
    {
        flaws.push(at!["drafts", index], FrameworkProblem::DraftNotALanguage { language: draft.clone() });
    }
    let mut texts = Texts { languages: &framework.languages, flaws };
    let owner = framework.code.as_str();
    texts.needed(at!["title"], owner, &framework.title);
    texts.allowed(at!["description"], owner, &framework.description);
    for (index, scale) in framework.scales.iter().enumerate() {
        texts.needed(at!["scales", index, "title"], scale.code.as_str(), &scale.title);
        for (place, choice) in scale.choices.iter().enumerate() {
            let owner = format!("{}.{}", scale.code, choice.code);
            texts.needed(at!["scales", index, "choices", place, "title"], &owner, &choice.title);
        }
    }
    for (place, grade) in framework.evidence.iter().flat_map(|scheme| &scheme.grades).enumerate() {
        texts.needed(at!["evidence", "grades", place, "title"], grade.code.as_str(), &grade.title);
    }
    for (list, entries) in
        [("conditions", &framework.conditions), ("editions", &framework.editions), ("roles", &framework.roles)]
    {
        for (index, entry) in entries.iter().enumerate() {
            texts.needed(at![list, index, "title"], entry.code.as_str(), &entry.title);
        }
    }
    for (index, dimension) in framework.dimensions.iter().enumerate() {
        let owner = dimension.code.as_str();
        texts.needed(at!["dimensions", index, "title"], owner, &dimension.title);
        texts.allowed(at!["dimensions", index, "description"], owner, &dimension.description);
    }
    for (index, criterion) in framework.criteria.iter().enumerate() {
        let owner = criterion.code.as_str();
        texts.needed(at!["criteria", index, "text"], owner, &criterion.text);
        texts.allowed(at!["criteria", index, "measure"], owner, &criterion.measure);
        texts.allowed(at!["criteria", index, "evidence"], owner, &criterion.evidence);
        if let Some(recommendation) = &criterion.recommendation {
            let path = |key: &'static str| at!["criteria", index, "recommendation", key];
            texts.needed(path("do"), owner, &recommendation.action);
            texts.allowed(path("owner"), owner, &recommendation.owner);
            texts.allowed(path("proof"), owner, &recommendation.proof);
        }
    }
    for (index, kpi) in framework.kpis.iter().enumerate() {
        let owner = kpi.code.as_str();
        texts.needed(at!["kpis", index, "title"], owner, &kpi.title);
        texts.needed(at!["kpis", index, "unit"], owner, &kpi.unit);
        if kpi.beside.is_empty() {
            texts.allowed(at!["kpis", index, "figure"], owner, &kpi.figure);
        } else {
            texts.needed(at!["kpis", index, "figure"], owner, &kpi.figure);
        }
        texts.allowed(at!["kpis", index, "counts"], owner, &kpi.counts);
        for (place, further) in kpi.beside.iter().enumerate() {
            let owner = further.code.as_str();
            texts.needed(at!["kpis", index, "beside", place, "title"], owner, &further.title);
            texts.allowed(at!["kpis", index, "beside", place, "unit"], owner, &further.unit);
            texts.allowed(at!["kpis", index, "beside", place, "counts"], owner, &further.counts);
        }
        texts.allowed(at!["kpis", index, "note"], owner, &kpi.note);
        texts.allowed(at!["kpis", index, "evidence"], owner, &kpi.evidence);
        for (place, quantity) in kpi.quantities.iter().enumerate() {
            let owner = format!("{}.{}", kpi.code, quantity.code);
            texts.needed(at!["kpis", index, "quantities", place, "title"], &owner, &quantity.title);
        }
    }
    for (index, item) in framework.beneficiary_items.iter().enumerate() {
        texts.needed(at!["beneficiary_items", index, "text"], item.code.as_str(), &item.text);
    }
}

struct Texts<'f, 'o> {
    languages: &'f [String],
    flaws: &'o mut Flaws,
}

impl Texts<'_, '_> {
    /// A text that may be absent, but not in one language alone.
    fn allowed(&mut self, path: Vec<Step>, owner: &str, text: &Text) {
        if !text.is_empty() {
            self.needed(path, owner, text);
        }
    }

    fn needed(&mut self, path: Vec<Step>, owner: &str, text: &Text) {
        for language in self.languages {
            if text.get(language).is_none_or(|text| text.trim().is_empty()) {
                let (owner, key, language) = (owner.to_owned(), super::last_key(&path), language.clone());
                let problem = FrameworkProblem::TranslationMissing { owner, key, language };
                self.flaws.push(path.clone(), problem);
            }
        }
    }
}
