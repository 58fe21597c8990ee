//! Facts that hold in several places, printed once, below the names of these places.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::line::Line;

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The document as a whole.
    Document,
    /// An operation as a whole.
    Operation,
    /// What an operation takes.
    Request,
    /// What it answers if all is well.
    Success,
    /// What it answers otherwise.
    Error,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Document => "document",
            Self::Operation => "operation",
            Self::Request => "request",
            Self::Success => "success",
            Self::Error => "error",
        })
    }
}

/// Where a fact holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    /// What it is about.
    pub(crate) kind: Kind,
    /// The name of the operation.
    pub(crate) operation: &'p str,
    /// The status of the answer.
    pub(crate) status: Option<&'p str>,
}

/// Facts that belong together, such as those of a parameter: what each is about, and what it says.
type Facts = Vec<(String, String)>;

/// Operations, each with the statuses that are meant.
type Places = BTreeMap<String, BTreeSet<String>>;

/// Where a body is found, and what is said there beside its schema.
#[derive(Default)]
struct Body {
    places: Places,
    /// Keywords and values, such as examples, which need not be the same in all places.
    beside: BTreeMap<(String, String), Places>,
}

/// Facts by what they say.
#[derive(Default)]
pub(crate) struct Groups {
    others: BTreeMap<(Kind, Facts), Places>,
    /// By kind, media type and what the schema demands.
    bodies: BTreeMap<(Kind, String, Vec<Line>), Body>,
}

/// Some places, and what all of them have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    kind: Kind,
    /// What many operations have in common comes first.
    operations: Reverse<usize>,
    places: Places,
    /// None for what is not about a body.
    media_type: Option<String>,
    lines: Vec<String>,
}

impl Groups {
    /// Adds facts that are listed once for all places that have the same.
    pub(crate) fn add(&mut self, place: Place<'_>, mut facts: Facts) {
        facts.sort();
        let places = self.others.entry((place.kind, facts)).or_default();
        insert(places, place);
    }

    /// Adds a body, which is listed once for all places that have the same, with what is said `beside`
    /// its schema.
    pub(crate) fn add_body(
        &mut self,
        place: Place<'_>,
        media_type: &str,
        mut lines: Vec<Line>,
        beside: Vec<(String, String)>,
    ) {
        lines.sort();
        let key = (place.kind, media_type.to_owned(), lines);
        let body = self.bodies.entry(key).or_default();
        insert(&mut body.places, place);
        for said in beside {
            insert(body.beside.entry(said).or_default(), place);
        }
    }

    /// A line for each place and for each fact, the facts indented below their places.
    ///
    /// Each operation has a line of its own, so that a status more changes that line only.
    pub(crate) fn lines(self) -> Vec<String> {
        let mut together: BTreeMap<(Kind, Places), Vec<String>> = BTreeMap::new();
        for ((kind, facts), places) in self.others {
            let lines = together.entry((kind, places)).or_default();
            let facts = facts.iter();
            lines.extend(facts.map(|(subject, fact)| format!("{subject}: {fact}")));
        }
        let others = together.into_iter();
        let others = others.map(|((kind, places), lines)| group(kind, places, None, lines));
        let bodies = self.bodies.into_iter().map(|(key, body)| {
            let (kind, media_type, lines) = key;
            let lines = body_lines(&lines, &body);
            group(kind, body.places, Some(media_type), lines)
        });
        let mut groups: Vec<Group> = others.chain(bodies).collect();
        groups.sort();
        let mut text = Vec::new();
        for group in groups {
            let of = match (group.kind, group.media_type) {
                (Kind::Document | Kind::Operation, _) => String::new(),
                (kind, None) => format!("{kind} of "),
                (kind, Some(media_type)) => format!("{kind} {media_type} of "),
            };
            text.extend(names(&group.places).map(|name| format!("{of}{name}")));
            text.extend(group.lines.iter().map(|line| format!("  {line}")));
        }
        text
    }
}

fn group(kind: Kind, places: Places, media_type: Option<String>, lines: Vec<String>) -> Group {
    Group {
        kind,
        operations: Reverse(places.len()),
        places,
        media_type,
        lines,
    }
}

/// What a body demands, and then what is said beside it, with the places if only some of them say it.
fn body_lines(lines: &[Line], body: &Body) -> Vec<String> {
    let demanded = lines.iter().map(|line| match line.path.as_str() {
        "" => line.fact_with_examples(),
        path => format!("{path}: {}", line.fact_with_examples()),
    });
    let said = body.beside.iter().map(|((keyword, value), places)| {
        if *places == body.places {
            format!("{keyword} {value}")
        } else {
            let names: Vec<String> = names(places).collect();
            format!("{keyword} of {}: {value}", names.join(", "))
        }
    });
    demanded.chain(said).collect()
}

fn insert(places: &mut Places, place: Place<'_>) {
    let statuses = places.entry(place.operation.to_owned()).or_default();
    statuses.extend(place.status.map(str::to_owned));
}

/// The name of each operation with the statuses.
fn names(places: &Places) -> impl Iterator<Item = String> {
    places.iter().map(|(operation, statuses)| {
        let statuses: String = statuses.iter().map(|status| format!(" {status}")).collect();
        format!("{operation}{statuses}")
    })
}
