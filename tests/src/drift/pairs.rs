//! The minimal pairs of schema.yaml, operations.yaml and security.yaml, each compared with itself,
//! forward and swapped.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    change::{Change, compare, gravest},
    nests::{NESTS, Nest, PARTS, Part, document, to_3_1},
    workspace,
};

/// The pairs that show one row of the table, or something that no row names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group<P> {
    row: Option<String>,
    beyond: Option<String>,
    pairs: Vec<P>,
}

impl<P> Group<P> {
    fn title(&self) -> &str {
        let title = self.row.as_deref().or(self.beyond.as_deref());
        title.expect("a group has a row, or says what it shows")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaPair {
    #[serde(default)]
    name: String,
    base: Value,
    revision: Value,
    gives: Lines,
    swapped: Option<Lines>,
    openapi: Option<String>,
    from: Option<String>,
    to: Option<String>,
    #[serde(default)]
    names: String,
    #[serde(default)]
    skip: Vec<String>,
}

/// One line or several.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Lines {
    One(String),
    Several(Vec<String>),
}

impl Lines {
    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::One(line) => vec![Finding::parse(line)],
            Self::Several(lines) => lines.iter().map(|line| Finding::parse(line)).collect(),
        }
    }
}

/// A line such as `additive / breaking enum-value-added a`.
#[derive(Debug)]
struct Finding {
    request: String,
    response: String,
    id: String,
    path: String,
}

impl Finding {
    fn parse(line: &str) -> Self {
        let words: Vec<&str> = line.split(' ').collect();
        let (request, response, rest) = match words.as_slice() {
            [request, "/", response, rest @ ..] => (request, response, rest),
            [class, rest @ ..] => (class, class, rest),
            [] => panic!("`{line}` says nothing"),
        };
        let (id, path) = match rest {
            [id] => (id, ""),
            [id, path] => (id, *path),
            _ => panic!("`{line}` has not the form CLASS [/ CLASS] ID [PATH]"),
        };
        Self {
            request: (*request).to_owned(),
            response: (*response).to_owned(),
            id: (*id).to_owned(),
            path: path.to_owned(),
        }
    }

    /// The class, and the ids of which one has it, in a part of an operation.
    fn expected(&self, part: Part) -> (&str, Vec<String>) {
        let request = || format!("request-{}", self.id);
        let response = || format!("response-{}", self.id);
        let rank = |class: &str| {
            ["breaking", "additive", "docs"]
                .iter()
                .position(|c| *c == class)
        };
        let (class, ids) = match part {
            Part::Request | Part::Parameter => (&self.request, vec![request()]),
            Part::Success | Part::Error | Part::Header => (&self.response, vec![response()]),
            // What both sides reach takes the worse class of the two.
            Part::Shared => match rank(&self.request).cmp(&rank(&self.response)) {
                std::cmp::Ordering::Less => (&self.request, vec![request()]),
                std::cmp::Ordering::Greater => (&self.response, vec![response()]),
                std::cmp::Ordering::Equal => (&self.request, vec![request(), response()]),
            },
        };
        match is_sided(&self.id) {
            true => (class, ids),
            false => (class, vec![self.id.clone()]),
        }
    }
}

/// Whether the id of a schema's change begins with the side.
fn is_sided(id: &str) -> bool {
    !matches!(
        id,
        "deprecated"
            | "no-longer-deprecated"
            | "documentation-changed"
            | "respelled"
            | "unrecognised"
    )
}

fn read<T: serde::de::DeserializeOwned>(file: &str) -> T {
    let file: PathBuf = workspace().join("tests/src/drift").join(file);
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{file:?}: {error}"))
}

fn schema_pairs() -> Vec<Group<SchemaPair>> {
    read("schema.yaml")
}

/// Where a pair of schemas is compared.
#[derive(Clone, Copy, Debug)]
struct Spot {
    part: Part,
    nest: Nest,
    component: bool,
}

/// All parts with the schema as it is, and all nests in a request and in a success.
fn spots(pair: &SchemaPair) -> Vec<Spot> {
    let mut spots = Vec::new();
    for part in PARTS {
        for nest in NESTS {
            for component in [false, true] {
                let is_body = matches!(part, Part::Request | Part::Success);
                let skipped = pair.skip.iter().any(|name| name == nest.name());
                if skipped || (!is_body && (nest != Nest::Root || component)) {
                    continue;
                }
                spots.push(Spot {
                    part,
                    nest,
                    component,
                });
            }
        }
    }
    spots
}

/// One comparison of schemas, with all that a failure has to name.
struct Case<'a> {
    pair: &'a SchemaPair,
    versions: [&'a str; 2],
    schemas: [&'a Value; 2],
    expected: &'a Lines,
    spot: Spot,
}

impl Case<'_> {
    /// What is wrong with the findings.
    fn check(&self) -> Result<(), String> {
        let Spot {
            part,
            nest,
            component,
        } = self.spot;
        let [base, revision] =
            [0, 1].map(|i| document(self.versions[i], part, nest, component, self.schemas[i]));
        // The other one is the base when the sides are swapped.
        let found = compare(&base, &base);
        if !found.is_empty() {
            return Err(format!("compared with itself it gives {found:#?}"));
        }
        let mut found = compare(&base, &revision);
        if self.versions[0] != self.versions[1] {
            // That the documents are of two versions of OpenAPI is for the reader.
            found.retain(|change| change.operation != "document" || change.class != "docs");
        }
        let is_named = |change: &Change| change.message.contains(&self.pair.names);
        if !self.pair.names.is_empty() && !found.iter().any(is_named) {
            return Err(format!("no message names {}: {found:#?}", self.pair.names));
        }
        let findings = self.expected.findings();
        if let [finding] = findings.as_slice()
            && finding.id == "*"
        {
            let (class, _) = finding.expected(part);
            return match gravest(&found) == Some(class) {
                true => Ok(()),
                false => Err(format!("expected the class {class}, found {found:#?}")),
            };
        }
        let is_met = |change: &Change, finding: &Finding| {
            let (class, ids) = finding.expected(part);
            // The path of a shared component's finding begins at the component.
            let path = match part {
                Part::Shared => finding.path.clone(),
                _ => part.path(&nest.path(&finding.path)),
            };
            change.class == class
                && ids.contains(&change.id)
                && change.operation == part.operation()
                && change.place == part.place()
                && change.path == path
                && (part == Part::Shared || change.statuses() == part.statuses())
        };
        match is_matching(&found, &findings, is_met) {
            true => Ok(()),
            false => Err(format!("expected {findings:?}, found {found:#?}")),
        }
    }
}

/// Whether each finding meets its own expectation, and none is left of either.
fn is_matching<E>(found: &[Change], expected: &[E], is_met: impl Fn(&Change, &E) -> bool) -> bool {
    let mut open: Vec<&E> = expected.iter().collect();
    let met = found.iter().all(|change| {
        let at = open.iter().position(|expected| is_met(change, expected));
        at.map(|at| open.swap_remove(at)).is_some()
    });
    met && open.is_empty()
}

/// Fails with all that is wrong rather than with the first of it.
fn report(failures: &[String], compared: usize) {
    let shown: Vec<&str> = failures.iter().take(2000).map(String::as_str).collect();
    assert!(
        failures.is_empty(),
        "{} of {compared} comparisons failed:\n\n{}",
        failures.len(),
        shown.join("\n\n")
    );
}

/// Checks the pairs as `prepare` hands them over: versions and schemas, base first.
fn check_schemas(
    prepare: impl Fn(&SchemaPair) -> Option<([String; 2], [Value; 2])>,
    is_wanted: impl Fn(Spot) -> bool,
) {
    let (mut failures, mut compared) = (Vec::new(), 0);
    for group in schema_pairs() {
        for pair in &group.pairs {
            let Some((versions, schemas)) = prepare(pair) else {
                continue;
            };
            let [one, two] = &schemas;
            let [from, to] = &versions;
            let swapped = pair.swapped.as_ref().unwrap_or(&pair.gives);
            let mut directions = vec![("forward", [one, two], [from, to], &pair.gives)];
            // A pair of two versions is about the way from the one to the other.
            if from == to {
                directions.push(("swapped", [two, one], [to, from], swapped));
            }
            for spot in spots(pair).into_iter().filter(|spot| is_wanted(*spot)) {
                for (direction, schemas, versions, expected) in &directions {
                    let case = Case {
                        pair,
                        versions: versions.map(String::as_str),
                        schemas: *schemas,
                        expected,
                        spot,
                    };
                    compared += 1;
                    if let Err(failure) = case.check() {
                        failures.push(format!(
                            "{}: {}, {direction}, in {spot:?}\n  base     {}\n  revision {}\n{failure}",
                            group.title(), pair.name, schemas[0], schemas[1],
                        ));
                    }
                }
            }
        }
    }
    report(&failures, compared);
    assert!(compared > 100, "{compared} comparisons are too few");
}

fn as_written(pair: &SchemaPair) -> Option<([String; 2], [Value; 2])> {
    let version = |own: &Option<String>| {
        let version = own.as_ref().or(pair.openapi.as_ref());
        version.map_or("3.0.3", String::as_str).to_owned()
    };
    let schemas = [pair.base.clone(), pair.revision.clone()];
    Some(([version(&pair.from), version(&pair.to)], schemas))
}

#[test]
fn every_pair_of_schemas_means_what_the_table_says_in_every_part_of_an_operation() {
    check_schemas(as_written, |spot| spot.nest == Nest::Root);
}

#[test]
fn every_pair_of_schemas_means_what_the_table_says_below_a_property() {
    check_schemas(as_written, |spot| {
        matches!(spot.nest, Nest::Property | Nest::Items)
    });
}

#[test]
fn every_pair_of_schemas_means_what_the_table_says_in_maps_unions_and_all_of() {
    check_schemas(as_written, |spot| {
        matches!(
            spot.nest,
            Nest::AdditionalProperties | Nest::Union | Nest::AllOf
        )
    });
}

/// 3.1 spells null, exclusive bounds and more in another way, which changes no meaning.
#[test]
fn every_pair_of_schemas_means_the_same_in_the_spelling_of_openapi_3_1() {
    let translated = |pair: &SchemaPair| {
        let is_of_any = pair.openapi.is_none() && pair.from.is_none();
        is_of_any.then(|| {
            let schemas = [to_3_1(&pair.base), to_3_1(&pair.revision)];
            (["3.1.0"; 2].map(str::to_owned), schemas)
        })
    };
    check_schemas(translated, |spot| {
        matches!(spot.nest, Nest::Root | Nest::Property) && !spot.component
    });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentPair {
    #[serde(default)]
    name: String,
    #[serde(default)]
    of: Of,
    base: Value,
    revision: Value,
    gives: Vec<Expected>,
    swapped: Option<Vec<Expected>>,
    #[serde(default)]
    names: String,
}

/// What a patch is of.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Of {
    #[default]
    Operation,
    Document,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    breaking: Option<String>,
    additive: Option<String>,
    docs: Option<String>,
    #[serde(default = "standard_operation")]
    operation: String,
    place: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    statuses: Vec<Value>,
    /// It may be missing.
    #[serde(default)]
    maybe: bool,
}

fn standard_operation() -> String {
    "POST /things".to_owned()
}

impl Expected {
    fn class_and_id(&self) -> (&'static str, &str) {
        match (&self.breaking, &self.additive, &self.docs) {
            (Some(id), None, None) => ("breaking", id),
            (None, Some(id), None) => ("additive", id),
            (None, None, Some(id)) => ("docs", id),
            _ => panic!("{self:?} has one class"),
        }
    }

    fn is_met(&self, change: &Change) -> bool {
        let (class, id) = self.class_and_id();
        let is = |found: &str, expected: &str| expected == "*" || found == expected;
        let statuses: Vec<String> = self.statuses.iter().map(crate::change::text).collect();
        change.class == class
            && is(&change.id, id)
            && is(&change.operation, &self.operation)
            && is(&change.place, &self.place)
            && is(&change.path, &self.path)
            && change.statuses() == statuses
    }
}

/// Whether the findings are the expected ones.
fn is_expected(found: &[Change], expected: &[Expected]) -> bool {
    if let [only] = expected
        && only.class_and_id().1 == "*"
    {
        return gravest(found) == Some(only.class_and_id().0)
            && found.iter().any(|change| only.is_met(change));
    }
    let certain: Vec<&Expected> = expected.iter().filter(|expected| !expected.maybe).collect();
    let possible = expected.iter().filter(|expected| expected.maybe);
    let rest: Vec<Change> = found
        .iter()
        .filter(|change| !possible.clone().any(|expected| expected.is_met(change)))
        .cloned()
        .collect();
    is_matching(&rest, &certain, |change, expected| expected.is_met(change))
}

fn document_pairs() -> Vec<Group<DocumentPair>> {
    let mut groups: Vec<Group<DocumentPair>> = read("operations.yaml");
    groups.extend(read::<Vec<Group<DocumentPair>>>("security.yaml"));
    groups
}

/// Applies a JSON merge patch.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = serde_json::json!({});
    }
    for (key, value) in members {
        match value {
            Value::Null => {
                target.as_object_mut().expect("it is one").remove(key);
            }
            value => merge(&mut target[key], value),
        }
    }
}

fn patched(of: Of, patch: &Value) -> Value {
    let mut document: Value = read("standard.yaml");
    let target = match of {
        Of::Operation => &mut document["paths"]["/api/v1/things"]["post"],
        Of::Document => &mut document,
    };
    merge(target, patch);
    document
}

#[test]
fn every_pair_of_documents_means_what_the_table_says() {
    let (mut failures, mut compared) = (Vec::new(), 0);
    for group in document_pairs() {
        for pair in &group.pairs {
            let [base, revision] =
                [&pair.base, &pair.revision].map(|patch| patched(pair.of, patch));
            let swapped = pair.swapped.as_ref().unwrap_or(&pair.gives);
            let nothing = Vec::new();
            for (direction, one, two, expected) in [
                ("base with itself", &base, &base, &nothing),
                ("revision with itself", &revision, &revision, &nothing),
                ("forward", &base, &revision, &pair.gives),
                ("swapped", &revision, &base, swapped),
            ] {
                compared += 1;
                let found = compare(one, two);
                let named = expected.is_empty()
                    || found
                        .iter()
                        .any(|change| change.message.contains(&pair.names));
                if !named || !is_expected(&found, expected) {
                    failures.push(format!(
                        "{}: {}, {direction}\n  base     {}\n  revision {}\nexpected {expected:#?}\n{} found {found:#?}",
                        group.title(), pair.name, pair.base, pair.revision, pair.names
                    ));
                }
            }
        }
    }
    report(&failures, compared);
}

/// The first cell of each row of the table.
fn rows() -> BTreeSet<String> {
    let file = workspace().join("tests/src/drift/table.md");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    let cell = |line: &str| line.split('|').nth(1).map(|cell| cell.trim().to_owned());
    text.lines().skip(2).filter_map(cell).collect()
}

#[test]
fn every_row_of_the_table_has_pairs_and_every_pair_is_of_a_row() {
    let of_schemas = schema_pairs()
        .into_iter()
        .map(|group| (group.row, group.pairs.len()));
    let of_documents = document_pairs()
        .into_iter()
        .map(|group| (group.row, group.pairs.len()));
    let shown: BTreeSet<String> = of_schemas
        .chain(of_documents)
        .filter(|(_, pairs)| *pairs > 0)
        .filter_map(|(row, _)| row)
        .collect();
    assert_eq!(shown, rows());
}

#[test]
fn every_rule_is_shown_by_a_pair() {
    let mut shown = BTreeSet::new();
    for pair in schema_pairs().into_iter().flat_map(|group| group.pairs) {
        let lines = [Some(&pair.gives), pair.swapped.as_ref()];
        for finding in lines.into_iter().flatten().flat_map(Lines::findings) {
            for part in [Part::Request, Part::Success] {
                shown.extend(finding.expected(part).1);
            }
        }
    }
    for pair in document_pairs().into_iter().flat_map(|group| group.pairs) {
        for expected in pair.gives.iter().chain(pair.swapped.iter().flatten()) {
            shown.insert(expected.class_and_id().1.to_owned());
        }
    }
    let listed = crate::command::rules();
    let missing: Vec<&String> = listed.iter().filter(|id| !shown.contains(*id)).collect();
    assert!(missing.is_empty(), "no pair shows {missing:?}");
    let unknown: Vec<&String> = shown
        .iter()
        .filter(|id| !id.ends_with('*') && !listed.contains(*id))
        .collect();
    assert!(
        unknown.is_empty(),
        "`drift --rules` does not list {unknown:?}"
    );
}
