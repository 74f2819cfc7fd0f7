//! Pieces of a drawing that can be read on light and on dark pages.

use std::fmt::Write;

/// What is drawn, in pixels.
#[derive(Debug)]
pub(super) struct Drawing {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text stands, seen from its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

const STYLE: &str = "
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-size: 15px; font-weight: 600; }
.axis { stroke: #57606a; stroke-width: 1; fill: none; }
.grid { stroke: #57606a; stroke-width: 1; stroke-dasharray: 2 4; opacity: .5; fill: none; }
.c0 { stroke: #0969da; fill: #0969da; } .c1 { stroke: #cf222e; fill: #cf222e; }
.c2 { stroke: #1a7f37; fill: #1a7f37; } .c3 { stroke: #9a6700; fill: #9a6700; }
.c4 { stroke: #8250df; fill: #8250df; } .c5 { stroke: #bc4c00; fill: #bc4c00; }
.c6 { stroke: #57606a; fill: #57606a; }
polyline { stroke-width: 2; fill: none !important; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .axis, .grid { stroke: #8b949e; }
.c0 { stroke: #58a6ff; fill: #58a6ff; } .c1 { stroke: #ff7b72; fill: #ff7b72; }
.c2 { stroke: #3fb950; fill: #3fb950; } .c3 { stroke: #d29922; fill: #d29922; }
.c4 { stroke: #bc8cff; fill: #bc8cff; } .c5 { stroke: #f0883e; fill: #f0883e; }
.c6 { stroke: #8b949e; fill: #8b949e; }
}";
/// So many colours are told apart.
const COLOURS: usize = 7;

impl Drawing {
    /// With a title at its top.
    pub(super) fn new(width: f64, height: f64, title: &str) -> Self {
        let mut drawing = Self {
            width,
            height,
            body: String::new(),
        };
        let title = escaped(title);
        let _ = writeln!(
            drawing.body,
            r#"<text class="title" x="8" y="20">{title}</text>"#
        );
        drawing
    }

    /// A text.
    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = escaped(text);
        let place = format!(r#"x="{x:.1}" y="{y:.1}" text-anchor="{anchor}""#);
        let _ = writeln!(self.body, "<text {place}>{text}</text>");
    }

    /// A straight line of the class `axis` or `grid`.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let _ = writeln!(
            self.body,
            r#"<path class="{class}" d="M{:.1} {:.1}L{:.1} {:.1}"/>"#,
            from.0, from.1, to.0, to.1
        );
    }

    /// A filled bar.
    pub(super) fn bar(&mut self, colour: usize, x: f64, y: f64, width: f64, height: f64) {
        let colour = colour % COLOURS;
        let place = format!(r#"x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}""#);
        let _ = writeln!(self.body, r#"<rect class="c{colour}" {place}/>"#);
    }

    /// A line through points, each of which is marked.
    pub(super) fn curve(&mut self, colour: usize, points: &[(f64, f64)]) {
        let colour = colour % COLOURS;
        let places: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let places = places.join(" ");
        let _ = writeln!(
            self.body,
            r#"<polyline class="c{colour}" points="{places}"/>"#
        );
        for (x, y) in points {
            let place = format!(r#"cx="{x:.1}" cy="{y:.1}" r="3""#);
            let _ = writeln!(self.body, r#"<circle class="c{colour}" {place}/>"#);
        }
    }

    /// The file.
    pub(super) fn finish(self) -> String {
        let Self {
            width,
            height,
            body,
        } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\">\n<style>{STYLE}\n</style>\n\
             {body}</svg>\n"
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
