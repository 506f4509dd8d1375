use std::io::Write;

use zip::write::SimpleFileOptions;

use super::*;

fn archive(folder: &Path, entries: &[(&str, &[u8], CompressionMethod)]) -> PathBuf {
    let path = folder.join("returns.zip");
    let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
    for (name, bytes, method) in entries {
        let options = SimpleFileOptions::default().compression_method(*method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    path
}

fn read(source: &Source) -> io::Result<String> {
    let mut text = String::new();
    source.open()?.read_to_string(&mut text)?;
    Ok(text)
}

#[test]
fn the_files_of_an_archive_are_read_as_if_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(200_000);
    let path = archive(
        folder.path(),
        &[
            ("b/two.csv", long.as_bytes(), CompressionMethod::Deflated),
            ("a/one.xml", b"<a/>", CompressionMethod::Stored),
            ("__MACOSX/one.xml", b"x", CompressionMethod::Stored),
            (".hidden", b"x", CompressionMethod::Stored),
        ],
    );
    let Contents::Many { files, refused } = contents(&path).unwrap() else {
        panic!("an archive");
    };
    assert!(refused.is_empty());
    let paths: Vec<_> = files.iter().map(Source::path).collect();
    assert_eq!(paths, [path.join("a/one.xml"), path.join("b/two.csv")]);
    assert_eq!(files[0].folder(), path.join("a"));
    assert_eq!(read(&files[0]).unwrap(), "<a/>");
    assert_eq!(read(&files[1]).unwrap(), long);
    assert_eq!(files[1].bytes().unwrap(), 200_000);
}

#[test]
fn damage_is_never_taken_for_the_end_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..20_000).map(|n| format!("{n},")).collect();
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let path = archive(folder.path(), &[("one.csv", text.as_bytes(), method)]);
        let mut bytes = fs::read(&path).unwrap();
        bytes[5_000] ^= 1;
        fs::write(&path, bytes).unwrap();
        let Ok(Contents::Many { files, .. }) = contents(&path) else {
            panic!("its directory is whole");
        };
        assert!(read(&files[0]).is_err(), "{method}");
        fs::write(&path, b"PK\x03\x04 and no more").unwrap();
        assert!(matches!(contents(&path), Err(FileError::DamagedZip)));
    }
}
