//! Put-if-absent, and on a local folder so that it outlives a loss of power.
//!
//! Cloud stores answer when an object is safe. A folder's file is safe only once the file
//! and the folder that names it are synchronised, which `object_store` leaves to its
//! users. A data object must be safe before the manifest that names it, and a manifest
//! before it shows under its number: a torn one would block the log.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};

use crate::error::{CatalogError, Doing};
use crate::random;

/// Files or folders synchronised at once.
const SYNCS: usize = 8;

/// Creates the object; `false` if there is one already. `local` is the store's folder on
/// this machine, if that is what it is.
pub(crate) async fn create(
    store: &Arc<dyn ObjectStore>,
    local: Option<&FilePath>,
    path: &Path,
    bytes: Bytes,
) -> Result<bool, CatalogError> {
    if let Some(folder) = local {
        let file = file_of(folder, path);
        let done = tokio::task::spawn_blocking(move || create_file(&file, &bytes)).await;
        return flatten(done)
            .map_err(|source| CatalogError::of(path.as_ref(), Doing::Write, source));
    }
    let options = PutOptions::from(PutMode::Create);
    match store.put_opts(path, PutPayload::from(bytes), options).await {
        Ok(_) => Ok(true),
        Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
        Err(source) => Err(CatalogError::of(path.as_ref(), Doing::Write, source)),
    }
}

/// Makes sure that written data objects outlive a loss of power. Each folder is synchronised
/// once, however many of the objects stand in it: an import of many small files has hundreds,
/// and would take longer over this than over reading them.
pub(crate) async fn settle(local: Option<&FilePath>, paths: Vec<Path>) -> Result<(), CatalogError> {
    let Some(root) = local.map(FilePath::to_owned) else {
        return Ok(());
    };
    let done = tokio::task::spawn_blocking(move || {
        let mut files = Vec::new();
        let mut folders = BTreeSet::new();
        for path in &paths {
            let file = file_of(&root, path);
            // The folders may be new, so those above them must be told as well.
            let above = file.ancestors().skip(1);
            folders.extend(
                above
                    .take_while(|folder| folder.starts_with(&root))
                    .map(FilePath::to_owned),
            );
            files.push((path, file));
        }
        at_once(&files, |(path, file)| {
            // For writing, because Windows synchronises no file that is only read.
            let synced = OpenOptions::new().write(true).open(file);
            let synced = synced.and_then(|file| file.sync_all());
            synced.map_err(|source| CatalogError::of(path.as_ref(), Doing::Write, source))
        })?;
        let folders: Vec<PathBuf> = folders.into_iter().collect();
        at_once(&folders, |folder| {
            let name = folder.display().to_string();
            sync_folder(folder).map_err(|source| CatalogError::of(name, Doing::Write, source))
        })
    });
    done.await.unwrap_or_else(|cancelled| {
        let source = io::Error::other(cancelled);
        Err(CatalogError::of("data", Doing::Write, source))
    })
}

/// Does some work for each, several at a time: file systems write what is synchronised at once
/// in one go.
fn at_once<T: Sync>(
    items: &[T],
    work: impl Fn(&T) -> Result<(), CatalogError> + Sync,
) -> Result<(), CatalogError> {
    let (share, work) = (items.len().div_ceil(SYNCS).max(1), &work);
    std::thread::scope(|scope| {
        let shares = items.chunks(share);
        let started: Vec<_> = shares
            .map(|share| scope.spawn(move || share.iter().try_for_each(work)))
            .collect();
        started.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })
}

/// Removes an object; one that is not there is no error.
pub(crate) async fn remove(store: &Arc<dyn ObjectStore>, path: &Path) -> Result<(), CatalogError> {
    match store.delete(path).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(source) => Err(CatalogError::of(path.as_ref(), Doing::Remove, source)),
    }
}

fn flatten<T>(done: Result<io::Result<T>, tokio::task::JoinError>) -> io::Result<T> {
    done.unwrap_or_else(|cancelled| Err(io::Error::other(cancelled)))
}

/// Our own names have no character that a path in an object store would spell differently.
fn file_of(folder: &FilePath, path: &Path) -> PathBuf {
    path.parts()
        .fold(folder.to_owned(), |file, part| file.join(part.as_ref()))
}

fn create_file(file: &FilePath, bytes: &[u8]) -> io::Result<bool> {
    let parent = file.parent().ok_or(io::ErrorKind::InvalidInput)?;
    if file.try_exists()? {
        return Ok(false);
    }
    create_folder(parent)?;
    // `#` and digits are what `object_store` gives its own unfinished files, and what it
    // leaves out of listings: after a kill -9 the file is in nobody's way.
    let number = random::below(u64::MAX).map_err(io::Error::other)?;
    let mut staged = file.as_os_str().to_owned();
    staged.push(format!("#{number}"));
    let staged = PathBuf::from(staged);
    let written = (|| {
        let mut out = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&staged)?;
        out.write_all(bytes)?;
        out.sync_all()?;
        // A hard link, unlike a rename, fails if the name is taken.
        match fs::hard_link(&staged, file) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(not_linked(error)),
        }
    })();
    // Best effort: an unfinished file is in nobody's way, see above.
    let _ = fs::remove_file(&staged);
    if matches!(written, Ok(true)) {
        // The object shows, so the change is made, and an error now would say that it is not.
        // A disk that cannot synchronise a folder will fail the next write.
        let _ = sync_folder(parent);
    }
    written
}

/// A file system without hard links.
#[derive(Debug, thiserror::Error)]
#[error("no hard link could be made")]
pub(crate) struct NoHardLinks {
    #[source]
    source: io::Error,
}

/// The file to be linked was written beside its new name a moment ago, so what is refused here
/// is the link itself. Linux says "not permitted" for it, which would send its reader to look
/// for permissions.
fn not_linked(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported => {
            io::Error::other(NoHardLinks { source: error })
        }
        _ => error,
    }
}

/// Creates a folder and those above it, so that they outlive a loss of power.
pub(crate) fn create_folder(folder: &FilePath) -> io::Result<()> {
    // A relative name of one part has an empty parent, which stands for the current folder.
    let above = |folder: &FilePath| match folder.parent() {
        Some(above) if above.as_os_str().is_empty() => Some(PathBuf::from(".")),
        above => above.map(FilePath::to_owned),
    };
    let mut missing = Vec::new();
    let mut next = Some(folder.to_owned());
    while let Some(folder) = next
        && !folder.try_exists()?
    {
        next = above(&folder);
        missing.push(folder);
    }
    fs::create_dir_all(folder)?;
    // A folder is named in the one above it.
    missing
        .iter()
        .filter_map(|folder| above(folder))
        .try_for_each(|above| sync_folder(&above))
}

#[cfg(unix)]
fn sync_folder(folder: &FilePath) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network and FUSE file systems cannot synchronise a folder; there is no more to do.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

#[cfg(not(unix))]
fn sync_folder(_folder: &FilePath) -> io::Result<()> {
    // Windows cannot open a folder as a file; NTFS keeps names in its own journal.
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_is_refused_is_told_from_a_missing_permission() {
        // EPERM, which Linux answers on FAT, and EOPNOTSUPP.
        for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::Unsupported] {
            let error = CatalogError::of("cohort.json", Doing::Write, not_linked(kind.into()));
            assert_eq!(
                error.to_string(),
                "cohort.json: its file system has no hard links, which a store in a folder needs; \
                 name a folder on another (FAT and exFAT have none)"
            );
        }
        let full = CatalogError::of(
            "cohort.json",
            Doing::Write,
            not_linked(io::ErrorKind::StorageFull.into()),
        );
        assert!(matches!(full, CatalogError::Full { .. }), "{full}");
    }

    #[test]
    fn folders_are_created_wherever_the_first_missing_one_is() {
        let temp = tempfile::tempdir().unwrap();
        let deep = temp.path().join("a/b/c");
        create_folder(&deep).unwrap();
        assert!(deep.is_dir());
        create_folder(&deep).unwrap();
        fs::write(temp.path().join("file"), "").unwrap();
        assert!(create_folder(&temp.path().join("file/below")).is_err());
    }
}
