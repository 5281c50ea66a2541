//! Every chart in both directions, from no row to two hundred: nothing cut, nothing over something else, nothing let in.
use std::collections::BTreeSet;
use std::path::Path;

use miqyas::chart::bridge::{Bridge, Total};
use miqyas::chart::bullets::{Better, Bullets, Kpi, Measured, Unit};
use miqyas::chart::correlations::{Correlation, Correlations};
use miqyas::chart::coverage::Coverage;
use miqyas::chart::distribution::{Criterion, Distribution};
use miqyas::chart::dumbbell::Dumbbell;
use miqyas::chart::forest::{Forest, Pair};
use miqyas::chart::groups::Groups;
use miqyas::chart::heatmap::{Heatmap, Profile};
use miqyas::chart::influence::{Choice, Estimate, Influence};
use miqyas::chart::intervals::{Intervals, Ranked};
use miqyas::chart::ladder::{Ladder, Rung};
use miqyas::chart::likelihood::Likelihood;
use miqyas::chart::movers::{Gate, Movers};
use miqyas::chart::moves::{Flow, Moves};
use miqyas::chart::pareto::Pareto;
use miqyas::chart::passport::{Marks, Passport};
use miqyas::chart::patterns::{Cell, Patterns};
use miqyas::chart::radar::{Radar, Spoke};
use miqyas::chart::scree::{Component, Scree};
use miqyas::chart::services::{Group, Services};
use miqyas::chart::severity::{Obstacle, Severity};
use miqyas::chart::slope::{Slope, Way};
use miqyas::chart::split::{Part, Split};
use miqyas::chart::tiers::{Placed, Tiers};
use miqyas::chart::timeline::{Mark, Timeline, Tone};
use miqyas::chart::weights::{Point, Weights};
use miqyas::chart::{CHARTS, Chart, Direction, Drawing, Frame, Scale, Step, StepKind, Style, TextBox};
use miqyas::chart::{
    bridge, bullets, correlations, coverage, distribution, dumbbell, forest, groups, heatmap, influence, intervals,
    likelihood, moves, pareto, passport, patterns, radar, scree, services, severity, slope, split, tiers, timeline,
    weights,
};
use miqyas::output::png;

const TONES: [Tone; 7] = [Tone::Done, Tone::Part, Tone::Ahead, Tone::Late, Tone::Still, Tone::Unclear, Tone::Hidden];

const HOSTILE: &str = "<script>alert(1)</script> & \"x\" ]]> \u{202e}\u{0}\u{7}";

fn frames() -> [Frame; 3] {
    let frame = |title: &str, subtitle: &str, style: Style| Frame {
        title: title.to_owned(),
        subtitle: Some(subtitle.to_owned()),
        source: format!("{subtitle} · {subtitle} · {subtitle}"),
        note: Some(subtitle.to_owned()),
        style,
    };
    let long = "The gap between claim and check exceeds thirty points in horizontal integration, the widest of all. "
        .repeat(4);
    [
        frame(&long, "Scores 0–100 · 24 agencies · 2026", Style::latin("en", Direction::LeftToRight)),
        frame("تدّعي ١٤ جهة من ٢٤ بلوغ مرحلة المعاملات", "الدرجات ٠–١٠٠ · ٢٤ جهة · ٢٠٢٦", Style::arabic("ar")),
        frame(
            "١٤ دەزگا بانگەشەی گەیشتن بە قۆناغی مامەڵە دەکەن",
            "نمرەکان لە ٠ بۆ ١٠٠",
            Style::latin("ckb", Direction::RightToLeft),
        ),
    ]
}

/// Names of every kind: short, far too long, without a blank, hostile, empty, in other scripts.
fn name(row: usize) -> String {
    match row % 7 {
        0 => format!("وزارة الصحة {row}"),
        1 => {
            "وزارة التربية والتعليم العالي والبحث العلمي والشؤون الثقافية والرياضة والشباب في عموم المحافظات".repeat(2)
        }
        2 => HOSTILE.to_owned(),
        3 => format!("Authority{}", "OfEverything".repeat(20)),
        4 => "دەستەی ئاماری هەرێم (API v2)".to_owned(),
        5 => String::new(),
        _ => format!("統計局 Ωmega e\u{301}\u{302}\u{303} {row}"),
    }
}

/// 0–110 with holes, and what is not a number.
fn value(row: usize, column: usize) -> Option<f64> {
    match (row * 37 + column * 61 + row * column * 13) % 113 {
        112 => Some(f64::NAN),
        111 => Some(f64::INFINITY),
        at if at > 100 => None,
        at => Some(at as f64),
    }
}

fn step(at: usize) -> Step {
    Step { label: name(at), kind: if at % 5 == 4 { StepKind::Aside } else { StepKind::Stage } }
}

fn chart(chart: &str, rows: usize) -> Chart {
    let words = || name(0);
    match chart {
        "bridge" => Chart::Bridge(Bridge {
            before: Total { label: name(rows), value: value(rows, 4).unwrap_or(f64::NAN) },
            steps: (0..rows)
                .map(|row| bridge::Step {
                    label: name(row),
                    detail: (row % 3 == 0).then(|| name(row + 1)),
                    value: value(row, 1).map_or(f64::NEG_INFINITY, |change| change / 10.0 - 4.0),
                })
                .collect(),
            after: Total { label: name(rows + 1), value: value(rows, 5).unwrap_or(f64::NAN) },
            better: [Better::Higher, Better::Lower, Better::Neither][rows % 3],
            decimals: 1,
            words: bridge::Words { raises: words(), lowers: name(1), total: words(), broken: name(1) },
        }),
        "bullets" => Chart::Bullets(Bullets {
            rows: (0..rows)
                .map(|row| Kpi {
                    due: None,
                    label: name(row),
                    value: match value(row, 1) {
                        Some(known) => Measured::Known([known, -known, known * 1e7, known / 1e4][row % 4]),
                        None => Measured::Unavailable(name(1)),
                    },
                    low: value(row, 2).map(|low| low / 2.0),
                    high: value(row, 2),
                    target: value(row, 3),
                    baseline: value(row, 4),
                    better: [Better::Higher, Better::Lower, Better::Neither][row % 3],
                    unit: if row % 2 == 0 { Unit::Percent } else { Unit::Own },
                    decimals: row % 4,
                })
                .collect(),
            words: bullets::Words {
                value: words(),
                interval: words(),
                target: words(),
                baseline: words(),
                met: words(),
                unmet: words(),
            },
        }),
        "correlations" => Chart::Correlations(Correlations {
            labels: (0..rows).map(name).collect(),
            rows: (0..rows)
                .map(|row| {
                    let cell =
                        |column| Some(Correlation { value: value(row, column)? / 50.0 - 1.0, sure: row % 3 > 0 });
                    (0..row).map(cell).collect()
                })
                .collect(),
            words: correlations::Words { strength: words(), unsure: words(), missing: words(), more: name(1) },
        }),
        "coverage" => Chart::Coverage(Coverage {
            columns: (0..13).map(name).collect(),
            rows: (0..rows)
                .map(|row| coverage::Agency {
                    label: name(row),
                    shares: (0..12).map(|column| value(row, column).map(|share| share / 100.0)).collect(),
                    remark: name(row + 3),
                })
                .collect(),
            remark_head: name(1),
            words: coverage::Words { share: words(), nothing: words(), not_asked: words() },
        }),
        "distribution" => Chart::Distribution(Distribution {
            criteria: (0..rows)
                .map(|row| Criterion {
                    label: name(row + 1),
                    groups: (0..[3, 0, 12][row % 3])
                        .map(|group| distribution::Group {
                            label: name(group),
                            shares: (0..6).map(|band| value(row + group, band).unwrap_or(f64::NAN)).collect(),
                            count: (row * group) as u64 * 1_000,
                        })
                        .collect(),
                })
                .collect(),
            bands: (0..5).map(name).collect(),
            aside: name(5),
            words: distribution::Words { count: name(1) },
        }),
        "dumbbell" => Chart::Dumbbell(Dumbbell {
            rows: (0..rows)
                .map(|row| dumbbell::Row {
                    label: name(row),
                    claimed: value(row, 1),
                    supported: value(row, 2),
                    checked: value(row, 3),
                })
                .collect(),
            scale: Scale::HUNDRED,
            words: dumbbell::Words { claimed: words(), supported: words(), checked: words() },
        }),
        "forest" => Chart::Forest(Forest {
            rows: (0..rows)
                .map(|row| Pair {
                    label: name(row),
                    sizes: name(row + 1),
                    value: value(row, 1).unwrap_or(f64::NAN),
                    low: value(row, 1).unwrap_or(f64::NEG_INFINITY) - 20.0,
                    high: value(row, 2).unwrap_or(f64::INFINITY) + 100.0,
                    sure: row % 3 == 0,
                    p: name(row + 5),
                })
                .collect(),
            zero: 1.0,
            decimals: 2,
            words: forest::Words {
                lower: name(1),
                higher: name(3),
                sizes: words(),
                estimate: name(1),
                p: words(),
                sure: words(),
                unsure: words(),
                interval: words(),
                zero: words(),
            },
        }),
        "groups" => Chart::Groups(Groups {
            lines: (0..5)
                .map(|line| groups::Line { label: name(line), scale: Scale::HUNDRED, everybody: value(line, 5) })
                .collect(),
            sections: [rows.min(3), rows]
                .iter()
                .map(|panels| groups::Section {
                    title: name(1),
                    panels: (0..*panels)
                        .map(|panel| groups::Panel {
                            label: name(panel),
                            size: name(panel + 1),
                            values: (0..5)
                                .map(|line| {
                                    let median = value(panel, line)?;
                                    let half = (panel % 3 != 0).then_some((median / 2.0, median * 1.2));
                                    Some(groups::Spread { median, half })
                                })
                                .collect(),
                        })
                        .collect(),
                })
                .collect(),
            words: groups::Words { median: words(), half: words(), few: words(), everybody: words() },
        }),
        "heatmap" => Chart::Heatmap(Heatmap {
            columns: (0..4).map(|at| heatmap::Column { head: name(at), scale: Scale::HUNDRED }).collect(),
            rows: (0..rows)
                .map(|row| heatmap::Agency {
                    label: name(row),
                    cells: (0..4)
                        .map(|column| match value(row, column) {
                            Some(score) => Profile::Score(score),
                            None if row % 2 == 0 => Profile::Missing,
                            None => Profile::NotApplicable,
                        })
                        .collect(),
                    reached: (row % 5).checked_sub(1),
                    remark: name(row + 2),
                })
                .collect(),
            remark_head: name(0),
            words: heatmap::Words { score: words(), missing: words(), not_applicable: words(), reached: words() },
        }),
        "influence" => Chart::Influence(Influence {
            rows: (0..rows)
                .map(|row| {
                    let estimate = |column: usize| {
                        value(row, column).map(|share| Estimate {
                            value: share / 80.0 - 0.2,
                            interval: value(row, column + 1).map(|wide| (share / 80.0 - wide, share / 80.0 + wide)),
                        })
                    };
                    let remark = if row % 3 == 0 { name(row + 1) } else { String::new() };
                    Choice { label: name(row), first: estimate(1), total: estimate(2), shapley: estimate(3), remark }
                })
                .collect(),
            words: influence::Words { first: words(), total: name(1), shapley: name(3), interval: words() },
        }),
        "intervals" => Chart::Intervals(Intervals {
            rows: (0..rows as u64)
                .map(|row| Ranked {
                    label: name(row as usize),
                    rank: row + 1,
                    low: (row + 1).saturating_sub(row * 7 % 31).max(1),
                    median: row + 1 + row % 3,
                    high: row + 1 + row * 5 % 41,
                    kept: row % 3 > 0,
                })
                .collect(),
            agencies: rows as u64,
            words: intervals::Words { rank: words(), median: words(), interval: words(), withheld: name(1) },
        }),
        "ladder" => Chart::Ladder(Ladder {
            columns: (0..3).map(name).collect(),
            rungs: (0..rows)
                .map(|row| Rung {
                    step: step(row),
                    counts: (0..3)
                        .map(|column| value(row, column).map(|count| count.min(100.0) as u64 * 1_000))
                        .collect(),
                })
                .collect(),
            agencies: 2_000_000,
        }),
        "likelihood" => Chart::Likelihood(Likelihood {
            rows: (0..rows)
                .map(|row| likelihood::Agency {
                    label: name(row),
                    shares: (0..9).map(|stage| value(row, stage).map_or(f64::NAN, |share| share / 400.0)).collect(),
                    reached: (row % 5 > 0).then_some(row % 13),
                })
                .collect(),
            stages: (0..10).map(step).collect(),
            words: likelihood::Words { published: name(1) },
        }),
        "movers" => Chart::Movers(Movers {
            rows: (0..rows)
                .map(|row| Gate {
                    label: name(row),
                    agencies: [row % 7, row * 3 % 11, row * row % 2_000].map(|count| count as u64),
                })
                .collect(),
            movers: [name(0), name(1), name(4)],
        }),
        "moves" => Chart::Moves(Moves {
            steps: (0..rows.min(40)).map(step).collect(),
            flows: (0..rows)
                .map(|row| Flow { from: row * 3 % 41, to: row * 7 % 40, agencies: (row % 9) as u64 })
                .collect(),
            words: moves::Words {
                before: name(1),
                after: name(3),
                up: words(),
                stayed: words(),
                down: words(),
                other: words(),
            },
        }),
        "pareto" => Chart::Pareto(Pareto {
            rows: (0..rows)
                .map(|row| pareto::Obstacle { label: name(row), agencies: (row * 37 % 101) as u64 * 1_000 })
                .collect(),
            leading: rows / 3,
            words: pareto::Words { agencies: words(), together: name(1) },
        }),
        "passport" => Chart::Passport(Passport {
            rows: (0..rows)
                .map(|row| {
                    let marks = |column: usize, many: f64| {
                        value(row, column).map(|all| Marks {
                            all: (all / many).round(),
                            marked: (all / many / 3.0).round(),
                            said: name(row + column),
                        })
                    };
                    passport::Service {
                        label: name(row),
                        agency: name(row + 1),
                        transactions: value(row, 3).map(|known| known * 1e6),
                        steps: marks(1, 4.0),
                        visits: marks(2, 12.0),
                        papers: marks(4, 1.0),
                    }
                })
                .collect(),
            words: passport::Words {
                transactions: name(1),
                steps: words(),
                visits: name(3),
                papers: words(),
                online: words(),
                in_person: words(),
                visit: words(),
                held: words(),
                not_held: name(1),
            },
        }),
        "patterns" => Chart::Patterns(Patterns {
            columns: (0..[3, 14, 200][rows % 3]).map(|column| format!("c{column}")).collect(),
            groups: (0..30).map(|group| (name(group), group * 5..group * 5 + 3 + group % 3)).collect(),
            rows: (0..rows)
                .map(|row| patterns::Row {
                    label: name(row),
                    cells: (0..190)
                        .map(|column| match value(row, column) {
                            Some(value) => Cell::Value(value / 100.0),
                            None if column % 2 == 0 => Cell::Missing,
                            None => Cell::NotApplicable,
                        })
                        .collect(),
                })
                .collect(),
            words: patterns::Words { value: words(), missing: words(), not_applicable: name(1) },
        }),
        "radar" => Chart::Radar(Radar {
            axes: (0..rows)
                .map(|row| Spoke {
                    label: name(row),
                    value: value(row, 1),
                    median: value(row, 2),
                    scale: Scale::HUNDRED,
                })
                .collect(),
            words: radar::Words { agency: name(1), median: words() },
        }),
        "scree" => Chart::Scree(Scree {
            components: (0..rows)
                .map(|row| Component {
                    variance: value(row, 1).unwrap_or(f64::NAN),
                    by_chance: value(row, 2),
                    share: value(row, 3).map_or(f64::NAN, |share| share / 100.0),
                })
                .collect(),
            kept: 3,
            words: scree::Words {
                component: words(),
                variance: name(1),
                by_chance: words(),
                share: words(),
                kept: words(),
                left: words(),
                more: name(1),
            },
        }),
        "services" => Chart::Services(Services {
            stages: (0..6).map(step).collect(),
            groups: (0..rows)
                .map(|row| Group {
                    label: name(row),
                    counts: (0..6).map(|stage| (row * stage * 7 % 11) as u64).collect(),
                    volumes: (row % 4 != 3).then(|| (0..6).map(|stage| (row * stage % 5) as f64 * 1e6).collect()),
                })
                .collect(),
            words: services::Words { count: words(), volume: name(1) },
        }),
        "severity" => Chart::Severity(Severity {
            rows: (0..rows)
                .map(|row| Obstacle {
                    label: name(row),
                    severity: value(row, 1),
                    low: value(row, 1).map(|low| low - 20.0),
                    high: value(row, 1).map(|high| high + 20.0),
                    perception: value(row, 2),
                })
                .collect(),
            words: severity::Words { severity: words(), interval: words(), perception: words(), missing: words() },
        }),
        "slope" => Chart::Slope(Slope {
            periods: (0..[8, 2, 5, 3, 1, 12][rows % 6]).map(|period| name(period * 3)).collect(),
            lines: (0..rows)
                .map(|row| slope::Line {
                    label: name(row),
                    values: (0..8).map(|period| value(row, period)).collect(),
                    sure: [Some(Way::Rise), Some(Way::Fall), Some(Way::Level), None][row % 4],
                })
                .collect(),
            scale: Scale { decimals: 1, ..Scale::HUNDRED },
            words: slope::Words { rise: words(), fall: name(1), level: words(), untold: String::new() },
        }),
        "split" => Chart::Split(Split {
            rows: (0..rows)
                .map(|row| {
                    let share = |column: usize| value(row, column).map_or(f64::NAN, |share| share / 300.0);
                    Part {
                        label: name(row),
                        survey: share(1),
                        method: share(2),
                        together: share(3),
                        deviation: value(row, 4).map_or(f64::INFINITY, |known| known * 1e3),
                        decimals: row % 3,
                    }
                })
                .collect(),
            words: split::Words { survey: words(), method: name(1), together: name(3), deviation: name(1) },
        }),
        "timeline" => Chart::Timeline(Timeline {
            rows: (0..rows)
                .map(|row| timeline::Row {
                    label: name(row),
                    from: value(row, 1).map(|known| 2004.0 + known / 5.0),
                    to: value(row, 2).map(|known| 2000.0 + known / 3.0),
                    mark: [Mark::Day, Mark::Month, Mark::Year, Mark::After][row % 4],
                    tone: TONES[row % TONES.len()],
                    state: name(row + 1),
                    when: name(row + 2),
                })
                .collect(),
            now: value(rows, 3).map(|known| 2010.0 + known),
            words: timeline::Words {
                day: words(),
                month: words(),
                year: words(),
                after: words(),
                unknown: name(1),
                due: words(),
                now: name(3),
                state: name(1),
            },
        }),
        "tiers" => Chart::Tiers(Tiers {
            rows: (0..rows)
                .map(|row| {
                    let score = value(row, 1).unwrap_or(f64::NAN);
                    let tier = 1 + row * row / 30;
                    Placed { label: name(row), tier, value: score, low: score - 20.0, high: score + 20.0 }
                })
                .collect(),
            scale: Scale { decimals: 2, ..Scale::HUNDRED },
            words: tiers::Words {
                score: words(),
                interval: words(),
                band: name(1),
                tiers: (0..60).map(name).collect(),
            },
        }),
        "weights" => Chart::Weights(Weights {
            points: (0..rows)
                .map(|row| Point {
                    label: name(row),
                    weight: value(row, 1).map_or(f64::NAN, |weight| weight / 1e4),
                    influence: value(row, 2).map_or(f64::INFINITY, |influence| influence / 5e3 - 0.001),
                    marked: row % 5 == 0,
                })
                .collect(),
            words: weights::Words {
                weight: name(1),
                influence: name(1),
                point: words(),
                marked: words(),
                equal: words(),
            },
        }),
        other => panic!("no sample of {other}"),
    }
}

/// How deep two boxes lie in each other.
fn overlap(a: &TextBox, b: &TextBox) -> f64 {
    let across = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
    let down = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
    across.min(down)
}

fn assert_clear(drawing: &Drawing, of: &str) {
    let mut texts: Vec<&TextBox> = drawing.texts.iter().collect();
    texts.sort_by(|a, b| a.y.total_cmp(&b.y));
    for (at, a) in texts.iter().enumerate() {
        assert!(
            a.x >= 20.0 && a.x + a.width <= drawing.width - 20.0,
            "{of}: {a:?} leaves a page {} wide",
            drawing.width
        );
        assert!(a.y >= 20.0 && a.y + a.height <= drawing.height, "{of}: {a:?} leaves a page {} high", drawing.height);
        for b in texts[at + 1..].iter().take_while(|b| b.y < a.y + a.height) {
            assert!(overlap(a, b) < 2.5, "{of}: {a:?} lies on {b:?}");
        }
    }
}

#[test]
fn every_chart_is_clear_at_every_length() {
    for (frame, rows) in frames().iter().zip([[0, 1, 60], [2, 5, 200], [3, 12, 24]]) {
        for of in CHARTS {
            for rows in rows {
                let drawings = chart(of, rows).draw(frame);
                assert!(!drawings.is_empty(), "{of} drew nothing");
                for drawing in &drawings {
                    assert_clear(drawing, &format!("{of}, {rows} rows, {}", frame.style.lang));
                }
            }
        }
    }
}

#[test]
fn every_row_is_drawn_once_over_the_pages() {
    let rows: Vec<dumbbell::Row> = (0..200)
        .map(|row| dumbbell::Row { label: format!("row-{row}"), claimed: Some(1.0), supported: None, checked: None })
        .collect();
    let words = dumbbell::Words { claimed: "a".to_owned(), supported: String::new(), checked: String::new() };
    let drawings = Dumbbell { rows, scale: Scale::HUNDRED, words }.draw(&frames()[0]);
    assert_eq!(drawings.len(), 4);
    for row in 0..200 {
        let label = format!("row-{row}");
        assert_eq!(
            drawings.iter().flat_map(|drawing| &drawing.texts).filter(|text| text.text == label).count(),
            1,
            "{label}"
        );
    }
}

#[test]
fn same_chart_same_bytes() {
    for frame in frames() {
        for of in CHARTS {
            assert_eq!(chart(of, 9).draw(&frame), chart(of, 9).draw(&frame), "{of}");
        }
    }
}

#[test]
fn hostile_names_stay_text() {
    for frame in frames() {
        let frame = Frame { title: HOSTILE.to_owned(), source: HOSTILE.to_owned(), ..frame };
        for of in CHARTS {
            for drawing in chart(of, 7).draw(&frame) {
                assert!(!drawing.svg.contains("<script"), "{of}");
                let stray = drawing
                    .svg
                    .chars()
                    .find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}'));
                assert_eq!(stray, None, "{of}");
                png::render(&drawing.svg, 0.1).unwrap_or_else(|error| panic!("{of}: {error}"));
            }
        }
    }
}

#[test]
fn every_drawing_speaks() {
    for frame in frames() {
        for of in CHARTS {
            for drawing in chart(of, 4).draw(&frame) {
                for part in [
                    "role=\"img\"",
                    "<title>",
                    "<desc>",
                    "direction=\"ltr\"",
                    &format!("lang=\"{}\"", frame.style.lang),
                ] {
                    assert!(drawing.svg.contains(part), "{of} has no {part}");
                }
                assert!(!drawing.svg.contains(" dy="), "{of}");
                assert!(drawing.alt.len() > 20, "{of}: {}", drawing.alt);
            }
        }
    }
}

#[test]
fn right_to_left_text_is_isolated() {
    let [_, arabic, _] = frames();
    let drawing = &chart("dumbbell", 1).draw(&arabic)[0];
    assert!(
        drawing.svg.contains(">\u{2067}وزارة الصحة ٠\u{2069}<")
            || drawing.svg.contains(">\u{2067}وزارة الصحة 0\u{2069}<")
    );
}

#[test]
fn a_sentence_runs_with_its_chart_whatever_its_first_letter() {
    let [_, arabic, _] = frames();
    let title =
        format!("\u{2068}{}\u{2069}: تفوق وسيط الجهات كافة", "SUBSECRETARIA DE SALUD PUBLICA ".repeat(5).trim());
    let drawing = &chart("coverage", 1).draw(&Frame { title, ..arabic })[0];
    let lines: Vec<&str> =
        drawing.svg.lines().filter(|line| line.starts_with("<text") && line.contains("SALUD")).collect();
    assert!(lines.len() > 1, "the title is folded inside the name");
    for line in lines {
        assert!(line.contains(">\u{2067}\u{2068}") && line.ends_with("\u{2069}</text>"), "{line}");
        let count = |sign: char| line.matches(sign).count();
        assert_eq!(count('\u{2067}') + count('\u{2068}'), count('\u{2069}'), "{line}");
    }
    assert!(drawing.texts.iter().all(|text| !text.text.contains(['\u{2068}', '\u{2069}'])));
}

#[test]
fn a_scale_of_its_own_is_drawn_whole() {
    let [english, ..] = frames();
    let row = dumbbell::Row { label: "Agency".to_owned(), claimed: Some(3.23), supported: None, checked: Some(3.33) };
    let words =
        dumbbell::Words { claimed: "claimed".to_owned(), supported: String::new(), checked: "checked".to_owned() };
    let chart = Dumbbell { rows: vec![row], scale: Scale { low: 1.0, high: 5.0, decimals: 2 }, words };
    let drawing = chart.draw(&english).remove(0);
    let x = |text: &str| drawing.texts.iter().find(|found| found.text == text).map(|found| found.x);
    assert!(x("3.23").is_some() && x("3.33").is_some() && x("100").is_none());
    assert!(x("1") < x("3") && x("3") < x("5"), "the axis has the ends of the scale");
}

#[test]
fn quarters_carry_the_decimals_that_tell_them_apart() {
    let quarters = |low, high| Scale { low, high, decimals: 0 }.quarters();
    assert_eq!(quarters(0.0, 100.0), ([0.0, 25.0, 50.0, 75.0, 100.0], 0));
    assert_eq!(quarters(0.0, 1.0), ([0.0, 0.25, 0.5, 0.75, 1.0], 2));
    assert_eq!(quarters(0.0, 2.0).1, 1);
}

#[test]
fn charts_mirror_with_the_language() {
    let [english, arabic, _] = frames();
    let words = dumbbell::Words { claimed: "claimed".to_owned(), supported: String::new(), checked: String::new() };
    let row = dumbbell::Row { label: "agency".to_owned(), claimed: Some(7.0), supported: None, checked: None };
    let chart = Dumbbell { rows: vec![row], scale: Scale::HUNDRED, words };
    let place = |frame: &Frame, text: &str| {
        let drawing = chart.draw(frame).remove(0);
        drawing.texts.iter().find(|found| found.text == text).map(|found| found.x).expect("the text is drawn")
    };
    assert!(place(&english, "agency") < place(&english, "0") && place(&english, "0") < place(&english, "100"));
    assert!(place(&arabic, "agency") > place(&arabic, "٠") && place(&arabic, "٠") > place(&arabic, "١٠٠"));

    let spoke =
        |label: &str| Spoke { label: label.to_owned(), value: Some(50.0), median: Some(40.0), scale: Scale::HUNDRED };
    let axes = ["first", "second", "third", "fourth"].map(spoke).to_vec();
    let radar = Radar { axes, words: radar::Words { agency: "a".to_owned(), median: "b".to_owned() } };
    for (frame, to_the_right) in [(&english, true), (&arabic, false)] {
        let drawing = radar.draw(frame).remove(0);
        let second = drawing.texts.iter().find(|text| text.text == "second").expect("the axis is named");
        assert_eq!(second.x > drawing.width / 2.0, to_the_right);
    }
}

#[test]
fn a_number_of_the_web_stands_on_no_mark() {
    for values in [[100.0, 100.0, 100.0], [75.0, 25.0, 50.0], [98.0, 50.0, 100.0]] {
        for (frame, axes) in frames().iter().flat_map(|frame| [3, 5, 8].map(|axes| (frame, axes))) {
            let spoke = |at: usize| Spoke {
                label: "axis".to_owned(),
                value: Some(values[at % 3]),
                median: Some(values[(at + 1) % 3]),
                scale: Scale { decimals: 2, ..Scale::HUNDRED },
            };
            let axes = (0..axes).map(spoke).collect();
            let radar = Radar { axes, words: radar::Words { agency: "a".to_owned(), median: "b".to_owned() } };
            let drawing = radar.draw(frame).remove(0);
            let rings = [25.0, 50.0, 75.0, 100.0].map(|ring| frame.style.number(ring, 0));
            let numbers: Vec<&TextBox> = drawing.texts.iter().filter(|text| rings.contains(&text.text)).collect();
            assert_eq!(numbers.len(), 4);
            let marks = numbers_of(&drawing.svg, "<circle", "cx").into_iter();
            for (x, y) in marks.zip(numbers_of(&drawing.svg, "<circle", "cy")) {
                let covers = |text: &TextBox| {
                    let across = (text.x - x).max(x - text.x - text.width);
                    across.max((text.y - y).max(y - text.y - text.height)) < 4.0
                };
                assert!(!numbers.iter().any(|text| covers(text)), "{values:?}: a mark at {x}, {y}: {numbers:?}");
            }
        }
    }
}

#[test]
fn a_change_is_told_by_the_shape_of_its_line() {
    let [english, arabic, _] = frames();
    let line = |label: &str, values: [Option<f64>; 3], sure| slope::Line {
        label: label.to_owned(),
        values: values.to_vec(),
        sure,
    };
    let lines = vec![
        line("up", [Some(40.0), Some(45.0), Some(60.0)], Some(Way::Rise)),
        line("down", [Some(60.0), Some(50.0), Some(45.0)], Some(Way::Fall)),
        line("still", [Some(50.0), Some(52.0), Some(51.0)], Some(Way::Level)),
        line("broken", [Some(50.0), None, Some(50.0)], None),
        line("unknown", [None, Some(f64::NAN), None], None),
    ];
    let [rise, fall, level, untold] = ["rise", "fall", "level", ""].map(str::to_owned);
    let words = slope::Words { rise, fall, level, untold };
    let periods = ["first", "second", "third"].map(str::to_owned).to_vec();
    let scale = Scale { decimals: 1, ..Scale::HUNDRED };
    let draw = |frame: &Frame| {
        Slope { periods: periods.clone(), lines: lines.clone(), scale, words: words.clone() }.draw(frame).remove(0)
    };
    let drawing = draw(&english);
    assert_eq!(
        drawing.alt,
        "first; second; third. up: 40.0; 45.0; 60.0 (rise). down: 60.0; 50.0; 45.0 (fall). \
         still: 50.0; 52.0; 51.0 (level). broken: 50.0; –; 50.0. unknown: –; –; –."
    );
    let drawn: Vec<&str> = drawing.svg.lines().filter(|line| line.starts_with("<polyline")).collect();
    assert_eq!(drawn.len(), 3, "a single value is a point, not a line");
    let dashed = |line: &&str| line.contains("stroke-dasharray");
    assert_eq!(drawn.iter().map(dashed).collect::<Vec<_>>(), [true, false, true], "level, rise, fall");
    assert!(drawn[1..].iter().all(|line| line.contains("stroke-width=\"2.8\"")));
    let says = |words: &str| drawing.texts.iter().filter(|text| text.text == words).count();
    assert_eq!(["rise: 1", "fall: 1", "level: 1", ": 2", "up", "unknown"].map(says), [1, 1, 1, 0, 2, 2]);
    assert_eq!(drawing.svg.matches("<polygon").count(), 4, "in the legend, and where the line ends");
    for (frame, from_the_left) in [(&english, true), (&arabic, false)] {
        let drawing = draw(frame);
        let x = |period: &str| drawing.texts.iter().find(|text| text.text == period).map(|text| text.x);
        assert_eq!(x("first") < x("third"), from_the_left);
    }
    let equal = Slope { lines: vec![lines[3].clone(); 60], periods: periods.clone(), scale, words: words.clone() };
    assert_eq!(equal.draw(&english).len(), 1, "sixty short names have room on a page");
}

#[test]
fn each_step_of_a_bridge_begins_where_the_last_one_ends() {
    let [english, _, kurdish] = frames();
    let draw = |before: f64, changes: &[f64], frame: &Frame| {
        let step = |&value: &f64| bridge::Step { label: "step".to_owned(), detail: Some("detail".to_owned()), value };
        let after = Total { label: "after".to_owned(), value: before + changes.iter().sum::<f64>() };
        let [raises, lowers, total, broken] = ["raises", "lowers", "total", "broken"].map(str::to_owned);
        let words = bridge::Words { raises, lowers, total, broken };
        let before = Total { label: "before".to_owned(), value: before };
        let steps = changes.iter().map(step).collect();
        Bridge { before, steps, after, better: Better::Higher, decimals: 1, words }.draw(frame)
    };
    let drawing = draw(60.0, &[4.0, -2.0], &english).remove(0);
    assert_eq!(drawing.alt, "before: 60.0; after: 62.0. step (detail): +4.0. step (detail): −2.0.");
    // After the page, the mark of its title and three signs in the legend.
    let bars = |drawing: &Drawing| -> Vec<(f64, f64)> {
        let from = numbers_of(&drawing.svg, "<rect", "x").into_iter().skip(5 - 1);
        let long = numbers_of(&drawing.svg, "<rect", "width").into_iter().skip(5);
        from.zip(long).map(|(from, long)| (from, from + long)).take(4).collect()
    };
    let [before, up, down, after] = bars(&drawing)[..] else { panic!("four bars") };
    let near = |a: f64, b: f64| (a - b).abs() < 0.05;
    assert!(near(before.1, up.0) && near(up.1, down.1) && near(down.0, after.1), "{:?}", bars(&drawing));
    assert!(near(up.1 - up.0, 2.0 * (down.1 - down.0)) && near(before.0, after.0));
    let says = |drawing: &Drawing, words: &str| drawing.texts.iter().any(|text| text.text == words);
    assert!(["raises", "lowers", "total", "broken", "+4.0", "−2.0"].into_iter().all(|words| says(&drawing, words)));
    assert_eq!(drawing.svg.matches("<polygon").count(), 2, "bars of totals are torn");
    let whole = draw(10.0, &[40.0, 5.0], &english).remove(0);
    assert!(!says(&whole, "broken") && !says(&whole, "lowers") && !whole.svg.contains("<polygon"));
    assert!(says(&draw(60.0, &[4.0], &kurdish)[0], "\u{200e}+4.0"), "the sign stays before its number");
    let pages = draw(60.0, &[1.0; 50], &english);
    let totals = pages.iter().map(|page| ["before", "after"].map(|label| says(page, label)));
    assert_eq!(totals.collect::<Vec<_>>(), [[true, false], [false, false], [false, true]]);
    for (before, changes) in [(f64::NAN, [1.0, f64::INFINITY]), (1e308, [1e308, -1e308]), (-5.0, [0.0, 0.0])] {
        for drawing in draw(before, &changes, &english) {
            assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf\""), "{before}, {changes:?}");
        }
    }
}

#[test]
fn a_missing_axis_is_a_gap() {
    let [english, ..] = frames();
    let lines = |value: Option<f64>| {
        let spoke = |at: usize| Spoke {
            label: format!("axis {at}"),
            value: if at == 2 { value } else { Some(50.0) },
            median: None,
            scale: Scale::HUNDRED,
        };
        let axes = (0..5).map(spoke).collect();
        let radar = Radar { axes, words: radar::Words { agency: "a".to_owned(), median: "b".to_owned() } };
        radar.draw(&english)[0].svg.matches("<polyline").count()
    };
    assert_eq!((lines(Some(0.0)), lines(None)), (5, 3));
}

#[test]
fn obstacles_are_ranked() {
    let [english, ..] = frames();
    let obstacle =
        |label: &str, severity| Obstacle { label: label.to_owned(), severity, low: None, high: None, perception: None };
    let rows = vec![obstacle("mild", Some(10.0)), obstacle("unknown", None), obstacle("grave", Some(90.0))];
    let words = severity::Words {
        severity: "s".to_owned(),
        interval: String::new(),
        perception: String::new(),
        missing: String::new(),
    };
    let drawing = Severity { rows, words }.draw(&english).remove(0);
    let y = |label: &str| drawing.texts.iter().find(|text| text.text == label).map(|text| text.y).expect("drawn");
    assert!(y("grave") < y("mild") && y("mild") < y("unknown"));
}

#[test]
fn the_first_obstacles_are_added_up() {
    let [english, ..] = frames();
    let rows = [("few", 1), ("most", 6), ("some", 3), ("none", 0)]
        .map(|(label, agencies)| pareto::Obstacle { label: label.to_owned(), agencies });
    let words = pareto::Words { agencies: "agencies".to_owned(), together: "together".to_owned() };
    let drawing = Pareto { rows: rows.to_vec(), leading: 1, words }.draw(&english).remove(0);
    assert_eq!(drawing.alt, "agencies; together. most: 6; 60%. some: 3; 90%. few: 1; 100%. none: 0; 100%.");
    let discs = numbers_of(&drawing.svg, "<circle", "cx");
    let [.., first, second, third, last] = discs.as_slice() else { panic!("a mark for each obstacle: {discs:?}") };
    assert!(first < second && second < third && third == last, "{discs:?}");
}

#[test]
fn a_bar_is_as_long_as_its_movers_together() {
    let [english, ..] = frames();
    let row = |label: &str, agencies| Gate { label: label.to_owned(), agencies };
    let rows = vec![row("first", [6, 3, 1]), row("second", [5, 0, 0])];
    let drawing = Movers { rows, movers: ["agency", "other", "nation"].map(str::to_owned) }.draw(&english).remove(0);
    assert_eq!(drawing.alt, "agency; other; nation. first: 6; 3; 1. second: 5; 0; 0.");
    let widths = numbers_of(&drawing.svg, "<rect", "width");
    // After the page, the mark of its title, and three signs in the legend and over the columns.
    let [agency, other, nation, second] = widths[8..12] else { panic!("{widths:?}") };
    assert!((agency / other - 2.0).abs() < 0.01 && (agency / nation - 6.0).abs() < 0.01, "{widths:?}");
    assert!(((agency + other + nation) / second - 2.0).abs() < 0.01, "{widths:?}");
    let hatched = drawing.svg.matches("<path").count();
    assert_eq!(hatched, 3, "another body is hatched in the legend, over its column and in its one bar");
}

#[test]
fn every_step_visit_and_paper_is_a_mark() {
    let [_, arabic, _] = frames();
    let marks = |all: f64, marked: f64| Some(Marks { all, marked, said: "قيل".to_owned() });
    let row = passport::Service {
        label: "تجديد الجواز".to_owned(),
        agency: "الداخلية".to_owned(),
        transactions: Some(120.0),
        steps: marks(9.0, 2.0),
        visits: marks(3.0, 3.0),
        papers: marks(7.0, 5.0),
    };
    let empty = passport::Service { steps: None, visits: marks(0.0, 0.0), papers: marks(400.0, 5.0), ..row.clone() };
    let words = || String::new();
    let words = passport::Words {
        transactions: words(),
        steps: words(),
        visits: words(),
        papers: words(),
        online: words(),
        in_person: words(),
        visit: words(),
        held: words(),
        not_held: words(),
    };
    let drawing = |row: &passport::Service| {
        Passport { rows: vec![row.clone()], words: words.clone() }.draw(&arabic).remove(0).svg
    };
    let full = drawing(&row);
    assert_eq!(full.matches("<circle").count(), 9, "steps");
    assert_eq!(full.matches("<polygon").count(), 3, "visits");
    assert_eq!(full.matches("<path").count(), 5, "papers that the state holds are hatched");
    let many = drawing(&empty);
    assert_eq!((many.matches("<circle").count(), many.matches("<polygon").count()), (0, 0));
    assert!(many.matches("<rect").count() < 10, "four hundred papers are a bar");
    assert!(many.contains("–"), "what is not known is a dash");
}

#[test]
fn a_group_too_small_for_a_middle_half_is_a_ring() {
    let [english, ..] = frames();
    let panel = |label: &str, half| groups::Panel {
        label: label.to_owned(),
        size: "4 agencies".to_owned(),
        values: vec![Some(groups::Spread { median: 40.0, half }), None],
    };
    let line = |label: &str| groups::Line { label: label.to_owned(), scale: Scale::HUNDRED, everybody: Some(50.0) };
    let word = str::to_owned;
    let chart = |half| {
        let section = groups::Section { title: word("governorate"), panels: vec![panel("north", half)] };
        let words =
            groups::Words { median: word("median"), half: word("half"), few: word("few"), everybody: word("all") };
        let lines = vec![line("first"), line("second")];
        Groups { lines, sections: vec![section], words }.draw(&english).remove(0)
    };
    let says = |drawing: &Drawing, words: &str| drawing.texts.iter().any(|text| text.text == words);
    let (small, large) = (chart(None), chart(Some((30.0, 60.0))));
    assert!(says(&small, "few") && !says(&large, "few"));
    assert!(large.svg.matches("<rect").count() > small.svg.matches("<rect").count());
    assert_eq!(small.alt, "median: first; second. north (4 agencies): 40; –.");
}

#[test]
fn the_best_rank_stands_where_reading_starts() {
    let row = |label: &str, (low, rank, high): (u64, u64, u64), kept| Ranked {
        label: label.to_owned(),
        rank,
        low,
        median: rank,
        high,
        kept,
    };
    let words = ["rank", "median", "interval", "withheld"].map(str::to_owned);
    let [rank, median, interval, withheld] = words;
    let words = intervals::Words { rank, median, interval, withheld };
    let draw = |rows: Vec<Ranked>, agencies, frame: &Frame| {
        Intervals { rows, agencies, words: words.clone() }.draw(frame).remove(0)
    };
    let says = |drawing: &Drawing, words: &str| drawing.texts.iter().any(|text| text.text == words);
    let [english, arabic, _] = frames();
    let rows = vec![row("sure", (1, 1, 1), true), row("unsure", (3, 9, 17), false)];
    for (frame, from_the_left) in [(&english, true), (&arabic, false)] {
        let drawing = draw(rows.clone(), 24, frame);
        let x = |number: u64| {
            let number = frame.style.number(number as f64, 0);
            drawing.texts.iter().find(|text| text.text == number).map(|text| text.x).expect("a rank on the axis")
        };
        assert_eq!(x(4) < x(24), from_the_left);
        assert!(says(&drawing, "withheld"));
        // After the page, the mark of its title, two signs in the legend and one over the column.
        let [sure, unsure] = numbers_of(&drawing.svg, "<rect", "width")[5..7] else { panic!("a bar for each") };
        assert!((unsure / sure - 15.0).abs() < 0.05, "{unsure} is fifteen ranks of {sure}");
        assert_eq!(drawing.svg.matches("<path").count(), 1, "a rank that is not to be published is hatched");
    }
    let drawing = draw(rows[..1].to_vec(), 24, &english);
    assert!(!says(&drawing, "withheld") && !drawing.svg.contains("<path"));
    assert_eq!(draw(rows, 24, &english).alt, "rank; median; interval. sure: 1; 1; 1–1. unsure: 9; 9; 3–17 (withheld).");
}

#[test]
fn time_runs_with_the_language_and_what_nobody_knows_has_no_beginning() {
    let row = |label: &str, from, to, mark, tone| timeline::Row {
        label: label.to_owned(),
        from,
        to,
        mark,
        tone,
        state: format!("state of {label}"),
        when: format!("when {label}"),
    };
    let words = || timeline::Words {
        day: "day".to_owned(),
        month: "month".to_owned(),
        year: "year".to_owned(),
        after: "after".to_owned(),
        unknown: "unknown".to_owned(),
        due: "due".to_owned(),
        now: "now".to_owned(),
        state: String::new(),
    };
    let draw = |rows: Vec<timeline::Row>, frame: &Frame| {
        Timeline { rows, now: Some(2024.0), words: words() }.draw(frame).remove(0)
    };
    let says = |drawing: &Drawing, words: &str| drawing.texts.iter().any(|text| text.text == words);
    let [english, arabic, _] = frames();
    let rows = vec![
        row("one", Some(2010.0), Some(2014.0), Mark::Day, Tone::Done),
        row("two", Some(2010.0), Some(2022.0), Mark::Year, Tone::Late),
        row("open", Some(2012.0), None, Mark::After, Tone::Ahead),
    ];
    for (frame, from_the_left) in [(&english, true), (&arabic, false)] {
        let drawing = draw(rows.clone(), frame);
        let x = |year: u64| {
            let year = frame.style.number(year as f64, 0);
            drawing.texts.iter().find(|text| text.text == year).map(|text| text.x).expect("a year on the axis")
        };
        assert_eq!(x(2012) < x(2020), from_the_left);
        // After the page, the mark of its title and two signs in the legend: one bar for each.
        let widths = numbers_of(&drawing.svg, "<rect", "width");
        let bars = &widths[widths.len() - 3 - usize::from(frame.note.is_some()) * 2..];
        assert!((bars[1] / bars[0] - 3.0).abs() < 0.01, "{bars:?}");
        assert!((bars[2] / bars[0] - 3.0).abs() < 0.01, "without an end it runs up to now: {bars:?}");
        assert!(!says(&drawing, "unknown") && !says(&drawing, "month") && says(&drawing, "after"));
    }
    let unknown = draw(vec![row("lost", None, None, Mark::Day, Tone::Unclear)], &english);
    assert!(says(&unknown, "unknown") && !says(&unknown, "day") && !says(&unknown, "due"));
    assert!(unknown.svg.contains("stroke-dasharray=\"2 5\""));
    assert!(unknown.alt.ends_with("lost; when lost; state of lost."), "{}", unknown.alt);
    let shapes: BTreeSet<String> = TONES
        .into_iter()
        .map(|tone| {
            let drawing = draw(vec![row("same", Some(2010.0), None, Mark::Day, tone)], &english);
            // Without any colour each still differs.
            let mut svg = drawing.svg;
            while let Some(at) = svg.find('#') {
                svg.replace_range(at..at + 7, "grey");
            }
            svg
        })
        .collect();
    assert!(shapes.len() >= TONES.len() - 1, "{} shapes", shapes.len());
}

#[test]
fn ranks_on_the_axis_begin_with_the_first_and_end_with_the_last() {
    let [english, ..] = frames();
    let ticks = |agencies: u64| {
        let row = Ranked { label: "A".to_owned(), rank: 1, low: 1, median: 1, high: 1, kept: true };
        let words = || String::new();
        let words = intervals::Words { rank: words(), median: words(), interval: words(), withheld: words() };
        let drawing = Intervals { rows: vec![row], agencies, words }.draw(&english).remove(0);
        let texts = drawing.texts.iter().map(|text| text.text.as_str());
        // Those of the axis, then the rank of the only row.
        let numbers: Vec<String> = texts.filter(|text| text.parse::<u64>().is_ok()).map(str::to_owned).collect();
        numbers[..numbers.len() - 1].join(" ")
    };
    assert_eq!(ticks(1), "1");
    assert_eq!(ticks(2), "1 2");
    assert_eq!(ticks(10), "1 2 3 4 5 6 7 8 9 10");
    assert_eq!(ticks(24), "1 4 6 8 10 12 14 16 18 20 22 24");
    assert_eq!(ticks(345), "1 50 100 150 200 250 300 345");
}

#[test]
fn agencies_that_cannot_be_told_apart_share_a_band() {
    let [english, ..] = frames();
    let draw = |tiers: &[usize]| {
        let rows = tiers.iter().enumerate().map(|(at, &tier)| {
            let value = 90.0 - at as f64;
            Placed { label: format!("agency {at}"), tier, value, low: value - 5.0, high: value + 5.0 }
        });
        let words = tiers::Words {
            score: "score".to_owned(),
            interval: "interval".to_owned(),
            band: "band".to_owned(),
            tiers: ["first", "second", "third"].map(str::to_owned).to_vec(),
        };
        Tiers { rows: rows.collect(), scale: Scale::HUNDRED, words }.draw(&english)
    };
    let count = |drawing: &Drawing, name: &str| drawing.texts.iter().filter(|text| text.text == name).count();
    let drawing = draw(&[1, 1, 2, 3, 3, 3]).remove(0);
    assert_eq!(["first", "second", "third"].map(|name| count(&drawing, name)), [1; 3]);
    let bands: Vec<f64> = numbers_of(&drawing.svg, "<rect", "height").into_iter().filter(|tall| *tall > 90.0).collect();
    let [_, first, third] = bands[..] else { panic!("every other band has a ground: {bands:?}") };
    assert!((third / first - 1.5).abs() < 0.01, "three rows and two: {third}, {first}");
    assert!(drawing.alt.starts_with("band; score; interval. agency 0: first; 90; 85–95. agency 1: first;"));
    let pages = draw(&[1; 50]);
    assert_eq!(pages.iter().map(|page| count(page, "first")).collect::<Vec<_>>(), [1, 1], "named on every page");
}

#[test]
fn the_published_stage_is_marked_even_where_it_is_impossible() {
    let [english, ..] = frames();
    let draw = |shares: [f64; 4], reached| {
        let agency = likelihood::Agency { label: "agency".to_owned(), shares: shares.to_vec(), reached };
        let stages = [("none", StepKind::Stage), ("first", StepKind::Stage)];
        let stages = stages.into_iter().chain([("unjudged", StepKind::Aside), ("silent", StepKind::Aside)]);
        let stages = stages.map(|(label, kind)| Step { label: label.to_owned(), kind }).collect();
        let words = likelihood::Words { published: "published".to_owned() };
        Likelihood { rows: vec![agency], stages, words }.draw(&english).remove(0)
    };
    let frames_of = |drawing: &Drawing| drawing.svg.matches(r##"fill="none" stroke="#c4560a""##).count();
    let marks = |drawing: &Drawing| drawing.svg.matches("<polygon").count();
    let sure = draw([0.0, 1.0, 0.0, 0.0], Some(1));
    assert_eq!(sure.alt, "none; first; unjudged; silent. agency: 0%; 100%; 0%; 0% (published: first).");
    let unmarked = draw([0.0, 1.0, 0.0, 0.0], None);
    assert_eq!((frames_of(&sure), marks(&sure)), (frames_of(&unmarked) + 1, marks(&unmarked) + 1));
    let impossible = draw([1.0, 0.0, 0.0, 0.0], Some(1));
    assert_eq!((frames_of(&impossible), marks(&impossible)), (frames_of(&unmarked), marks(&sure)));
    let rest = draw([0.003, 0.997, 0.0, 0.0], Some(1)).alt;
    assert!(rest.contains("1%; 99%; 0%"), "{rest}");
    let asides = draw([0.0, 0.0, 0.5, 0.5], None).svg;
    assert_eq!(asides.matches("<path").count(), 2, "in the legend and in the bar only one of them is slanted");
}

#[test]
fn an_exact_share_has_no_whisker() {
    let [english, ..] = frames();
    let choice = |first: Estimate, total| Choice {
        label: "choice".to_owned(),
        first: Some(first),
        total,
        shapley: None,
        remark: "changes nothing".to_owned(),
    };
    let draw = |rows: Vec<Choice>| {
        let words = ["first", "total", "shapley", "interval"].map(str::to_owned);
        let [first, total, shapley, interval] = words;
        Influence { rows, words: influence::Words { first, total, shapley, interval } }.draw(&english).remove(0)
    };
    let says = |drawing: &Drawing, words: &str| drawing.texts.iter().any(|text| text.text == words);
    let exact = Estimate { value: 0.214, interval: None };
    let near = Estimate { interval: Some((0.15, 0.3)), ..exact };
    let ends = |drawing: &Drawing| drawing.svg.matches("stroke-width=\"1.6\"").count();
    let (known, guessed) = (draw(vec![choice(exact, None)]), draw(vec![choice(near, Some(exact))]));
    assert_eq!((ends(&known), ends(&guessed)), (0, 6), "a line and two ends, in the legend and in the plot");
    assert!(!says(&known, "interval") && !says(&known, "total") && says(&guessed, "total"));
    assert!(says(&known, "changes nothing") && !says(&guessed, "shapley"));
    assert_eq!(known.alt, "first. choice: 21.4%; changes nothing.");
    assert_eq!(guessed.alt, "first; total. choice: 21.4% (15.0–30.0); 21.4%; changes nothing.");
    let beyond = draw(vec![choice(Estimate { value: -9.0, interval: Some((-20.0, 30.0)) }, None)]);
    for (element, place) in [("<circle", "cx"), ("<line", "x1"), ("<line", "x2")] {
        let places = numbers_of(&beyond.svg, element, place);
        assert!(places.iter().all(|x| (36.0..=924.0).contains(x)), "{element}: {places:?}");
    }
}

#[test]
fn doubt_is_split_between_survey_method_and_both() {
    let [english, ..] = frames();
    let part =
        Part { label: "agency".to_owned(), survey: 0.6, method: 0.3, together: 0.1, deviation: 2.345, decimals: 1 };
    let nothing = Part { survey: 0.0, method: 0.0, together: 0.0, deviation: 0.0, ..part.clone() };
    let words = ["survey", "method", "both", "points"].map(str::to_owned);
    let [survey, method, together, deviation] = words;
    let words = split::Words { survey, method, together, deviation };
    let drawing = Split { rows: vec![part, nothing], words }.draw(&english).remove(0);
    assert_eq!(drawing.alt, "survey; method; both; points. agency: 60%; 30%; 10%; 2.3. agency: 0%; 0%; 0%; 0.0.");
    let says = |words: &str| drawing.texts.iter().any(|text| text.text == words);
    assert!(["60%", "30%", "10%", "2.3", "points"].into_iter().all(says));
    // After the page, the mark of its title and the signs in the legend; a number on lines has a ground of its own.
    let [survey, method, _, both, empty] = numbers_of(&drawing.svg, "<rect", "width")[5..10] else { panic!("bars") };
    assert!(((survey + 1.0) / (both + 1.0) - 6.0).abs() < 0.05 && ((method + 1.0) / (both + 1.0) - 3.0).abs() < 0.05);
    assert!((survey + method + both + 3.0 - empty).abs() < 0.1);
    assert_eq!(drawing.svg.matches("<path").count(), 2, "the method is hatched in the legend and in its bar");
}

#[test]
fn a_correlation_that_chance_explains_has_no_number() {
    let [english, arabic, _] = frames();
    let draw = |labels: usize, frame: &Frame| {
        let cell = |row: usize, column: usize| match (row, column) {
            (1, 0) => Some(Correlation { value: -0.812, sure: true }),
            (2, 0) => Some(Correlation { value: 0.1, sure: false }),
            (2, 1) => None,
            _ => Some(Correlation { value: 0.5, sure: true }),
        };
        let rows = (0..labels).map(|row| (0..row).map(|column| cell(row, column)).collect()).collect();
        let words = ["strength", "unsure", "missing", "more"].map(str::to_owned);
        let [strength, unsure, missing, more] = words;
        let words = correlations::Words { strength, unsure, missing, more };
        Correlations { labels: (0..labels).map(|at| format!("l{at}")).collect(), rows, words }.draw(frame).remove(0)
    };
    let count = |drawing: &Drawing, words: &str| drawing.texts.iter().filter(|text| text.text == words).count();
    let few = draw(3, &english);
    assert_eq!(few.alt, "strength. l0 × l1: −0.81. l0 × l2: 0.10 (unsure). l1 × l2: –.");
    assert_eq!(["−0.81", "0.10", "unsure", "missing", "more"].map(|words| count(&few, words)), [1, 0, 1, 1, 1]);
    assert_eq!(few.svg.matches("<path").count(), 2, "what cannot be told is hatched in the legend and in its cell");
    let two = draw(2, &english);
    assert_eq!(["unsure", "missing"].map(|words| count(&two, words)), [0, 0], "the legend has what is drawn");
    for frame in [&english, &arabic] {
        let many = draw(60, frame);
        assert_eq!(["l0", "l39", "l40", "l59"].map(|label| count(&many, label)), [1, 2, 0, 0]);
        assert!(many.alt.ends_with('…') && many.alt.contains("l0 × l1"), "{}", many.alt);
        // One stroke for what is below zero, two for what is above.
        let strokes = many.svg.matches("<line").count() - 1;
        assert_eq!(strokes, 2 * (780 - 3) + 1, "over the line above the source");
    }
}

#[test]
fn components_above_chance_are_filled() {
    let [english, ..] = frames();
    let draw = |variances: &[f64], by_chance: Option<f64>| {
        let component = |&variance: &f64| Component { variance, by_chance, share: variance / 10.0 };
        let words = ["component", "variance", "chance", "share", "kept", "left", "more"].map(str::to_owned);
        let [component_head, variance, chance, share, kept, left, more] = words;
        let words = scree::Words { component: component_head, variance, by_chance: chance, share, kept, left, more };
        Scree { components: variances.iter().map(component).collect(), kept: 1, words }.draw(&english).remove(0)
    };
    let drawing = draw(&[4.0, 2.0, 1.0], Some(1.5));
    assert_eq!(
        drawing.alt,
        "component; variance; chance; share. 1; 4.00; 1.50; 40%. 2; 2.00; 1.50; 20%. 3; 1.00; 1.50; 10%."
    );
    // After the page, the mark of its title and two signs in the legend.
    let tall = numbers_of(&drawing.svg, "<rect", "height");
    let [first, second, third] = tall[4..7] else { panic!("a bar for each: {tall:?}") };
    assert!((first / second - 2.0).abs() < 0.01 && (second / third - 2.0).abs() < 0.01, "{tall:?}");
    let rings = numbers_of(&drawing.svg, "<circle", "cy");
    assert_eq!(rings.len(), 4, "in the legend and over each component");
    let bars = drawing.svg.lines().filter(|line| line.starts_with("<rect")).skip(4).take(3);
    assert_eq!(bars.map(|bar| bar.contains("#123f6b")).collect::<Vec<_>>(), [true, false, false]);
    let unknown = draw(&[4.0], None);
    assert!(!unknown.alt.contains("chance") && !unknown.svg.contains("<circle") && !unknown.alt.contains("left"));
    let many = draw(&[1.0; 31], None);
    let says = |words: &str| many.texts.iter().any(|text| text.text == words);
    assert!(says("20") && !says("21") && says("more"));
}

#[test]
fn a_criterion_stays_on_one_page_and_is_named_on_each() {
    let [english, ..] = frames();
    let draw = |sizes: &[usize]| {
        let group = |at: usize| distribution::Group {
            label: format!("group {at}"),
            shares: vec![0.5, 0.25, 0.25],
            count: at as u64,
        };
        let criterion = |(at, &size): (usize, &usize)| Criterion {
            label: format!("criterion {at}"),
            groups: (0..size).map(group).collect(),
        };
        let criteria = sizes.iter().enumerate().map(criterion).collect();
        let bands = ["no", "yes"].map(str::to_owned).to_vec();
        let words = distribution::Words { count: "agencies".to_owned() };
        Distribution { criteria, bands, aside: "silent".to_owned(), words }.draw(&english)
    };
    let named = |drawing: &Drawing| -> Vec<String> {
        let titles = drawing.texts.iter().filter(|text| text.text.starts_with("criterion"));
        titles.map(|text| text.text.clone()).collect()
    };
    let drawing = draw(&[2]).remove(0);
    assert_eq!(
        drawing.alt,
        "no; yes; silent; agencies. criterion 0. group 0: 50%; 25%; 25%; 0. group 1: 50%; 25%; 25%; 1."
    );
    assert_eq!(drawing.svg.matches("<path").count(), 3, "silence is hatched in the legend and in both bars");
    let pages = draw(&[20, 20, 0, 1]);
    let titles: Vec<Vec<String>> = pages.iter().map(named).collect();
    assert_eq!(titles, [vec!["criterion 0"], vec!["criterion 1", "criterion 3"]], "not broken, none without groups");
    assert_eq!(draw(&[70]).iter().map(named).collect::<Vec<_>>(), vec![vec!["criterion 0"]; 3]);
}

#[test]
fn a_weight_is_named_in_the_plot_or_listed_beside_it() {
    let [english, arabic, _] = frames();
    let draw = |points: &[(f64, f64, bool)], frame: &Frame| {
        let point = |(at, &(weight, influence, marked)): (usize, &(f64, f64, bool))| Point {
            label: format!("p{at}"),
            weight,
            influence,
            marked,
        };
        let words = ["weight", "influence", "point", "marked", "equal"].map(str::to_owned);
        let [weight, influence, point_word, marked, equal] = words;
        let words = weights::Words { weight, influence, point: point_word, marked, equal };
        Weights { points: points.iter().enumerate().map(point).collect(), words }.draw(frame).remove(0)
    };
    let count = |drawing: &Drawing, words: &str| drawing.texts.iter().filter(|text| text.text == words).count();
    let apart = draw(&[(0.1, 0.1, false), (0.3, 0.05, true)], &english);
    assert_eq!(apart.alt, "weight; influence. p1: 30.0%; 5.0% (marked). p0: 10.0%; 10.0%.", "the farthest first");
    assert_eq!(["p0", "p1", "weight", "5.0%"].map(|words| count(&apart, words)), [1, 1, 1, 0]);
    let centre = |drawing: &Drawing, at: usize| {
        let (x, y) = (numbers_of(&drawing.svg, "<circle", "cx")[at], numbers_of(&drawing.svg, "<circle", "cy")[at]);
        (x, y)
    };
    let equal = draw(&[(0.1, 0.1, false), (0.3, 0.3, false)], &english);
    let ((x0, y0), (x1, y1)) = (centre(&equal, 1), centre(&equal, 2));
    assert!(((x1 - x0).abs() - (y1 - y0).abs()).abs() < 0.02, "both axes have one scale");
    for frame in [&english, &arabic] {
        let heap: Vec<(f64, f64, bool)> = (0..12).map(|at| (0.11, 0.11, at == 7)).collect();
        let drawing = draw(&heap, frame);
        assert!((0..12).all(|at| count(&drawing, &format!("p{at}")) == 1), "each once");
        let listed = count(&drawing, &frame.style.percent(11.0, 1));
        assert!((8..24).contains(&listed) && listed % 2 == 0, "{listed} numbers beside the plot");
        assert_eq!(count(&drawing, "weight"), 2, "a head for the axis and one for the list");
    }
}

#[test]
fn a_difference_that_chance_explains_is_a_ring() {
    let [english, arabic, _] = frames();
    let pair = |value: f64, low: f64, high: f64, sure: bool| Pair {
        label: "A − B".to_owned(),
        sizes: "n 12, 9".to_owned(),
        value,
        low,
        high,
        sure,
        p: "0.003".to_owned(),
    };
    let draw = |rows: Vec<Pair>, frame: &Frame| {
        let words =
            ["lower", "higher", "sizes", "estimate", "p", "sure", "unsure", "interval", "zero"].map(str::to_owned);
        let [lower, higher, sizes, estimate, p, sure, unsure, interval, zero] = words;
        let words = forest::Words { lower, higher, sizes, estimate, p, sure, unsure, interval, zero };
        Forest { rows, zero: 0.5, decimals: 1, words }.draw(frame)
    };
    let x = |drawing: &Drawing, words: &str| drawing.texts.iter().find(|text| text.text == words).map(|text| text.x);
    let drawing = draw(vec![pair(0.9, 0.7, 1.0, true), pair(0.4, 0.1, 0.7, false)], &english).remove(0);
    assert_eq!(
        drawing.alt,
        "sizes; estimate; p. A − B: n 12, 9; 0.9 (0.7–1.0); 0.003 (sure). A − B: n 12, 9; 0.4 (0.1–0.7); 0.003 (unsure)."
    );
    // A ring is paper within a thick edge; each kind in the legend and in the plot.
    assert_eq!(drawing.svg.matches("stroke-width=\"2.2\"").count(), 2);
    assert_eq!(drawing.svg.matches("<circle").count(), 4);
    assert!(x(&drawing, "lower") < x(&drawing, "higher"));
    let mirrored = draw(vec![pair(0.9, 0.7, 1.0, true)], &arabic).remove(0);
    assert!(x(&mirrored, "lower") > x(&mirrored, "higher") && x(&mirrored, "unsure").is_none());
    let ends =
        |low, high| draw(vec![pair(0.9, low, high, true)], &english)[0].svg.matches("stroke-width=\"1.6\"").count();
    assert_eq!((ends(0.8, 1.0), ends(0.8, f64::INFINITY)), (6, 4), "an open end has no stop");
    assert_eq!(draw(vec![pair(0.9, 0.7, 1.0, true); 60], &english).len(), 3);
}

#[test]
fn many_patterns_are_thin_and_many_answers_are_few_shapes() {
    let [english, ..] = frames();
    let draw = |rows: usize, columns: usize, cells: &[Cell]| {
        let row = |at: usize| patterns::Row {
            label: format!("row {at}"),
            cells: (0..columns).map(|column| cells[(at + column) % cells.len()]).collect(),
        };
        let words = ["value", "missing", "inapplicable"].map(str::to_owned);
        let [value, missing, not_applicable] = words;
        let words = patterns::Words { value, missing, not_applicable };
        let groups = vec![("first group".to_owned(), 0..2), ("second".to_owned(), 2..columns)];
        let columns = (0..columns).map(|column| format!("c{column}")).collect();
        Patterns { columns, groups, rows: (0..rows).map(row).collect(), words }.draw(&english)
    };
    let says = |drawing: &Drawing, words: &str| drawing.texts.iter().any(|text| text.text.contains(words));
    let few = draw(2, 4, &[Cell::Value(1.0), Cell::Missing, Cell::NotApplicable]).remove(0);
    assert_eq!(few.alt, "value: c0; c1; c2; c3. row 0: 100%; –; ×; 100%. row 1: –; ×; 100%; –.");
    let drawn = ["row 1", "c3", "first group", "missing", "inapplicable"].map(|words| says(&few, words));
    assert_eq!(drawn, [true; 5]);
    assert_eq!(few.svg.matches("<path fill=").count(), 1, "answers of one shade are one shape");
    let answered = draw(2, 4, &[Cell::Value(0.5)]).remove(0);
    assert!(!says(&answered, "missing") && !says(&answered, "inapplicable"));
    let wide = draw(23, 106, &[Cell::Value(0.25)]).remove(0);
    assert!(says(&wide, "row 22") && !says(&wide, "c50") && says(&wide, "2 · second (c2–c105)"));
    let long = draw(345, 14, &[Cell::Value(0.0), Cell::Value(0.5), Cell::Value(1.0)]);
    assert_eq!(long.len(), 1);
    assert!(!says(&long[0], "row 1") && long[0].alt.ends_with('…') && long[0].alt.len() < 5_000);
    assert!(long[0].svg.len() < 400_000, "{} bytes", long[0].svg.len());
    assert_eq!(draw(60, 3, &[Cell::Missing]).len(), 2, "labelled rows go over pages");
}

/// Places of the ends of an element's attribute in a drawing.
fn numbers_of(svg: &str, element: &str, attribute: &str) -> Vec<f64> {
    let parts = svg.split(element).skip(1);
    parts
        .filter_map(|part| {
            part.split('>').next()?.split(&format!(" {attribute}=\"")).nth(1)?.split('"').next()?.parse().ok()
        })
        .collect()
}

#[test]
fn a_heat_map_fills_its_page_and_fits_on_paper() {
    for frame in &frames() {
        let map = Heatmap {
            columns: ["One", "Two", "Three", "Four"]
                .map(|head| heatmap::Column { head: head.to_owned(), scale: Scale::HUNDRED })
                .to_vec(),
            rows: (0..60)
                .map(|row| heatmap::Agency {
                    label: format!("Agency {row}"),
                    cells: vec![Profile::Score(50.0); 4],
                    reached: None,
                    remark: "1".to_owned(),
                })
                .collect(),
            remark_head: "The stage that the agency has reached".to_owned(),
            words: heatmap::Words {
                score: "score".to_owned(),
                missing: String::new(),
                not_applicable: String::new(),
                reached: String::new(),
            },
        };
        for drawing in map.draw(frame) {
            assert!(drawing.height <= 1.6 * drawing.width, "{} × {}", drawing.width, drawing.height);
            let cells = numbers_of(&drawing.svg, "<rect", "width");
            let widest = cells.iter().copied().filter(|width| *width < drawing.width / 2.0).fold(0.0, f64::max);
            assert!(4.0 * widest > 0.6 * drawing.width, "cells of {widest} on {}", drawing.width);
        }
    }
}

#[test]
fn the_mark_of_perception_hides_no_end_of_an_interval() {
    for rows in [1, 12, 40] {
        let row = Obstacle {
            label: "Cost".to_owned(),
            severity: Some(40.0),
            low: Some(30.0),
            high: Some(50.0),
            perception: Some(50.0),
        };
        let words = || "words".to_owned();
        let words = severity::Words { severity: words(), interval: words(), perception: words(), missing: words() };
        let drawn = Severity { rows: vec![row; rows], words }.draw(&frames()[1]).remove(0).svg;
        let ends = drawn.split("<line").filter(|part| part.contains("stroke-width=\"1.6\""));
        let lowest = ends.filter_map(|part| part.split(" y2=\"").nth(1)?.split('"').next()?.parse().ok());
        let lowest = lowest.fold(0.0, f64::max);
        let mark = drawn.rsplit("<polygon points=\"").next().unwrap();
        let top: f64 = mark.split(' ').next().unwrap().split(',').nth(1).unwrap().parse().unwrap();
        assert!(top > lowest, "{rows} rows: the mark begins at {top}, the interval ends at {lowest}");
    }
}

#[test]
fn numbers_take_the_language() {
    let (latin, arabic) = (Style::latin("en", Direction::LeftToRight), Style::arabic("ar"));
    assert_eq!(latin.number(1_234_567.891, 2), "1,234,567.89");
    assert_eq!(latin.number(2026.0, 0), "2026");
    assert_eq!(latin.number(-0.2, 0), "0");
    assert_eq!(latin.number(62.5, 0), "63");
    assert_eq!(latin.number(f64::NAN, 0), "–");
    assert_eq!(arabic.number(0.88, 2), "٠٫٨٨");
    assert_eq!(arabic.number(-12_000.0, 0), "−١٢٬٠٠٠");
    assert_eq!(arabic.percent(45.0, 0), "٤٥٪");
    assert_eq!([0.0, 0.004, 0.5, 0.996, 1.0 - 1e-15].map(|share| latin.share(share)).join(" "), "0% 1% 50% 99% 100%");
    assert_eq!([4.2, -4.2, 0.04, -0.04].map(|value| latin.difference(value, 1)).join(" "), "+4.2 −4.2 0.0 0.0");
    assert_eq!(arabic.difference(4.2, 1), "+٤٫٢");
    assert_eq!(Style::latin("ckb", Direction::RightToLeft).difference(4.2, 1), "\u{200e}+4.2");
    assert_eq!(latin.range(-1.0, 2.5, 1), "−1.0 – 2.5");
    assert_eq!(arabic.range(1.0, 9.0, 0), "\u{2067}١\u{200f}–٩\u{2069}");
    assert_eq!(Style::latin("ar", Direction::RightToLeft).number(-3.0, 0), "\u{200e}−3");
    assert_eq!(Style::latin("ar", Direction::RightToLeft).percent(-3.0, 0), "\u{200e}−3%");
}

#[test]
fn every_chart_file_is_registered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chart");
    let files: BTreeSet<String> = std::fs::read_dir(&folder)
        .expect("the charts' folder is there")
        .filter_map(|entry| entry.expect("readable").file_name().into_string().ok())
        .filter_map(|file| file.strip_suffix(".rs").map(str::to_owned))
        .filter(|file| file != "mod")
        .collect();
    assert_eq!(files, CHARTS.iter().map(|&name| name.to_owned()).collect());
    for of in CHARTS {
        assert_eq!(chart(of, 1).name(), of);
    }
}

#[test]
fn png_paints_the_text_too() {
    for frame in frames() {
        let drawing = chart("severity", 3).draw(&frame).remove(0);
        let painted = png::render(&drawing.svg, 1.0).expect("painted");
        assert!(painted.starts_with(b"\x89PNG"));
        let mute: String = drawing.svg.lines().filter(|line| !line.contains("<text")).collect();
        let mute = mute.replace("<g>", "").replace("</g>", "");
        let without = png::render(&mute, 1.0).map(|bytes| bytes.len()).unwrap_or_default();
        assert!(painted.len() > without + 2_000, "{} bytes with text, {without} without", painted.len());
    }
}

#[test]
fn a_letter_the_type_lacks_is_seen() {
    let [english, ..] = frames();
    let page = |title: &str| {
        let frame = Frame { title: title.to_owned(), ..english.clone() };
        png::render(&chart("ladder", 1).draw(&frame)[0].svg, 1.0).expect("painted")
    };
    assert!(page("統計") != page("  "));
    assert!(page("統計") == page("\u{fffd}\u{fffd}"));
}

#[test]
fn png_refuses_what_it_cannot_paint() {
    let drawing = chart("ladder", 2).draw(&frames()[0]).remove(0);
    let foreign = drawing.svg.replace("Vazirmatn", "Nowhere");
    assert!(matches!(png::render(&foreign, 1.0), Err(png::PngError::MissingFont(name)) if name.contains("Nowhere")));
    assert!(matches!(png::render("<svg", 1.0), Err(png::PngError::Svg(_))));
    for scale in [0.0, -1.0, f32::NAN, 1e9] {
        assert!(matches!(png::render(&drawing.svg, scale), Err(png::PngError::Size { .. })), "{scale}");
    }
}
