//! Several complaints of one test.

use super::stop::{Finding, Stop, Verdict};

/// How many complaints are told in full.
const TOLD: usize = 6;

/// What went wrong at the places a test looks at one after the other, so that its result names them
/// all and not only the first.
#[derive(Debug, Default)]
pub struct Flaws(Vec<(String, Finding)>);

impl Flaws {
    /// Keeps a failure, with the place it belongs to, and gives what came otherwise.
    ///
    /// # Errors
    /// Other reasons to stop than a failure are passed on.
    pub fn keep<T>(&mut self, place: &str, result: Result<T, Stop>) -> Result<Option<T>, Stop> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Stop::Failed(finding)) => {
                self.0.push((place.to_owned(), finding));
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Fails if anything was kept, with the exchange of the first.
    ///
    /// # Errors
    /// [`Stop::Failed`], if there is a flaw.
    pub fn verdict(self) -> Verdict {
        let Some((_, first)) = self.0.first() else {
            return Ok(());
        };
        Err(Stop::Failed(Finding {
            expected: self.told(|finding| &finding.expected),
            found: self.told(|finding| &finding.found),
            exchange: first.exchange,
        }))
    }

    fn told(&self, part: impl Fn(&Finding) -> &str) -> String {
        let one = |(place, finding): &(String, Finding)| format!("{place}: {}", part(finding));
        let mut told: Vec<String> = self.0.iter().take(TOLD).map(one).collect();
        if self.0.len() > TOLD {
            told.push(format!("and {} more", self.0.len() - TOLD));
        }
        told.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(found: &str, exchange: usize) -> Verdict {
        Err(Stop::Failed(Finding {
            expected: "good".to_owned(),
            found: found.to_owned(),
            exchange: Some(exchange),
        }))
    }

    #[test]
    fn all_complaints_are_told_with_the_exchange_of_the_first() {
        let mut flaws = Flaws::default();
        assert_eq!(flaws.keep("title", failure("bad", 3)), Ok(None));
        assert_eq!(flaws.keep("active", Ok(7)), Ok(Some(7)));
        assert_eq!(flaws.keep("emails", failure("worse", 5)), Ok(None));
        let expected = Finding {
            expected: "title: good; emails: good".to_owned(),
            found: "title: bad; emails: worse".to_owned(),
            exchange: Some(3),
        };
        assert_eq!(flaws.verdict(), Err(Stop::Failed(expected)));
    }

    #[test]
    fn what_is_no_failure_stops_at_once_and_nothing_is_no_complaint() {
        let mut flaws = Flaws::default();
        let stopped: Result<Option<()>, Stop> = flaws.keep("title", Err(Stop::Interrupted));
        assert_eq!(stopped, Err(Stop::Interrupted));
        assert_eq!(flaws.verdict(), Ok(()));
    }
}
