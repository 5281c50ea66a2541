//! Every criterion in full, so that a code in the report can be looked up.
use crate::document::{Block, Cell, Chapter, Column, Grid};
use crate::framework::Gate;
use crate::report::view::View;
use crate::report::{Extent, corrections};

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    if extent == Extent::Brief || view.framework.criteria.is_empty() {
        return None;
    }
    let locale = view.locale;
    let mut grid = Grid::new(
        locale.word("annex.caption"),
        vec![
            Column::words(locale.word("common.code")),
            Column::words(locale.word("common.criterion")),
            Column::words(locale.word("annex.scale")),
            Column::words(locale.word("annex.gate")),
            Column::numbers(locale.word("annex.weight")),
        ],
    );
    let edition = view.series.edition.as_ref();
    for (position, _) in view.framework.dimensions.iter().enumerate() {
        let code = &view.framework.dimensions[position].code;
        let held = view.framework.criteria.iter().filter(|criterion| {
            criterion.dimension == *code && view.framework.holds(edition, criterion.edition.as_ref())
        });
        let mut open = false;
        for criterion in held {
            if !open {
                grid.section(view.dimension(position));
                open = true;
            }
            let scale =
                view.framework.scale(&criterion.scale).map_or_else(String::new, |scale| locale.tell(&scale.title));
            let gate = match criterion.gate {
                None => String::new(),
                Some(Gate::Gate) => locale.word("annex.is-gate"),
                Some(Gate::Critical) => locale.word("annex.is-critical"),
            };
            grid.push(vec![
                Cell::code(criterion.code.as_str()),
                Cell::text(locale.tell(&criterion.text)),
                Cell::text(scale),
                Cell::text(gate),
                Cell::number(Some(criterion.weight), if criterion.weight.fract() == 0.0 { 0 } else { 2 }),
            ]);
        }
    }
    let blocks = std::iter::once(grid).chain(corrections::table(view)).map(Block::Table).collect();
    Some(Chapter { code: "annex", title: locale.word("annex.title"), blocks })
}
