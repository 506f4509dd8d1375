//! The store's own secret, from which numbers are made that say nothing of a child.
//!
//! A number that stands for a child must be the same wherever the child is found, and must not be
//! worked out from a date of birth and a UPN by somebody who has only the number. So it is a
//! keyed digest, and each store has a key of its own, made by whoever asks for it first.

use object_store::path::Path;
use serde::{Deserialize, Serialize};

use crate::error::CatalogError;
use crate::store::{LAYOUT, Store};
use crate::{durable, log, random};

/// Where the secret stands.
pub(crate) const SECRET: &str = "secret.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretRecord {
    layout: u32,
    about: String,
    key: String,
}

impl Store {
    /// The store's secret: 64 hexadecimal digits, the same for as long as the store lives. Made
    /// when first asked for; `None` where there is none yet and the store may only be read.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written, or the record is damaged.
    pub async fn secret(&self) -> Result<Option<String>, CatalogError> {
        if let Some(key) = self.held_secret().await? {
            return Ok(Some(key));
        }
        if self.writable().is_err() {
            return Ok(None);
        }
        let about = "Numbers of persons are made with this key. Without it they all change.";
        let record = SecretRecord {
            layout: LAYOUT,
            about: about.to_owned(),
            key: random::hex()? + &random::hex()?,
        };
        let path = Path::from(SECRET);
        let bytes = log::encode(&path, &record)?;
        // Where another was faster, its key is the one.
        durable::create(&self.objects, self.local.as_deref(), &path, bytes).await?;
        self.held_secret().await
    }

    pub(crate) async fn held_secret(&self) -> Result<Option<String>, CatalogError> {
        let Some(bytes) = log::get(&self.objects, &Path::from(SECRET)).await? else {
            return Ok(None);
        };
        let record: SecretRecord = log::decode(SECRET, &bytes)?;
        Ok(Some(record.key))
    }
}

#[cfg(test)]
mod tests {
    use object_store::ObjectStoreExt as _;

    use super::*;
    use crate::location::StoreLocation;

    #[tokio::test]
    async fn a_secret_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let location: StoreLocation = folder
            .path()
            .join("store")
            .display()
            .to_string()
            .parse()
            .unwrap();
        let store = Store::open(&location).await.unwrap();
        let reader = Store::open_read_only(&location).await.unwrap();
        // A store from before there were secrets.
        store.objects.delete(&Path::from(SECRET)).await.unwrap();
        assert_eq!(reader.secret().await.unwrap(), None);
        let key = store.secret().await.unwrap().unwrap();
        assert_eq!(key.len(), 64);
        assert_eq!(store.secret().await.unwrap().as_ref(), Some(&key));
        assert_eq!(reader.secret().await.unwrap(), Some(key));
        let other = Store::open(&StoreLocation::Memory).await.unwrap();
        assert_ne!(
            other.secret().await.unwrap(),
            reader.secret().await.unwrap()
        );
    }

    #[tokio::test]
    async fn a_damaged_secret_is_told_and_verified() {
        let store = Store::open(&StoreLocation::Memory).await.unwrap();
        store.secret().await.unwrap();
        assert!(store.verify(|_| {}).await.unwrap().is_sound());
        let bytes = log::get(&store.objects, &Path::from(SECRET)).await.unwrap();
        let mut bytes = bytes.unwrap().to_vec();
        let place = bytes.len() / 2;
        bytes[place] ^= 1;
        let path = Path::from(SECRET);
        store.objects.put(&path, bytes.into()).await.unwrap();
        assert!(store.secret().await.is_err());
        assert!(!store.verify(|_| {}).await.unwrap().is_sound());
    }
}
