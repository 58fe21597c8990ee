//! What one surface is to programs that were written for another, by the rules of semantic
//! versioning. What these do not settle counts as breaking.

use std::collections::{BTreeMap, BTreeSet};

use syn::Expr;

use super::item::{Item, Kind, Note, in_modules};

/// The part of the version that has to be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Patch,
    Minor,
    Major,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Removed,
    Changed,
    Added,
}

/// One change, in all modules that have it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) section: Section,
    /// The lines before and after, as far as there are such.
    pub(super) lines: Vec<String>,
    /// How many members went with a type or a module.
    pub(super) members: usize,
    pub(super) level: Level,
    /// Why it breaks programs, or which of them notice.
    pub(super) reasons: Vec<&'static str>,
}

/// The items of a module that have the same name; they are then under different conditions.
type ByName<'a> = BTreeMap<(&'a str, &'a str), Vec<&'a Item>>;

pub(super) fn diff(old: &[Item], new: &[Item]) -> Vec<Finding> {
    let (before, after) = (by_name(old), by_name(new));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    let mut found: BTreeMap<Finding, BTreeSet<String>> = BTreeMap::new();
    for (module, key) in keys {
        let of = |items: &ByName<'_>| items.get(&(module, key)).map_or(0, Vec::len);
        for index in 0..of(&before).max(of(&after)) {
            let get = |items: &ByName<'_>| {
                let items = items.get(&(module, key))?;
                items.get(index).map(|item| (*item).clone())
            };
            let finding = match (get(&before), get(&after)) {
                (Some(old), None) => removed(&old, module, &before, &after),
                (None, Some(new)) => Some(added(&new, before.get(&(module, &new.owner)))),
                (Some(old), Some(new)) => changed(&old, &new),
                (None, None) => None,
            };
            if let Some(finding) = finding {
                found.entry(finding).or_default().insert(module.to_owned());
            }
        }
    }
    let place = |(mut finding, modules): (Finding, BTreeSet<String>)| {
        for line in &mut finding.lines {
            *line = in_modules(&modules, line);
        }
        finding
    };
    let mut findings: Vec<Finding> = found.into_iter().map(place).collect();
    let changed = |lines, level, reasons| Finding {
        section: Section::Changed,
        lines,
        members: 0,
        level,
        reasons,
    };
    for lines in split(old, &after) {
        // The crate's page promises each version its own types, and not that they are another's as well.
        let reason = "one type becomes several, which programs that mix versions notice";
        findings.push(changed(lines, Level::Minor, vec![reason]));
    }
    // Where they were not alike, their items have changed, and say so themselves.
    for mut lines in split(new, &before) {
        lines.reverse();
        findings.push(changed(lines, Level::Minor, Vec::new()));
    }
    findings.sort();
    findings
}

fn by_name(items: &[Item]) -> ByName<'_> {
    let mut found = ByName::new();
    for item in items {
        for module in &item.modules {
            let key = (module.as_str(), item.key.as_str());
            found.entry(key).or_default().push(item);
        }
    }
    found
}

/// What is in a type or a module that is gone as well is not said again.
fn removed(old: &Item, module: &str, before: &ByName<'_>, after: &ByName<'_>) -> Option<Finding> {
    let is_there = |module: &str, key: &str| after.contains_key(&(module, key));
    let parent = module.rsplit_once("::").unwrap_or(("", module));
    let is_module = before
        .get(&parent)
        .is_some_and(|items| items.iter().any(|item| item.kind == Kind::Module));
    if is_module && !is_there(parent.0, parent.1) {
        return None;
    }
    let is_type = before
        .get(&(module, old.owner.as_str()))
        .is_some_and(|items| items.iter().any(|item| item.key == item.owner));
    if old.key != old.owner && is_type && !is_there(module, &old.owner) {
        return None;
    }
    let within = match module {
        "" => old.key.clone(),
        module => format!("{module}::{}", old.key),
    };
    let below = format!("{within}::");
    let members = match old.kind {
        Kind::Module => before
            .keys()
            .filter(|(module, _)| *module == within || module.starts_with(&below))
            .count(),
        _ if old.key == old.owner => {
            before
                .iter()
                .filter(|((other, _), items)| {
                    *other == module && items.iter().any(|item| item.owner == old.owner)
                })
                .count()
                - 1
        }
        _ => 0,
    };
    Some(Finding {
        section: Section::Removed,
        lines: vec![old.body()],
        members,
        level: Level::Major,
        reasons: vec![match old.kind {
            Kind::Implementation => "programs may rely on the implementation",
            Kind::Field => "programs may read or set the field",
            Kind::Variant => "programs may make or match the variant",
            Kind::Function => "programs may call it",
            _ => "programs may name it",
        }],
    })
}

/// `owner` is the type as it was before, if it was there.
fn added(new: &Item, owner: Option<&Vec<&Item>>) -> Finding {
    let owner = owner.into_iter().flatten();
    let mut owner = owner.filter(|item| matches!(item.kind, Kind::Type | Kind::Alias));
    let owner = owner.next().filter(|_| new.key != new.owner);
    let is_open = |owner: &Item| owner.has(&Note::NonExhaustive) || owner.has(&Note::PrivateFields);
    let mut reasons = Vec::new();
    if let Some(owner) = owner {
        if matches!(new.kind, Kind::Field | Kind::Variant) && !is_open(owner) {
            reasons.push("the type is not `non_exhaustive`, so programs name all that it has");
        }
        if new.has(&Note::Required) {
            reasons.push("the builder does not build without it");
        }
    }
    Finding {
        section: Section::Added,
        lines: vec![new.body()],
        members: 0,
        level: match reasons.is_empty() {
            true => Level::Minor,
            false => Level::Major,
        },
        reasons,
    }
}

fn changed(old: &Item, new: &Item) -> Option<Finding> {
    if old.body() == new.body() && old.kind == new.kind {
        return None;
    }
    let mut judgements = Vec::new();
    if old.kind != new.kind {
        judgements.push((Level::Major, "it is something else"));
    }
    if old.text != new.text {
        let only_names = old.positional.is_some() && old.positional == new.positional;
        judgements.push(match (only_names, old.kind) {
            (true, _) => (Level::Patch, "only an argument has another name"),
            (_, Kind::Function) => (Level::Major, "the signature changed"),
            (_, Kind::Field | Kind::Constant) => (Level::Major, "the type changed"),
            (_, Kind::Variant) => (Level::Major, "what the variant holds changed"),
            _ => (Level::Major, "programs may rely on it"),
        });
    }
    if old.value != new.value {
        judgements.push(match old.kind {
            Kind::Constant if only_grew(old, new) => (Level::Minor, ""),
            Kind::Variant => (Level::Major, "on the wire: the value is another one"),
            Kind::Alias => (Level::Major, "it stands for another type"),
            _ => (Level::Major, "the value is another one"),
        });
    }
    let closed = !old.has(&Note::NonExhaustive);
    let gone = old.notes.iter().filter(|note| !new.has(note));
    judgements.extend(gone.map(note_removed));
    let come = new.notes.iter().filter(|note| !old.has(note));
    judgements.extend(come.map(|note| note_added(note, closed)));
    let level = judgements.iter().map(|(level, _)| *level).max();
    judgements.retain(|(level, _)| *level == Level::Major);
    let mut reasons: Vec<&str> = judgements.into_iter().map(|(_, reason)| reason).collect();
    reasons.dedup();
    Some(Finding {
        section: Section::Changed,
        lines: vec![old.body(), new.body()],
        members: 0,
        // Notes in another order are a change that nobody can rely on.
        level: level.unwrap_or(Level::Patch),
        reasons,
    })
}

/// Whether a constant is a slice, whose type does not tell how long it is, and lists all that it did.
fn only_grew(old: &Item, new: &Item) -> bool {
    let (Some(before), Some(after)) = (listed(old), listed(new)) else {
        return false;
    };
    let mut after = after.iter();
    // In the same order, too.
    before.iter().all(|item| after.any(|other| other == item))
}

/// What a constant lists that is a slice.
fn listed(constant: &Item) -> Option<Vec<Expr>> {
    let is_slice = constant.text.starts_with(": &") && constant.text.ends_with(']');
    let value = constant.value.as_deref().filter(|_| is_slice)?;
    let Ok(Expr::Reference(reference)) = syn::parse_str(value) else {
        return None;
    };
    match *reference.expr {
        Expr::Array(list) if !constant.text.contains(';') => Some(list.elems.into_iter().collect()),
        _ => None,
    }
}

fn note_added(note: &Note, closed: bool) -> (Level, &'static str) {
    match note {
        Note::PrivateFields if !closed => (Level::Minor, ""),
        Note::NonExhaustive | Note::PrivateFields => (
            Level::Major,
            "programs can no longer name all that the type has",
        ),
        Note::Required => (Level::Major, "the builder no longer builds without it"),
        Note::NoSetter => (Level::Major, "the builder can no longer set it"),
        Note::Condition(_) => (Level::Major, "it is there under a condition only"),
        Note::Const | Note::Deprecated => (Level::Minor, ""),
        Note::Shape(_) => (Level::Major, "it is another sort of item"),
        Note::Async => (Level::Major, "it has to be awaited"),
        Note::Wire(_) => (Level::Major, "on the wire: the JSON is another one"),
        Note::Other(_) => (Level::Major, "programs may rely on it"),
    }
}

fn note_removed(note: &Note) -> (Level, &'static str) {
    match note {
        Note::NonExhaustive
        | Note::PrivateFields
        | Note::Required
        | Note::NoSetter
        | Note::Condition(_)
        | Note::Deprecated => (Level::Minor, ""),
        Note::Async => (Level::Major, "it can no longer be awaited"),
        Note::Const => (Level::Major, "constants can no longer call it"),
        Note::Shape(_) => (Level::Major, "it is another sort of item"),
        Note::Wire(_) => (Level::Major, "on the wire: the JSON is another one"),
        Note::Other(_) => (Level::Major, "programs may rely on it"),
    }
}

/// Types that several modules share here, and that are one for each there: what they are called here,
/// and there.
fn split(shared: &[Item], there: &ByName<'_>) -> Vec<Vec<String>> {
    let types = shared
        .iter()
        .filter(|item| item.kind == Kind::Type && item.modules.len() > 1);
    let findings = types.filter_map(|item| {
        let mut parts: BTreeSet<BTreeSet<String>> = BTreeSet::new();
        for module in &item.modules {
            let same = there.get(&(module.as_str(), item.key.as_str()));
            for other in same.into_iter().flatten() {
                parts.insert(other.modules.intersection(&item.modules).cloned().collect());
            }
        }
        if parts.len() < 2 {
            return None;
        }
        let all = parts.iter().flatten().cloned().collect();
        let parts = parts.iter().map(|modules| in_modules(modules, &item.key));
        let parts: Vec<String> = parts.collect();
        Some(vec![in_modules(&all, &item.key), parts.join(", ")])
    });
    findings.collect()
}
