//! Unfinished files in a local folder.
//!
//! A file is written as `name#digits` and gets its name when complete. After a kill -9 the
//! first may remain; the object store leaves such names out of its listings, and so
//! [`super::Store::verify`] looks for them itself.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::Orphan;
use crate::error::{CatalogError, Doing};

/// Each unfinished file; none where the store is no folder.
pub(super) async fn unfinished(folder: Option<PathBuf>) -> Result<Vec<Orphan>, CatalogError> {
    let Some(folder) = folder else {
        return Ok(Vec::new());
    };
    let name = folder.display().to_string();
    let walk = tokio::task::spawn_blocking(move || {
        let mut found = Vec::new();
        collect(&folder, &folder, &mut found).map(|()| found)
    });
    let found = walk
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)));
    found.map_err(|source| CatalogError::of(name, Doing::List, source))
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Orphan>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // What an import under way renames or removes meanwhile is not left over.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() {
            collect(root, &path, found)?;
        } else if is_unfinished(&entry.file_name().to_string_lossy()) {
            let inside = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            let since = metadata.modified()?.duration_since(UNIX_EPOCH);
            let micros = since.map_or(0, |since| since.as_micros());
            found.push(Orphan {
                path: parts.join("/"),
                bytes: metadata.len(),
                written_at: i64::try_from(micros).unwrap_or(i64::MAX),
            });
        }
    }
    Ok(())
}

/// Removes an unfinished file by its path within the store's folder; `false` if that is not
/// what the path names.
pub(super) async fn remove(folder: Option<PathBuf>, path: &str) -> Result<bool, CatalogError> {
    let Some(folder) = folder.filter(|_| is_unfinished(path)) else {
        return Ok(false);
    };
    let file = path.split('/').fold(folder, |file, part| file.join(part));
    match tokio::fs::remove_file(file).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(CatalogError::of(path, Doing::Remove, error))
        }
        Ok(()) | Err(_) => Ok(true),
    }
}

fn is_unfinished(name: &str) -> bool {
    name.split_once('#')
        .is_some_and(|(_, digits)| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
}
