//! Unfinished files in a local folder.
//!
//! A file is written as `name#digits` and gets its name when complete. After a kill -9 the
//! first may remain; the object store leaves such names out of its listings, and so
//! [`super::Store::verify`] looks for them itself.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{CatalogError, Doing};

/// Path within the store and size of each unfinished file; none where the store is no folder.
pub(super) async fn unfinished(
    folder: Option<PathBuf>,
) -> Result<Vec<(String, u64)>, CatalogError> {
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

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, u64)>) -> io::Result<()> {
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
            found.push((parts.join("/"), metadata.len()));
        }
    }
    Ok(())
}

fn is_unfinished(name: &str) -> bool {
    name.split_once('#')
        .is_some_and(|(_, digits)| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
}
