//! One stored example of each record, which every later release must read.

use object_store::path::Path;
use serde::de::DeserializeOwned;

use super::*;
use crate::access::{ScramVerifier, User};
use crate::log::{Envelope, decode, encode};
use crate::snapshot::{DataObject, FindingCounts};
use crate::store::Marker;
use crate::{Digest, Snapshot};

fn read<T: DeserializeOwned + Serialize>(golden: &str) -> Envelope<T> {
    let envelope: Envelope<T> = decode("golden", golden.as_bytes()).unwrap();
    // What is written today is what was written then, to the byte.
    let written = encode(&Path::from("golden"), &envelope).unwrap();
    assert_eq!(std::str::from_utf8(&written).unwrap(), golden);
    envelope
}

#[test]
fn a_snapshot_is_readable_forever() {
    let golden = include_str!("../../testdata/golden/snapshot.json");
    let envelope = read::<SnapshotRecord>(golden);
    assert_eq!(envelope.number, 2);
    let replaced = ImportRecord {
        import_id: 1,
        dataset: "cin".to_owned(),
        la_code: 990,
        year: 2024,
        period: None,
        extent: Default::default(),
        standing: 0,
        source: "la".to_owned(),
        file_name: "cin_990_2024.xml".to_owned(),
        set_parts: Vec::new(),
        nc_years: Default::default(),
        sha256: Digest::of(b"abc"),
        bytes: 1234,
        children: 5,
        rows: 40,
        findings: FindingCounts {
            error: 1,
            query: 2,
            notice: 3,
        },
        serial: None,
        made_at: None,
        imported_at: 1_767_225_600_000_000,
        snapshot: 1,
        replaced_by: Some(2),
    };
    let current = ImportRecord {
        import_id: 2,
        period: Some("autumn".to_owned()),
        serial: Some(7),
        made_at: Some("2024-05-01T09:00:00".to_owned()),
        imported_at: 1_767_225_660_000_000,
        snapshot: 2,
        replaced_by: None,
        ..replaced.clone()
    };
    let part = Part {
        table: "cin.referral".to_owned(),
        la_code: 990,
        year: 2024,
        source: "la".to_owned(),
        import_id: 2,
        objects: vec![DataObject {
            path: "data/cin.referral/990/2024/la/00112233445566778899aabbccddeeff.parquet"
                .to_owned(),
            rows: 40,
            bytes: 999,
            sha256: Digest::of(b"abc"),
        }],
    };
    let expected = Snapshot {
        layout: 1,
        number: 2,
        created_at: 1_767_225_660_000_000,
        action: "import cin_990_2024.xml".to_owned(),
        imports: vec![Arc::new(replaced), Arc::new(current)],
        parts: vec![Arc::new(part)],
        next_import_id: 3,
    };
    assert_eq!(envelope.body.into_snapshot(2), expected);
}

#[test]
fn a_publication_is_readable_forever() {
    let envelope = read::<PublishedRecord>(include_str!("../../testdata/golden/published.json"));
    let expected = Published {
        number: 3,
        snapshot: 2,
        by: "ada".to_owned(),
        at: 1_767_225_600_000_000,
    };
    assert_eq!(envelope.body.into_published(envelope.number), expected);
}

#[test]
fn users_are_readable_forever() {
    let envelope = read::<AccessRecord>(include_str!("../../testdata/golden/access.json"));
    let scram = ScramVerifier {
        iterations: 4096,
        salt: vec![0, 1, 2, 253, 254, 255],
        stored_key: vec![0xab; 32],
        server_key: vec![0xcd; 32],
    };
    let user = User {
        name: "ada".to_owned(),
        admin: true,
        disabled: false,
        scram,
    };
    assert_eq!(envelope.body.access.users, [user]);
}

#[test]
fn the_marker_is_readable_forever() {
    let golden = include_str!("../../testdata/golden/cohort.json");
    let marker: Marker = decode("golden", golden.as_bytes()).unwrap();
    assert_eq!(marker.layout, 1);
}
