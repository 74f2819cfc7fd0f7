//! How long answers take.

use std::time::Duration;

use serde::Serialize;

/// Times of answers.
#[derive(Clone, Debug, Default)]
pub struct Latencies {
    micros: Vec<u64>,
}

/// What many times come to, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Percentiles {
    /// Half of them took no longer.
    pub p50: f64,
    /// 95 of 100 took no longer.
    pub p95: f64,
    /// 99 of 100 took no longer.
    pub p99: f64,
    /// None took longer.
    pub max: f64,
}

impl Latencies {
    /// Takes one down.
    pub fn add(&mut self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.micros.push(micros);
    }

    /// Takes all those of another down.
    pub fn extend(&mut self, other: &Self) {
        self.micros.extend_from_slice(&other.micros);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.micros.len()
    }

    /// The percentiles, by the nearest rank; zeroes if there are no times.
    pub fn percentiles(&self) -> Percentiles {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let at = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
            let micros = sorted.get(rank).copied().unwrap_or_default();
            Duration::from_micros(micros).as_secs_f64() * 1000.0
        };
        Percentiles {
            p50: at(50),
            p95: at(95),
            p99: at(99),
            max: at(100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(milliseconds: impl Iterator<Item = u64>, expected: [f64; 4]) {
        let mut latencies = Latencies::default();
        milliseconds.for_each(|it| latencies.add(Duration::from_millis(it)));
        let found = latencies.percentiles();
        let [p50, p95, p99, max] = expected;
        assert_eq!(found, Percentiles { p50, p95, p99, max });
    }

    #[test]
    fn percentiles_are_times_that_were_measured() {
        check(1..=100, [50.0, 95.0, 99.0, 100.0]);
        check([7, 3].into_iter(), [3.0, 7.0, 7.0, 7.0]);
        check([4].into_iter(), [4.0; 4]);
        check([].into_iter(), [0.0; 4]);
    }
}
