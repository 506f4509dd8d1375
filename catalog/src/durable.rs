//! Put-if-absent, and on a local folder so that it outlives a loss of power.
//!
//! Cloud stores answer when an object is safe. A folder's file is safe only once the file
//! and the folder that names it are synchronised, which `object_store` leaves to its
//! users. A data object must be safe before the manifest that names it, and a manifest
//! before it shows under its number: a torn one would block the log.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};

use crate::error::{CatalogError, Doing};
use crate::random;

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

/// Makes sure that a written data object outlives a loss of power.
pub(crate) async fn settle(local: Option<&FilePath>, path: &Path) -> Result<(), CatalogError> {
    let Some(folder) = local else { return Ok(()) };
    let (root, file) = (folder.to_owned(), file_of(folder, path));
    let done = tokio::task::spawn_blocking(move || {
        File::open(&file)?.sync_all()?;
        // The folders may be new, so those above them must be told as well.
        let mut folder = file.parent();
        while let Some(next) = folder.filter(|next| next.starts_with(&root)) {
            sync_folder(next)?;
            folder = next.parent();
        }
        Ok(())
    });
    flatten(done.await).map_err(|source| CatalogError::of(path.as_ref(), Doing::Write, source))
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
    if !parent.try_exists()? {
        fs::create_dir_all(parent)?;
        if let Some(above) = parent.parent() {
            sync_folder(above)?;
        }
    }
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
            Err(error) => Err(error),
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
