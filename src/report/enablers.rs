//! What makes digital services possible: the agencies' own part beside the national one.
use crate::document::{Block, Cell, Chapter, Column, Grid};
use crate::framework::DimensionRole;
use crate::locale::Value;
use crate::report::Extent;
use crate::report::view::View;

pub(in crate::report) fn chapter(view: &View, _: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let mut grid = Grid::new(
        locale.say("enablers.caption", &[("column", Value::Phrase(view.truth(view.lead)))]),
        vec![
            Column::words(locale.word("enablers.enabler")),
            Column::numbers(locale.word("enablers.agencies")),
            Column::numbers(locale.word("common.quartiles")),
            Column::numbers(locale.word("enablers.national")),
        ],
    );
    for dimension in view.framework.of_role(DimensionRole::Enabler) {
        let quartiles = view.quartiles(view.lead, dimension);
        let factor = view.framework.factor(&view.framework.dimensions[dimension]);
        let items: Vec<f64> = view
            .assessment
            .national
            .iter()
            .filter(|item| {
                view.framework.criteria[item.criterion].dimension == view.framework.dimensions[dimension].code
            })
            .filter_map(|item| *item.value.get(view.lead))
            .collect();
        let national = (!items.is_empty()).then(|| factor * items.iter().sum::<f64>() / items.len() as f64);
        let [median, half] = view.spread(dimension, quartiles, 0);
        grid.push(vec![Cell::text(view.dimension(dimension)), median, half, Cell::number(national, 0)]);
    }
    if grid.rows.is_empty() {
        return None;
    }
    grid.notes.push(locale.word("enablers.note"));
    let mut blocks = vec![Block::Table(grid)];
    blocks.extend(view.national(DimensionRole::Enabler).map(Block::Table));
    Some(Chapter { code: "enablers", title: locale.word("enablers.title"), blocks })
}
