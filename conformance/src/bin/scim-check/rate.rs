//! How many requests a second, and other numbers above 0.

/// Reads a number above 0.
pub(crate) fn rate(text: &str) -> Result<f64, &'static str> {
    let rate = text
        .parse()
        .ok()
        .filter(|rate: &f64| rate.is_finite() && *rate > 0.0);
    rate.ok_or("expected a number above 0")
}
