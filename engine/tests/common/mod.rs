//! The program as its users meet it: arguments in, exit status and two streams out.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]
#![allow(dead_code, reason = "each test file uses its own part of this module")]
#![allow(unreachable_pub, reason = "a module of a test crate has no outside")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the program did.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The run succeeded and said nothing on standard error.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.status == 0 && self.err.is_empty(), "{self:#?}");
        self
    }

    /// The run was refused with exactly one line on standard error; returns the line.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.status, 1, "{self:#?}");
        let lines: Vec<&str> = self.err.lines().collect();
        assert_eq!(lines.len(), 1, "{self:#?}");
        assert!(lines[0].starts_with("cohort: "), "{self:#?}");
        lines[0].to_owned()
    }

    /// Standard output as JSON rows.
    #[track_caller]
    pub fn json(&self) -> Vec<serde_json::Value> {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// The program, with no setting from outside.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cohort"));
    command
        .env_remove("COHORT_STORE")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    command
}

/// A folder of its own, in which the program runs.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        Place {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = command()
            .current_dir(self.folder.path())
            .args(arguments)
            .output()
            .unwrap();
        Run {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs with text on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let path = self.write(".stdin", input);
        let output = command()
            .current_dir(self.folder.path())
            .args(arguments)
            .stdin(fs::File::open(path).unwrap())
            .output()
            .unwrap();
        Run {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Every file below a folder with its bytes.
    pub fn listing(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(folder), &mut files);
        files
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

/// A CIN census of invented children: so many of one authority, numbered from 1, each with one
/// referral on 1 June and one assessment.
pub fn cin(la: i16, year: i16, serial: u32, children: u32) -> String {
    let (start, mut text) = (year - 1, String::new());
    text.push_str(&format!(
        "<Message>\n<Header>\n<CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>\
         <ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails>\n<Source>\
         <SourceLevel>L</SourceLevel><LEA>{la}</LEA><SoftwareCode>Local Authority</SoftwareCode>\
         <Release>1</Release><SerialNo>{serial:03}</SerialNo>\
         <DateTime>{year}-06-0{}T10:00:00</DateTime></Source>\n</Header>\n<Children>\n",
        serial.clamp(1, 9)
    ));
    for child in 1..=children {
        text.push_str(&format!(
            "<Child>\n<ChildIdentifiers><LAchildID>CHILD{child:04}</LAchildID>\
             <UPNunknown>UN2</UPNunknown><PersonBirthDate>2015-05-05</PersonBirthDate>\
             <Sex>M</Sex></ChildIdentifiers>\n<ChildCharacteristics><Ethnicity>WBRI</Ethnicity>\
             </ChildCharacteristics>\n<CINdetails><CINreferralDate>{start}-06-01\
             </CINreferralDate><ReferralSource>1A</ReferralSource>\
             <PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA>\n<Assessments>\
             <AssessmentActualStartDate>{start}-06-02</AssessmentActualStartDate>\
             <AssessmentAuthorisationDate>{start}-06-20</AssessmentAuthorisationDate>\
             <FactorsIdentifiedAtAssessment><AssessmentFactors>2B</AssessmentFactors>\
             </FactorsIdentifiedAtAssessment></Assessments></CINdetails>\n</Child>\n"
        ));
    }
    text.push_str("</Children>\n</Message>\n");
    text
}
