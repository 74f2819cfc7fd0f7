//! The charts.

use super::model::{Growth, Results, Row};
use super::svg::{Anchor, Drawing};
use crate::engine::Engine;

/// A chart in its file.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) file: &'static str,
    pub(super) title: String,
    pub(super) svg: String,
}

/// All that the results are enough for.
pub(super) fn all(results: &Results) -> Vec<Chart> {
    let mut charts = vec![shares(results)];
    for engine in results.engines() {
        charts.push(growth(results, engine));
    }
    charts
}

/// Rows of shares as bars, with the target as a line in each.
fn shares(results: &Results) -> Chart {
    const LABELS: f64 = 330.0;
    const WIDTH: f64 = 760.0;
    const BAR: f64 = 26.0;
    let is_share = |row: &&Row| row.unit == "%" && row.what.contains("share of the ceiling");
    let rows: Vec<&Row> = results.rows.iter().filter(is_share).collect();
    let title = "Throughput, of what the machine can do at most".to_owned();
    let height = 44.0 + rows.len() as f64 * BAR;
    let mut drawing = Drawing::new(WIDTH, height, &title);
    let most = rows.iter().map(|row| row.measured).fold(100.0, f64::max);
    let x = |per_cent: f64| LABELS + per_cent / most * (WIDTH - LABELS - 60.0);
    for (number, row) in rows.iter().enumerate() {
        let y = 36.0 + number as f64 * BAR;
        let (what, _) = row.what.split_once(": share").unwrap_or((&row.what, ""));
        let label = format!("{}, {what}", row.engine);
        drawing.text(LABELS - 8.0, y + 14.0, Anchor::End, &label);
        let width = x(row.measured) - LABELS;
        drawing.bar(row.engine as usize * 2, LABELS, y, width, BAR - 8.0);
        drawing.line(
            "axis",
            (x(row.limit), y - 2.0),
            (x(row.limit), y + BAR - 6.0),
        );
        let figure = format!("{:.0} %", row.measured);
        drawing.text(
            x(row.measured.max(row.limit)) + 6.0,
            y + 14.0,
            Anchor::Start,
            &figure,
        );
    }
    Chart {
        file: "throughput.svg",
        title,
        svg: drawing.finish(),
    }
}

/// The place of the curves, and the scales, both of which are logarithmic.
struct Axes {
    users: (f64, f64),
    micros: (f64, f64),
}

impl Axes {
    const LEFT: f64 = 60.0;
    const RIGHT: f64 = 520.0;
    const TOP: f64 = 40.0;
    const BOTTOM: f64 = 340.0;

    fn of(growth: &[&Growth]) -> Self {
        let span = |values: Vec<f64>| {
            let least = values.iter().copied().fold(f64::MAX, f64::min).max(1.0);
            let most = values.iter().copied().fold(10.0, f64::max);
            (least, most.max(least * 1.01))
        };
        let (least, most) = span(growth.iter().map(|one| one.rollcall.micros).collect());
        Self {
            users: span(growth.iter().map(|one| one.users as f64).collect()),
            micros: (
                10_f64.powf(least.log10().floor()),
                10_f64.powf(most.log10().ceil()),
            ),
        }
    }

    fn place(&self, users: f64, micros: f64) -> (f64, f64) {
        let share = |value: f64, (least, most): (f64, f64)| {
            (value.max(least) / least).ln() / (most / least).ln()
        };
        (
            Self::LEFT + share(users, self.users) * (Self::RIGHT - Self::LEFT),
            Self::BOTTOM - share(micros, self.micros) * (Self::BOTTOM - Self::TOP),
        )
    }

    fn draw(&self, drawing: &mut Drawing, sizes: &[usize]) {
        let mut micros = self.micros.0;
        while micros <= self.micros.1 * 1.01 {
            let (_, y) = self.place(self.users.0, micros);
            drawing.line("grid", (Self::LEFT, y), (Self::RIGHT, y));
            drawing.text(
                Self::LEFT - 6.0,
                y + 4.0,
                Anchor::End,
                &format!("{micros:.0}"),
            );
            micros *= 10.0;
        }
        for &size in sizes {
            let (x, _) = self.place(size as f64, self.micros.0);
            drawing.line("grid", (x, Self::TOP), (x, Self::BOTTOM));
            drawing.text(x, Self::BOTTOM + 18.0, Anchor::Middle, &size.to_string());
        }
        let corner = (Self::LEFT, Self::BOTTOM);
        drawing.line("axis", (Self::LEFT, Self::TOP), corner);
        drawing.line("axis", corner, (Self::RIGHT, Self::BOTTOM));
        let middle = f64::midpoint(Self::LEFT, Self::RIGHT);
        drawing.text(
            middle,
            Self::BOTTOM + 38.0,
            Anchor::Middle,
            "users of the tenant",
        );
    }
}

/// The cost of each operation over the number of users.
fn growth(results: &Results, engine: Engine) -> Chart {
    let of_engine = results.growth.iter().filter(|one| one.engine == engine);
    let all: Vec<&Growth> = of_engine.collect();
    let title = format!("Server CPU of a request in µs, on {engine}");
    let mut drawing = Drawing::new(760.0, 390.0, &title);
    let axes = Axes::of(&all);
    let mut sizes: Vec<usize> = all.iter().map(|one| one.users).collect();
    sizes.sort_unstable();
    sizes.dedup();
    axes.draw(&mut drawing, &sizes);
    let smallest = all.iter().filter(|one| Some(&one.users) == sizes.first());
    for (number, operation) in smallest.map(|one| &one.operation).enumerate() {
        let same = all.iter().filter(|one| one.operation == *operation);
        let places = same.map(|one| axes.place(one.users as f64, one.rollcall.micros));
        drawing.curve(number, &places.collect::<Vec<_>>());
        let y = Axes::TOP + 12.0 + number as f64 * 20.0;
        drawing.bar(number, Axes::RIGHT + 20.0, y - 9.0, 12.0, 8.0);
        drawing.text(Axes::RIGHT + 38.0, y, Anchor::Start, operation);
    }
    Chart {
        file: match engine {
            Engine::Sqlite => "users-sqlite.svg",
            Engine::Postgres => "users-postgresql.svg",
        },
        title,
        svg: drawing.finish(),
    }
}
