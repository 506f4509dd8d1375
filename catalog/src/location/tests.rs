use proptest::prelude::*;

use super::*;

fn error(text: &str) -> String {
    StoreLocation::parse(text).unwrap_err().to_string()
}

#[test]
fn every_kind_is_read() {
    let s3 = |bucket: &str, prefix: &str| StoreLocation::S3 {
        bucket: bucket.to_owned(),
        prefix: Path::from(prefix),
    };
    let cases = [
        ("cohort-data", StoreLocation::Folder("cohort-data".into())),
        ("/srv/cohort", StoreLocation::Folder("/srv/cohort".into())),
        ("../a b", StoreLocation::Folder("../a b".into())),
        ("/odd/x://y", StoreLocation::Folder("/odd/x://y".into())),
        (
            "file:///srv/a%20b",
            StoreLocation::Folder("/srv/a b".into()),
        ),
        ("FILE:///srv", StoreLocation::Folder("/srv".into())),
        ("memory://", StoreLocation::Memory),
        ("s3://bucket", s3("bucket", "")),
        ("s3://bucket/", s3("bucket", "")),
        ("s3://bucket/a/b/", s3("bucket", "a/b")),
        (
            "az://things/a",
            StoreLocation::Azure {
                container: "things".to_owned(),
                prefix: Path::from("a"),
            },
        ),
        (
            "gs://my_b",
            StoreLocation::Google {
                bucket: "my_b".to_owned(),
                prefix: Path::from(""),
            },
        ),
    ];
    for (text, location) in cases {
        assert_eq!(text.parse::<StoreLocation>().unwrap(), location, "{text}");
    }
}

#[test]
fn other_kinds_are_refused_with_the_list() {
    let expected = "http://: not a kind of store; give a folder, file:///folder, memory://, \
                    s3://bucket/prefix, az://container/prefix or gs://bucket/prefix";
    assert_eq!(error("http://example.org/x"), expected);
    assert!(error("").contains("gs://bucket/prefix"));
}

#[test]
fn no_message_repeats_credentials() {
    let with_secrets = [
        "s3://key:secret@bucket/prefix",
        "s3://bucket/prefix?secret=secret",
        "s3://bucket#secret",
        "az://secret@container",
        "postgres://me:secret@host/db",
        "memory://secret",
        "file://secret/x",
        "file:///x?secret",
        "gs://secret secret",
        "gs://bucket/secret//x",
        "s3:///secret",
    ];
    for text in with_secrets {
        let message = error(text);
        assert!(!message.contains("secret"), "{message}");
        assert!(!message.contains('\n'), "{message}");
    }
}

#[test]
fn a_place_below_a_file_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for place in [file.path().to_owned(), file.path().join("store")] {
        let location = StoreLocation::Folder(place.clone());
        for create in [true, false] {
            let message = location.connect(create).unwrap_err().to_string();
            let expected = format!(
                "{}: it, or a part of its path, is a file; name a folder",
                place.display()
            );
            assert_eq!(message, expected);
        }
    }
}

#[test]
fn clouds_connect_by_the_environment() {
    // Building a client asks the network nothing. Azure is told its account by the
    // environment alone, so it is refused here, by name and without a cause in the line.
    let s3 = StoreLocation::parse("s3://bucket/prefix").unwrap();
    assert!(s3.connect(true).is_ok());
    if std::env::var_os("AZURE_STORAGE_ACCOUNT_NAME").is_none() {
        let message = StoreLocation::parse("az://c/p")
            .unwrap()
            .connect(true)
            .unwrap_err()
            .to_string();
        assert!(message.starts_with("az://c/p: "), "{message}");
    }
}

proptest! {
    #[test]
    fn parsing_never_panics_and_its_text_reads_back(text in "\\PC{0,40}") {
        if let Ok(location) = StoreLocation::parse(&text) {
            prop_assert_eq!(StoreLocation::parse(&location.to_string()).unwrap(), location);
        }
    }

    #[test]
    fn urls_read_back(
        scheme in "s3|az|gs|file|memory|S3",
        rest in "[a-z/.%@:?#é _-]{0,30}",
    ) {
        if let Ok(location) = StoreLocation::parse(&format!("{scheme}://{rest}")) {
            prop_assert_eq!(StoreLocation::parse(&location.to_string()).unwrap(), location);
        }
    }
}
