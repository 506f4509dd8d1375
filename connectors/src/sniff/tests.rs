use super::*;

const HEADER: &str = "<Header><CollectionDetails><Collection>";

#[test]
fn the_dataset_is_known_by_content() {
    for head in [
        format!("<Message>{HEADER}CIN</Collection>"),
        "<Message><Children><Child><CINdetails>".to_owned(),
        "<message><children><child><childidentifiers><lachildid>".to_owned(),
    ] {
        // Padded, so that the head is not taken for a whole file.
        let padded = format!("{head}{}", " ".repeat(HEAD_BYTES));
        assert_eq!(recognise(&padded).unwrap().0.name(), "cin", "{head}");
    }
}

#[test]
fn a_prefix_changes_nothing() {
    let head = "<m:Message xmlns:m='u'><m:Header><m:CollectionDetails><m:Collection>CIN\
                </m:Collection></m:CollectionDetails></m:Header></m:Message>";
    assert_eq!(recognise(head).unwrap().0.name(), "cin");
}

#[test]
fn what_else_a_file_is_is_said() {
    for (head, says) in [
        (
            "LAchildID,UPN\nC1,X\n".to_owned(),
            "text whose first lines are no header",
        ),
        ("PK\u{3}\u{4}...".to_owned(), "a ZIP archive or a workbook"),
        ("%PDF-1.7".to_owned(), "a PDF document"),
        (
            "<Timetable><Header/></Timetable>".to_owned(),
            "XML with the root element Timetable",
        ),
        (
            format!("<Message>{HEADER}SWF</Collection></CollectionDetails></Header></Message>"),
            "a return of the school workforce census (collection SWF), not yet supported",
        ),
        (
            "sourceid,nativeid,x,senneedsorderseqcolumn\n".to_owned(),
            "one table of the export of the DfE's collection system",
        ),
        (
            "Header Record,,,\nRecord Type,LA Number,Collection Name\n".to_owned(),
            "the entry template or an analyst file of a SEN2 return",
        ),
        (
            "\"Person ID\n\n(This must be a unique ID)\",Requests Record ID,Request outcome\n"
                .to_owned(),
            "the entry template or an analyst file of a SEN2 return",
        ),
        (
            "Person ID,Surname,Team\n".to_owned(),
            "text whose first lines are no header",
        ),
        (
            format!("<Message>{HEADER}X;Y</Collection></CollectionDetails></Header></Message>"),
            "a return of the collection XY, not yet supported",
        ),
        (
            "<Message><Header/></Message>".to_owned(),
            "does not say its collection",
        ),
    ] {
        match recognise(&head) {
            Err(ConnectorError::Unrecognised { what, known }) => {
                assert!(what.contains(says), "{what}");
                assert!(known.contains("Children in need census"), "{known}");
            }
            other => panic!("{head}: {other:?}"),
        }
    }
}

#[test]
fn a_file_that_ends_too_early_is_malformed_and_a_long_head_is_not() {
    for (head, line) in [
        ("", 1),
        ("\n\n<Message>", 3),
        ("<Message>\n<Header><CollectionDetails><Collection>CI", 2),
    ] {
        match recognise(head) {
            Err(ConnectorError::Malformed { at, .. } | ConnectorError::CutOff { at, .. }) => {
                assert_eq!(at.line, line, "{head}")
            }
            other => panic!("{head}: {other:?}"),
        }
    }
    let long = format!("<Message>{}", "<a></a>".repeat(HEAD_BYTES));
    let result = recognise(&long[..HEAD_BYTES]);
    assert!(
        matches!(result, Err(ConnectorError::Unrecognised { .. })),
        "{result:?}"
    );
}
