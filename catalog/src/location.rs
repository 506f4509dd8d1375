//! Where a store is: a folder, memory, or a bucket of one of three clouds.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;

use crate::durable;
use crate::error::{CatalogError, Doing};

/// The kinds, for messages and help texts.
pub const LOCATION_KINDS: &str = "a folder, file:///folder, memory://, s3://bucket/prefix, az://container/prefix or gs://bucket/prefix";

/// The name of a store. Its text form never holds credentials: those of the clouds come
/// from the environment, under the names their own tools use (`AWS_ACCESS_KEY_ID`,
/// `AWS_ENDPOINT`, `AWS_ALLOW_HTTP`, `AZURE_STORAGE_ACCOUNT_NAME`,
/// `GOOGLE_SERVICE_ACCOUNT`, …), and a URL that carries any is refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StoreLocation {
    /// A folder on this machine, absolute or relative to where the program runs.
    Folder(PathBuf),
    /// Held by the process alone, and gone with it. Every opening is a store of its own.
    Memory,
    /// Amazon S3, or a service that speaks its protocol and honours `If-None-Match`.
    S3 {
        /// The bucket, which must exist.
        bucket: String,
        /// Path within it; empty for the bucket's root.
        prefix: Path,
    },
    /// Azure Blob Storage.
    Azure {
        /// The container, which must exist.
        container: String,
        /// Path within it; empty for the container's root.
        prefix: Path,
    },
    /// Google Cloud Storage.
    Google {
        /// The bucket, which must exist.
        bucket: String,
        /// Path within it; empty for the bucket's root.
        prefix: Path,
    },
}

impl StoreLocation {
    /// Reads a location as `--store` and `COHORT_STORE` give it.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Location`] for a kind there is not, which lists the kinds, and for
    /// one that lacks its bucket or carries credentials.
    pub fn parse(text: &str) -> Result<Self, CatalogError> {
        let Some((scheme, rest)) = split_scheme(text) else {
            return match text {
                "" => Err(refuse(
                    "the store",
                    format!("no name given; give {LOCATION_KINDS}"),
                )),
                folder => Ok(StoreLocation::Folder(PathBuf::from(folder))),
            };
        };
        match scheme.to_ascii_lowercase().as_str() {
            "file" => file_url(text),
            "memory" if rest.is_empty() || rest == "/" => Ok(StoreLocation::Memory),
            "memory" => Err(refuse(
                "memory://",
                "takes no path; write memory://".to_owned(),
            )),
            "s3" => {
                let (bucket, prefix) = bucket(scheme, rest)?;
                Ok(StoreLocation::S3 { bucket, prefix })
            }
            "az" => {
                let (container, prefix) = bucket(scheme, rest)?;
                Ok(StoreLocation::Azure { container, prefix })
            }
            "gs" => {
                let (bucket, prefix) = bucket(scheme, rest)?;
                Ok(StoreLocation::Google { bucket, prefix })
            }
            other => {
                let problem = format!("not a kind of store; give {LOCATION_KINDS}");
                Err(refuse(&format!("{other}://"), problem))
            }
        }
    }

    /// Connects, and for a folder creates it if `create` says so.
    pub(crate) fn connect(&self, create: bool) -> Result<Arc<dyn ObjectStore>, CatalogError> {
        let failed = |source| CatalogError::of(self.to_string(), Doing::Open, source);
        match self {
            StoreLocation::Folder(folder) => self.folder(folder, create),
            StoreLocation::Memory => Ok(Arc::new(InMemory::new())),
            StoreLocation::S3 { bucket, prefix } => {
                // Put-if-absent is what every commit rests on, so it is said here rather than
                // left to a default or to the environment.
                let store = AmazonS3Builder::from_env()
                    .with_bucket_name(bucket)
                    .with_conditional_put(S3ConditionalPut::ETagMatch)
                    .build();
                Ok(below(store.map_err(failed)?, prefix))
            }
            StoreLocation::Azure { container, prefix } => {
                let store = MicrosoftAzureBuilder::from_env()
                    .with_container_name(container)
                    .build();
                Ok(below(store.map_err(failed)?, prefix))
            }
            StoreLocation::Google { bucket, prefix } => {
                let store = GoogleCloudStorageBuilder::from_env()
                    .with_bucket_name(bucket)
                    .build();
                Ok(below(store.map_err(failed)?, prefix))
            }
        }
    }
}

impl StoreLocation {
    fn folder(
        &self,
        folder: &std::path::Path,
        create: bool,
    ) -> Result<Arc<dyn ObjectStore>, CatalogError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotADirectory => self.not_a_folder(),
            _ => CatalogError::of(self.to_string(), Doing::Open, source),
        };
        match std::fs::metadata(folder) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(self.not_a_folder()),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            Err(_) if create => durable::create_folder(folder).map_err(failed)?,
            Err(_) => {
                return Err(CatalogError::NoStore {
                    location: self.to_string(),
                });
            }
        }
        let store = LocalFileSystem::new_with_prefix(folder);
        let store = store.map_err(|error| CatalogError::of(self.to_string(), Doing::Open, error));
        Ok(Arc::new(store?))
    }

    fn not_a_folder(&self) -> CatalogError {
        let problem = "it, or a part of its path, is a file; name a folder".to_owned();
        refuse(&self.to_string(), problem)
    }
}

fn below(store: impl ObjectStore, prefix: &Path) -> Arc<dyn ObjectStore> {
    match prefix.as_ref() {
        "" => Arc::new(store),
        _ => Arc::new(PrefixStore::new(store, prefix.clone())),
    }
}

fn refuse(location: &str, problem: String) -> CatalogError {
    CatalogError::Location {
        location: location.to_owned(),
        problem,
    }
}

/// Splits `s3://…`; a folder whose name merely contains `://` has no scheme.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let mut letters = scheme.bytes();
    let first = letters.next()?.is_ascii_alphabetic();
    let others = letters.all(|c| c.is_ascii_alphanumeric() || b"+-.".contains(&c));
    (first && others).then_some((scheme, rest))
}

fn file_url(text: &str) -> Result<StoreLocation, CatalogError> {
    let folder = url::Url::parse(text)
        .ok()
        .filter(|url| url.query().is_none() && url.fragment().is_none());
    let folder = folder.and_then(|url| url.to_file_path().ok());
    let problem =
        "not the URL of a folder on this machine; write file:///absolute/path, or the path alone";
    folder
        .map(StoreLocation::Folder)
        .ok_or_else(|| refuse("file://", problem.to_owned()))
}

/// Bucket and prefix. Neither is repeated in a message: what was given may hold a password.
fn bucket(scheme: &str, rest: &str) -> Result<(String, Path), CatalogError> {
    let place = format!("{scheme}://");
    let refuse = |problem: &str| refuse(&place, problem.to_owned());
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.contains(['@', ':']) || rest.contains(['?', '#']) {
        return Err(refuse(
            "credentials and options come from the environment; write only a bucket and a prefix",
        ));
    }
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if bucket.is_empty() || !bucket.chars().all(known) {
        return Err(refuse(
            "the name of a bucket or container comes first, of letters, digits, '-', '.' and '_'",
        ));
    }
    let prefix = Path::parse(prefix.trim_end_matches('/'))
        .map_err(|_| refuse("the prefix has an empty, '.' or '..' segment or a character that object names cannot have"))?;
    Ok((bucket.to_owned(), prefix))
}

impl FromStr for StoreLocation {
    type Err = CatalogError;

    fn from_str(text: &str) -> Result<Self, CatalogError> {
        StoreLocation::parse(text)
    }
}

/// The form that [`StoreLocation::parse`] reads back.
impl fmt::Display for StoreLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bucket = |scheme: &str, bucket: &str, prefix: &Path| match prefix.as_ref() {
            "" => write!(f, "{scheme}://{bucket}"),
            prefix => write!(f, "{scheme}://{bucket}/{prefix}"),
        };
        match self {
            StoreLocation::S3 {
                bucket: name,
                prefix,
            } => bucket("s3", name, prefix),
            StoreLocation::Azure { container, prefix } => bucket("az", container, prefix),
            StoreLocation::Google {
                bucket: name,
                prefix,
            } => bucket("gs", name, prefix),
            StoreLocation::Memory => f.write_str("memory://"),
            StoreLocation::Folder(folder) => write!(f, "{}", folder.display()),
        }
    }
}

#[cfg(test)]
mod tests;
