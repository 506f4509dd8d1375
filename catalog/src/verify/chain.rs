//! Whether a snapshot follows from the one before.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::snapshot::{ImportRecord, Part, Snapshot};

/// What is wrong with `snapshot`, by itself and as the successor of `former`. `None` when
/// the former cannot be read; the empty snapshot 0 before the first.
pub(super) fn faults(former: Option<&Snapshot>, snapshot: &Snapshot) -> Vec<String> {
    let mut faults = Vec::new();
    numbering(snapshot, &mut faults);
    replacements(snapshot, &mut faults);
    parts(snapshot, &mut faults);
    if let Some(former) = former {
        imports_kept(former, snapshot, &mut faults);
        parts_kept(former, snapshot, &mut faults);
    }
    faults
}

fn numbering(snapshot: &Snapshot, faults: &mut Vec<String>) {
    for (place, import) in (1_i64..).zip(&snapshot.imports) {
        if import.import_id != place {
            faults.push(format!(
                "import {} stands where {place} should",
                import.import_id
            ));
        }
        if import.snapshot == 0 || import.snapshot > snapshot.number {
            let (id, from) = (import.import_id, import.snapshot);
            faults.push(format!(
                "import {id} says that it came with snapshot {from}"
            ));
        }
    }
    let next = snapshot.imports.len() as i64 + 1;
    if snapshot.next_import_id != next {
        let said = snapshot.next_import_id;
        faults.push(format!(
            "the next import would be {said}, and should be {next}"
        ));
    }
}

fn replacements(snapshot: &Snapshot, faults: &mut Vec<String>) {
    let mut current = HashSet::new();
    for import in &snapshot.imports {
        let id = import.import_id;
        match import.replaced_by {
            None if !current.insert(import.key()) => {
                faults.push(format!(
                    "import {id} is current beside another for the same return"
                ));
            }
            None => {}
            Some(later) => {
                let fits = snapshot
                    .import(later)
                    .is_some_and(|new| new.key() == import.key());
                if later <= id || !fits {
                    faults.push(format!("import {id} cannot have been replaced by {later}"));
                }
            }
        }
    }
}

fn parts(snapshot: &Snapshot, faults: &mut Vec<String>) {
    let mut seen = HashSet::new();
    let mut objects = HashSet::new();
    for part in &snapshot.parts {
        let (table, id) = (&part.table, part.import_id);
        for object in &part.objects {
            if !objects.insert(&object.path) {
                faults.push(format!("{} is named twice", object.path));
            }
        }
        if !seen.insert((table, id)) {
            faults.push(format!("{table} has two parts of import {id}"));
        }
        match snapshot.import(id) {
            None => faults.push(format!(
                "{table} has rows of import {id}, which there is not"
            )),
            Some(import) if import.replaced_by.is_some() => {
                faults.push(format!(
                    "{table} has rows of import {id}, which is replaced"
                ));
            }
            Some(import) if !same_place(import, part) => {
                faults.push(format!(
                    "{table} has rows of import {id} under another authority, year or source"
                ));
            }
            Some(_) => {}
        }
    }
}

fn same_place(import: &ImportRecord, part: &Part) -> bool {
    (import.la_code, import.year, &import.source) == (part.la_code, part.year, &part.source)
}

fn imports_kept(former: &Snapshot, snapshot: &Snapshot, faults: &mut Vec<String>) {
    for old in &former.imports {
        let id = old.import_id;
        let Some(new) = snapshot.import(id) else {
            faults.push(format!("import {id} is gone"));
            continue;
        };
        let replaced_now = old.replaced_by.is_none()
            && new
                .replaced_by
                .is_some_and(|by| by >= former.next_import_id);
        let expected = match replaced_now {
            true => ImportRecord {
                replaced_by: new.replaced_by,
                ..old.as_ref().clone()
            },
            false => old.as_ref().clone(),
        };
        if **new != expected {
            faults.push(format!("import {id} is not what it was"));
        }
    }
    for new in snapshot.imports.iter().skip(former.imports.len()) {
        if new.snapshot != snapshot.number {
            let (id, from) = (new.import_id, new.snapshot);
            faults.push(format!(
                "import {id} is new, and says that it came with snapshot {from}"
            ));
        }
    }
}

fn parts_kept(former: &Snapshot, snapshot: &Snapshot, faults: &mut Vec<String>) {
    let key = |part: &Arc<Part>| (part.table.clone(), part.import_id);
    let now: HashMap<_, _> = snapshot
        .parts
        .iter()
        .map(|part| (key(part), part))
        .collect();
    for old in &former.parts {
        let id = old.import_id;
        let replaced = snapshot
            .import(id)
            .is_some_and(|import| import.replaced_by.is_some());
        match now.get(&key(old)) {
            Some(new) if *new == old => {}
            Some(_) => faults.push(format!("{} of import {id} is not what it was", old.table)),
            None if replaced => {}
            None => faults.push(format!("{} has lost the rows of import {id}", old.table)),
        }
    }
    for new in snapshot
        .parts
        .iter()
        .filter(|part| part.import_id < former.next_import_id)
    {
        if !former.parts.iter().any(|old| key(old) == key(new)) {
            let (table, id) = (&new.table, new.import_id);
            faults.push(format!(
                "{table} has gained rows of import {id}, which came before"
            ));
        }
    }
}
