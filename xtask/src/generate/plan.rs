//! What lowering makes of a document: small schemas for progenitor, and what they cannot say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::{Map, Value, json};

/// Types by their Rust names.
pub type Types = BTreeMap<String, TypePlan>;

/// The format, in lowered schemas, of a number that is whole unless a server says something else.
pub(super) const WHOLE: &str = "whole";

/// A lowered document: what progenitor is given of it, and what it is not told.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The version as the spec's file is called, such as `v3.1`.
    pub version: String,
    /// The URL of the first server.
    pub base_url: String,
    /// The types, without those that it shares.
    pub types: Types,
    /// The names of the types that it shares with other versions.
    pub shared: BTreeSet<String>,
    /// The operations, by the names of their methods.
    pub operations: BTreeMap<String, OperationPlan>,
    /// The security schemes that the operations name.
    pub schemes: BTreeMap<String, SchemePlan>,
    /// The operations that cannot be generated.
    pub left_out: Vec<LeftOut>,
    /// What is generated in another way than the document has it.
    pub notes: Vec<String>,
}

/// A schema that becomes a Rust type.
#[derive(Clone, Debug)]
pub struct TypePlan {
    /// The schema as progenitor is given it.
    pub schema: Value,
    /// What the document says of it.
    pub doc: Doc,
    /// What the type is.
    pub kind: Kind,
    /// The other types that it mentions.
    pub refers_to: BTreeSet<String>,
    /// The operations that reach it, such as `POST /api/v3/connected_accounts/link`.
    pub uses: BTreeSet<String>,
    /// Whether it is the whole body of an error.
    pub is_error_body: bool,
    /// Methods that look for a value in several places, by their names: the ways to the places, in
    /// the order of their precedence.
    pub accessors: BTreeMap<String, Vec<Vec<String>>>,
}

/// The kinds of schemas that become Rust types.
#[derive(Clone, Debug)]
pub enum Kind {
    /// An object with properties.
    Struct {
        /// The properties, by the names of their fields.
        fields: BTreeMap<String, FieldPlan>,
    },
    /// A string of which the document lists the values.
    Enum {
        /// The values, by the names of their variants.
        values: BTreeMap<String, String>,
    },
    /// One of several JSON types.
    Union {
        /// Whether null is one of them.
        nullable: bool,
    },
    /// A string with a name of its own.
    Text {
        /// The format that the document names.
        format: Option<String>,
    },
}

/// A property that becomes a field.
#[derive(Clone, Debug)]
pub struct FieldPlan {
    /// The name in JSON.
    pub wire_name: String,
    /// What the document says of it.
    pub doc: Doc,
    /// The schema as progenitor is given it.
    pub schema: Value,
    /// Whether the property is always there.
    pub required: bool,
    /// Whether null is a value of its own. Not set where the field's type has a variant for it.
    pub nullable: bool,
    /// Whether the field's type itself reads and writes null.
    pub null_inside: bool,
}

/// What a document says of a schema in words, and what it demands that a Rust type does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// The description.
    pub prose: String,
    /// Bounds, format, default and example.
    pub limits: String,
}

impl Doc {
    /// Both in one text.
    pub(super) fn text(&self) -> String {
        let parts = [self.prose.as_str(), self.limits.as_str()];
        parts
            .iter()
            .copied()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// One operation of a path.
#[derive(Clone, Debug)]
pub struct OperationPlan {
    /// The operation as progenitor is given it.
    pub lowered: Value,
    /// The HTTP method, in upper case.
    pub http_method: String,
    /// The path with its parameters in braces.
    pub path: String,
    /// The summary.
    pub summary: String,
    /// The description, empty where it says no more than the summary.
    pub description: String,
    /// The parameters of the path with their descriptions, in the order of the document.
    pub parameters: Vec<(String, String)>,
    /// The parameters that are headers.
    pub headers: Vec<HeaderPlan>,
    /// The parameters of the query.
    pub query: Option<QueryPlan>,
    /// Whether the body, if there is one, can be left out.
    pub optional_body: bool,
    /// The headers of which each carries a key that the operation takes; none if it asks for none.
    pub keys: Vec<String>,
    /// The documented answers by their statuses.
    pub responses: BTreeMap<u16, ResponsePlan>,
    /// The documented answer with any other status, which is an error.
    pub default: Option<ResponsePlan>,
    /// The types that the operation itself mentions, and in which of its parts.
    pub roots: BTreeSet<(Role, String)>,
    /// The tool that it is for agents.
    pub tool: ToolPlan,
}

/// What agents are told of an operation.
#[derive(Clone, Debug)]
pub struct ToolPlan {
    /// The name, such as `tool_router.session.link.create`.
    pub name: String,
    /// The name for people: the operation's summary.
    pub title: Option<String>,
    /// What it is for.
    pub description: String,
    /// The JSON Schema of its arguments.
    pub input: Value,
    /// The JSON Schema of what it returns.
    pub output: Value,
    /// Where in its arguments the body is.
    pub body: ToolBody,
}

impl ToolPlan {
    /// The name under which models are offered it: their interfaces take no dots.
    pub fn safe_name(&self) -> String {
        self.name.replace('.', "-")
    }
}

/// Where the body of a request is in the arguments of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolBody {
    /// The operation has none.
    Nothing,
    /// Its properties stand beside the parameters.
    Merged,
    /// It is one of the arguments.
    Member(String),
}

/// One documented answer of an operation.
#[derive(Clone, Debug)]
pub struct ResponsePlan {
    /// The description.
    pub description: String,
    /// A whole body, as the document states it or as its schema allows it. Nothing where the document
    /// describes no body.
    pub example: Option<Value>,
}

/// A parameter that is a header.
#[derive(Clone, Debug)]
pub struct HeaderPlan {
    /// The name of the header.
    pub name: String,
    /// The name of the argument.
    pub argument: String,
    /// The description.
    pub doc: String,
    /// Whether it has to be there.
    pub required: bool,
}

/// The parameters of a query, which are the fields of one type.
#[derive(Clone, Debug, Default)]
pub struct QueryPlan {
    /// The name of the type.
    pub type_name: String,
    /// The names of the parameters.
    pub names: Vec<String>,
    /// The parameters of which objects are written with brackets.
    pub bracketed: Vec<String>,
    /// The parameters that can be lists.
    pub lists: Vec<String>,
    /// The parameters of which values, or items, can be something else than text.
    pub json: Vec<String>,
}

/// An operation that cannot be generated.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The operation, such as `POST /api/v3/connected_accounts/link`.
    pub operation: String,
    /// Why, and where in the document.
    pub reason: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.reason)
    }
}

impl Plan {
    /// The document that progenitor is given. Of the types in `elsewhere` it needs the names only.
    pub fn document(&self, elsewhere: &Types) -> Value {
        let mut paths: BTreeMap<&str, BTreeMap<String, &Value>> = BTreeMap::new();
        for operation in self.operations.values() {
            let path = paths.entry(&operation.path).or_default();
            path.insert(operation.http_method.to_lowercase(), &operation.lowered);
        }
        document(json!(paths), &self.types, elsewhere)
    }

    /// The plan of those operations that are `wanted` by their names, and of what they reach.
    pub(super) fn with_operations(&self, wanted: impl Fn(&String) -> bool) -> Self {
        let mut plan = self.clone();
        plan.operations.retain(|name, _| wanted(name));
        let label =
            |operation: &OperationPlan| format!("{} {}", operation.http_method, operation.path);
        let labels: BTreeSet<String> = plan.operations.values().map(label).collect();
        for ty in plan.types.values_mut() {
            ty.uses.retain(|operation| labels.contains(operation));
        }
        plan.types.retain(|_, ty| !ty.uses.is_empty());
        plan
    }

    /// The types that are the whole body of an error.
    pub(super) fn error_bodies(&self) -> BTreeSet<&str> {
        let roots = self
            .operations
            .values()
            .flat_map(|operation| &operation.roots);
        let errors = roots.filter(|(role, _)| *role == Role::Error);
        errors.map(|(_, name)| name.as_str()).collect()
    }
}

/// An OpenAPI document of `paths` and the schemas of `types`.
pub(super) fn document(paths: Value, types: &Types, elsewhere: &Types) -> Value {
    let own = types
        .iter()
        .map(|(name, plan)| (name.clone(), plan.schema.clone()));
    let others = elsewhere.keys().map(|name| (name.clone(), json!({})));
    let schemas: Map<String, Value> = own.chain(others).collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": "lowered", "version": "0" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

impl TypePlan {
    /// A type that no operation is known yet to reach.
    pub(super) fn new(schema: Value, doc: Doc, kind: Kind, refers_to: BTreeSet<String>) -> Self {
        Self {
            schema,
            doc,
            kind,
            refers_to,
            uses: BTreeSet::new(),
            is_error_body: false,
            accessors: BTreeMap::new(),
        }
    }

    /// Whether both become the same Rust type; prose, limits and uses may differ.
    pub(super) fn same_on_the_wire(&self, other: &Self) -> bool {
        let same_kind = match (&self.kind, &other.kind) {
            (Kind::Struct { fields: one }, Kind::Struct { fields: two }) => {
                let fact = |field: &FieldPlan| (field.wire_name.clone(), field.nullable);
                one.values().map(fact).eq(two.values().map(fact))
            }
            (Kind::Enum { values: one }, Kind::Enum { values: two }) => one == two,
            (Kind::Union { nullable: one }, Kind::Union { nullable: two }) => one == two,
            (Kind::Text { format: one }, Kind::Text { format: two }) => one == two,
            _ => false,
        };
        same_kind && self.schema == other.schema && self.accessors == other.accessors
    }
}

impl FieldPlan {
    /// The generated type that the field has, where it has one.
    pub(super) fn type_name(&self) -> Option<&str> {
        let reference = self.schema.get("$ref")?.as_str()?;
        reference.rsplit('/').next()
    }
}

/// The parts of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A parameter of the path, the query or the headers.
    Parameter,
    /// The body of the request.
    Request,
    /// The body of a success.
    Success,
    /// The body of an error.
    Error,
}

/// An API key scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemePlan {
    /// The header that carries the key.
    pub header: String,
    /// The description of the scheme.
    pub doc: String,
}
