//! Durations as people write them: `1y`, `365d`, `12h`, `30m`, `20s`. A year has 365 days.

use std::time::Duration;

/// Reads a whole number and a unit of `y`, `d`, `h`, `m` or `s`. The error completes the sentence
/// "expected …".
pub fn parse(text: &str) -> Result<Duration, String> {
    let expected = || "a whole number and a unit: 1y, 365d, 12h, 30m or 20s".to_owned();
    let (number, seconds) = [
        ('y', 365 * 86_400),
        ('d', 86_400),
        ('h', 3_600),
        ('m', 60),
        ('s', 1),
    ]
    .into_iter()
    .find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))
    .ok_or_else(expected)?;
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number
        .parse()
        .ok()
        .filter(|&number| digits && number > 0)
        .ok_or_else(expected)?;
    let total = number.checked_mul(seconds).ok_or_else(expected)?;
    Ok(Duration::from_secs(total))
}

/// Writes whole hours as such, else seconds.
pub fn show(duration: Duration) -> String {
    match duration.as_secs() {
        seconds if seconds > 0 && seconds.is_multiple_of(3_600) => format!("{}h", seconds / 3_600),
        seconds => format!("{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_number_and_a_unit() {
        let check = |text: &str, seconds: Option<u64>| {
            assert_eq!(parse(text).ok(), seconds.map(Duration::from_secs), "{text}");
        };
        check("1y", Some(365 * 86_400));
        check("365d", Some(365 * 86_400));
        check("12h", Some(43_200));
        check("30m", Some(1_800));
        check("20s", Some(20));
        check("", None);
        check("0d", None);
        check("d", None);
        check("+5d", None);
        check("5", None);
        check("5 d", None);
        check("5w", None);
        check("99999999999999999999d", None);
        check("9999999999999999999d", None);
    }
    #[test]
    fn what_is_shown_is_read_again() {
        for text in ["1s", "60s", "3599s", "1h", "3601s", "24h"] {
            assert_eq!(parse(text).map(show).as_deref(), Ok(text));
        }
    }
}
