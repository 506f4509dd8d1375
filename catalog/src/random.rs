//! Random names and waits.

use crate::digest::to_hex;
use crate::error::CatalogError;

/// 32 random hexadecimal digits.
pub(crate) fn hex() -> Result<String, CatalogError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(to_hex(&bytes))
}

/// A random number below `limit`, which is not 0.
pub(crate) fn below(limit: u64) -> Result<u64, CatalogError> {
    let number = getrandom::u64().map_err(failed)?;
    // Evenness does not matter here: the numbers only spread waiting times.
    Ok(number % limit)
}

fn failed(error: getrandom::Error) -> CatalogError {
    CatalogError::Random {
        source: std::io::Error::other(error.to_string()),
    }
}
