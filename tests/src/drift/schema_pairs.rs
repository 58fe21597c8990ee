//! The minimal pairs of schema.yaml, each compared in all places that a schema can have: with itself,
//! forward and swapped.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    drift::change::{Change, compare, gravest},
    drift::nests::{NESTS, Nest, PARTS, Part, document, to_3_1},
    drift::pairs::{Group, is_matching, read, report},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchemaPair {
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
            | "extension-added"
            | "extension-changed"
            | "extension-removed"
            | "respelled"
            | "unrecognised"
    )
}

pub(crate) fn all() -> Vec<Group<SchemaPair>> {
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

/// Checks the pairs as `prepare` hands them over: versions and schemas, base first.
fn check_schemas(
    prepare: impl Fn(&SchemaPair) -> Option<([String; 2], [Value; 2])>,
    is_wanted: impl Fn(Spot) -> bool,
) {
    let (mut failures, mut compared) = (Vec::new(), 0);
    for group in all() {
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

/// The ids that pairs expect.
pub(crate) fn ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for pair in all().into_iter().flat_map(|group| group.pairs) {
        let lines = [Some(&pair.gives), pair.swapped.as_ref()];
        for finding in lines.into_iter().flatten().flat_map(Lines::findings) {
            for part in [Part::Request, Part::Success] {
                ids.extend(finding.expected(part).1);
            }
        }
    }
    ids
}
