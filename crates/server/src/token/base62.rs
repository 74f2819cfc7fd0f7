//! Base 62: digits and letters, in that order, so that nothing needs quoting anywhere.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The greatest multiple of 62 that a byte can hold; bytes from there on would favour some digits.
const FAIR: u8 = 248;

/// The system's random number generator failed.
#[derive(Debug, thiserror::Error)]
#[error("the system's random number generator failed")]
pub struct RandomError(#[from] getrandom::Error);

/// So many digits from the system's random number generator, each as likely as any other.
pub(super) fn random(length: usize) -> Result<String, RandomError> {
    let mut digits = String::with_capacity(length);
    let mut bytes = [0_u8; 64];
    while digits.len() < length {
        getrandom::fill(&mut bytes)?;
        let fair = bytes.iter().filter(|&&byte| byte < FAIR);
        digits.extend(
            fair.take(length - digits.len())
                .map(|&byte| digit(u32::from(byte))),
        );
    }
    Ok(digits)
}

/// A number in exactly so many digits, with zeros in front.
pub(super) fn number(mut value: u32, length: usize) -> String {
    let mut digits: Vec<char> = Vec::with_capacity(length);
    for _ in 0..length {
        digits.push(digit(value));
        value /= 62;
    }
    digits.iter().rev().collect()
}

/// Whether all of `text` is of this alphabet.
pub(super) fn is(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn digit(value: u32) -> char {
    DIGITS
        .get((value % 62) as usize)
        .map_or('0', |&byte| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded_and_complete() {
        assert_eq!(number(0, 6), "000000");
        assert_eq!(number(61, 6), "00000z");
        assert_eq!(number(62, 6), "000010");
        assert_eq!(number(u32::MAX, 6), "4gfFC3");
    }

    #[test]
    fn random_digits_have_the_length_asked_for() {
        for length in [1, 16, 43, 200] {
            let digits = random(length).unwrap();
            assert_eq!(digits.len(), length);
            assert!(is(&digits));
        }
    }
}
