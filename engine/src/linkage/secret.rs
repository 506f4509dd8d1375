//! Numbers that say nothing of what they were made from.

use std::fmt;

use ring::hmac;

/// The store's key. See [`cohort_catalog::Store::secret`].
pub(crate) struct Secret(hmac::Key);

/// Shows nothing.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

impl Secret {
    pub(crate) fn new(key: &str) -> Secret {
        Secret(hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()))
    }

    /// A key that nobody else has.
    pub(crate) fn random() -> Secret {
        let rng = ring::rand::SystemRandom::new();
        match hmac::Key::generate(hmac::HMAC_SHA256, &rng) {
            Ok(key) => Secret(key),
            // Without a source of randomness numbers are at least not those of another store.
            Err(_) => Secret::new(&format!("{:?}", std::time::Instant::now())),
        }
    }

    /// A number from 1 to 2^63 - 1 for `parts`, which are told apart from those of any other `kind`.
    pub(crate) fn number(&self, kind: &[u8], parts: &[&[u8]]) -> u64 {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [kind].iter().chain(parts) {
            // Lengths first, so that two lists of parts never are the same bytes.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let tag = context.sign();
        let first = tag.as_ref().iter().take(8);
        let number = first.fold(0, |number, byte| number << 8 | u64::from(*byte));
        (number >> 1).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_depend_on_key_kind_and_every_part() {
        let secret = Secret::new("key");
        let number = secret.number(b"a", &[b"bc", b"d"]);
        assert_eq!(number, Secret::new("key").number(b"a", &[b"bc", b"d"]));
        for other in [
            Secret::new("yek").number(b"a", &[b"bc", b"d"]),
            secret.number(b"b", &[b"bc", b"d"]),
            secret.number(b"a", &[b"b", b"cd"]),
            secret.number(b"ab", &[b"c", b"d"]),
        ] {
            assert_ne!(number, other);
        }
        assert!(number > 0 && number <= i64::MAX as u64);
    }
}
