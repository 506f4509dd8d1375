//! Paths as given on a command line → the files they mean.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::FileError;

/// A file to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The path as the operator would write it.
    pub path: PathBuf,
    /// Whether the operator named this very file. One that was merely found in a folder may be
    /// of no known dataset without that being an error.
    pub named: bool,
}

/// What a command line means.
#[derive(Debug, Default)]
pub struct Expanded {
    /// Files, each once, in order of the paths and by name within a folder.
    pub files: Vec<Candidate>,
    /// Paths that mean nothing, and why.
    pub refused: Vec<(PathBuf, FileError)>,
    /// Folders and patterns, each with the range of its files in `files`.
    pub groups: Vec<(PathBuf, std::ops::Range<usize>)>,
}

/// Finds the files that `paths` mean: files, folders (with all that is in them, hidden files
/// and stores left out) and patterns (`returns/*2024*.xml`; `**` for any depth).
pub fn expand(paths: &[PathBuf]) -> Expanded {
    let mut expanded = Expanded::default();
    let mut seen = HashSet::new();
    for path in paths {
        let start = expanded.files.len();
        match meaning(path) {
            Ok(Meaning::File) => add(&mut expanded, &mut seen, path.clone(), true),
            Ok(Meaning::Files { found, refused }) => {
                expanded.refused.extend(refused);
                for file in found {
                    add(&mut expanded, &mut seen, file, false);
                }
                let range = start..expanded.files.len();
                expanded.groups.push((path.clone(), range));
            }
            Err(error) => expanded.refused.push((path.clone(), error)),
        }
    }
    expanded
}

/// The same file under two names is one file.
fn add(expanded: &mut Expanded, seen: &mut HashSet<PathBuf>, path: PathBuf, named: bool) {
    let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    if seen.insert(real) {
        expanded.files.push(Candidate { path, named });
    }
}

enum Meaning {
    File,
    Files {
        found: Vec<PathBuf>,
        /// Folders below that cannot be listed.
        refused: Vec<(PathBuf, FileError)>,
    },
}

fn meaning(path: &Path) -> Result<Meaning, FileError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            let (mut found, mut refused) = (Vec::new(), Vec::new());
            walk(path, &mut found, &mut refused).map_err(|source| FileError::Open { source })?;
            Ok(Meaning::Files { found, refused })
        }
        Ok(metadata) if metadata.is_file() => Ok(Meaning::File),
        Ok(_) => Err(FileError::NotAFile),
        Err(error) => pattern(path).unwrap_or_else(|| {
            Err(match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileError::Missing,
                _ => FileError::Open { source: error },
            })
        }),
    }
}

/// `None` when the path is no pattern.
fn pattern(path: &Path) -> Option<Result<Meaning, FileError>> {
    let text = path
        .to_str()
        .filter(|text| text.contains(['*', '?', '[']))?;
    let paths = glob::glob(text).ok()?;
    let found: Vec<PathBuf> = paths
        .filter_map(Result::ok)
        .filter(|path| path.is_file())
        .collect();
    Some(if found.is_empty() {
        Err(FileError::NoMatch)
    } else {
        let refused = Vec::new();
        Ok(Meaning::Files { found, refused })
    })
}

/// Collects the files below a folder by name. A folder in it that cannot be listed spoils no
/// other. Links to folders are not followed: they may lead in circles.
fn walk(
    folder: &Path,
    found: &mut Vec<PathBuf>,
    refused: &mut Vec<(PathBuf, FileError)>,
) -> io::Result<()> {
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    if entries
        .iter()
        .any(|entry| entry.file_name() == "cohort.json")
    {
        return Ok(()); // a store, not data to import
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if let Err(source) = walk(&path, found, refused) {
                refused.push((path, FileError::Open { source }));
            }
        } else if path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }

    fn names(expanded: &Expanded, folder: &Path) -> Vec<String> {
        let relative = |c: &Candidate| {
            c.path
                .strip_prefix(folder)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/")
        };
        expanded.files.iter().map(relative).collect()
    }

    #[test]
    fn a_folder_means_its_files_but_no_hidden_ones_and_no_store() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in [
            "b.xml",
            "a/c.xml",
            ".hidden",
            ".git/x",
            "store/cohort.json",
            "store/d",
        ] {
            touch(folder, name);
        }
        let expanded = expand(&[folder.to_owned()]);
        assert_eq!(names(&expanded, folder), ["a/c.xml", "b.xml"]);
        assert!(expanded.files.iter().all(|c| !c.named));
        assert_eq!(expanded.groups, [(folder.to_owned(), 0..2)]);
    }

    #[test]
    fn a_file_under_two_names_is_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        touch(folder, "a.xml");
        let twice = [
            folder.join("a.xml"),
            folder.join(".").join("a.xml"),
            folder.to_owned(),
        ];
        let expanded = expand(&twice);
        assert_eq!(
            expanded.files,
            [Candidate {
                path: folder.join("a.xml"),
                named: true
            }]
        );
    }

    #[test]
    fn a_pattern_means_the_files_that_fit() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in ["a1.xml", "a2.xml", "b.xml"] {
            touch(folder, name);
        }
        let expanded = expand(&[folder.join("a*.xml")]);
        assert_eq!(names(&expanded, folder), ["a1.xml", "a2.xml"]);
        let none = expand(&[folder.join("z*.xml")]);
        assert!(matches!(none.refused[..], [(_, FileError::NoMatch)]));
    }

    #[test]
    fn a_path_that_does_not_exist_is_refused_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        touch(folder, "a.xml");
        let expanded = expand(&[folder.join("none.xml"), folder.join("a.xml")]);
        assert_eq!(expanded.files.len(), 1);
        assert!(matches!(expanded.refused[..], [(_, FileError::Missing)]));
    }
}
