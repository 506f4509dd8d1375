//! Who may connect: users and their SCRAM-SHA-256 verifiers. Passwords are never stored.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::CatalogError;

/// Everyone who may connect; the newest record holds the whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// In order of creation; names are unique.
    pub users: Vec<User>,
}

/// One user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// As given to the client program; compared byte by byte.
    pub name: String,
    /// Sees all.
    pub admin: bool,
    /// May no longer connect.
    pub disabled: bool,
    /// What a password is checked against.
    pub scram: ScramVerifier,
}

/// What a server keeps of a password under SCRAM-SHA-256 (RFC 5802, RFC 7677). Bytes are
/// stored as hexadecimal text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScramVerifier {
    /// Rounds of PBKDF2.
    pub iterations: u32,
    /// Random bytes, different for every password.
    #[serde(with = "crate::digest::hex")]
    pub salt: Vec<u8>,
    /// Digest of the client's key.
    #[serde(with = "crate::digest::hex")]
    pub stored_key: Vec<u8>,
    /// With which the server proves that it knows the verifier.
    #[serde(with = "crate::digest::hex")]
    pub server_key: Vec<u8>,
}

/// Shows none of the bytes: from a verifier, weak passwords can be guessed.
impl fmt::Debug for ScramVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("ScramVerifier");
        debug
            .field("iterations", &self.iterations)
            .finish_non_exhaustive()
    }
}

impl Access {
    /// The user of this name, disabled or not.
    pub fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// As [`Access::user`], to be changed.
    pub fn user_mut(&mut self, name: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.name == name)
    }

    pub(crate) fn check(&self) -> Result<(), CatalogError> {
        for (place, user) in self.users.iter().enumerate() {
            if self.users[..place]
                .iter()
                .any(|other| other.name == user.name)
            {
                return Err(CatalogError::UserTwice {
                    name: user.name.clone(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_verifier() {
        let scram = ScramVerifier {
            iterations: 4096,
            salt: vec![171; 16],
            stored_key: vec![171; 32],
            server_key: vec![171; 32],
        };
        let user = User {
            name: "ada".to_owned(),
            admin: true,
            disabled: false,
            scram,
        };
        let text = format!("{user:?}");
        assert!(text.contains("iterations: 4096"), "{text}");
        assert!(!text.contains("171") && !text.contains("abab"), "{text}");
    }
}
