//! A history of documents like the half year that the API had: each is an edit of the one before.

use serde_json::{Value, json};

use crate::import::documents::{CONNECTED_ACCOUNT, SESSION, answer, oldest, part, request};

/// A document of the history.
pub(crate) struct Step {
    /// What has happened to the document before.
    pub(crate) name: &'static str,
    pub(crate) document: Value,
    /// What the rules call it.
    pub(crate) is_breaking: bool,
}

/// A name, what is done to the document, and whether that breaks callers.
type Edit = (&'static str, fn(&mut Value), bool);

/// The edits, one after the other.
const EDITS: &[Edit] = &[
    ("cookie_auth_removed", remove_cookie_auth, true),
    ("nullable_respelled", respell_nullable, false),
    ("union_flattened", flatten_union, false),
    ("second_key_scheme_added", add_key_scheme, false),
    ("field_added_to_connection_data", add_field, false),
    ("alias_added", add_alias, false),
    ("version_segment_added", add_version, true),
    ("account_type_added_as_required", add_account_type, false),
    (
        "account_type_moved_into_experimental",
        move_account_type,
        true,
    ),
];

/// The oldest document and those that followed it.
pub(crate) fn steps() -> Vec<Step> {
    let mut document = oldest();
    let mut steps = vec![Step {
        name: "oldest",
        document: document.clone(),
        is_breaking: false,
    }];
    for (name, edit, is_breaking) in EDITS {
        edit(&mut document);
        steps.push(Step {
            name,
            document: document.clone(),
            is_breaking: *is_breaking,
        });
    }
    steps
}

const LINKS: [&str; 2] = [CONNECTED_ACCOUNT, SESSION];

fn remove_cookie_auth(document: &mut Value) {
    let paths = document["paths"].as_object_mut().expect("it has paths");
    for operation in paths
        .values_mut()
        .flat_map(|item| item.as_object_mut().expect("it is one").values_mut())
    {
        operation["security"] = json!([{ "ApiKeyAuth": [] }]);
    }
    let schemes = part(document, &["components", "securitySchemes"]);
    schemes
        .as_object_mut()
        .expect("it has some")
        .remove("CookieAuth");
}

/// Null as a member of the union becomes a keyword of the union.
fn respell_nullable(document: &mut Value) {
    let union = part(
        request(document, CONNECTED_ACCOUNT),
        &["properties", "connection_data", "anyOf"],
    );
    *part(union, &["2", "properties", "scope"]) = json!({
        "nullable": true,
        "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
    });
    part(union, &["1", "properties"])["expires_in"] =
        json!({ "anyOf": [{ "type": "number" }, { "nullable": true }] });
}

fn flatten_union(document: &mut Value) {
    let data = part(
        request(document, CONNECTED_ACCOUNT),
        &["properties", "connection_data"],
    );
    let text = json!({ "type": "string" });
    *data = json!({
        "type": "object",
        "description": data["description"],
        "properties": {
            "subdomain": text, "region": text, "version": text,
            "access_token": text, "callbackUrl": text, "callback_url": text,
            "expires_in": { "anyOf": [{ "type": "string" }, { "type": "number" }], "nullable": true },
            "scope": data["anyOf"][2]["properties"]["scope"],
            "long_redirect_url": { "type": "boolean" },
        },
        "additionalProperties": true,
    });
}

fn add_key_scheme(document: &mut Value) {
    part(document, &["components", "securitySchemes"])["UserApiKeyAuth"] =
        json!({ "type": "apiKey", "in": "header", "name": "x-user-api-key" });
    for path in LINKS {
        part(document, &["paths", path, "post"])["security"] =
            json!([{ "ApiKeyAuth": [] }, { "UserApiKeyAuth": [] }]);
    }
}

fn add_field(document: &mut Value) {
    let data = part(
        request(document, CONNECTED_ACCOUNT),
        &["properties", "connection_data", "properties"],
    );
    data["private_key"] = json!({ "type": "string" });
}

fn add_alias(document: &mut Value) {
    for path in LINKS {
        request(document, path)["properties"]["alias"] =
            json!({ "type": "string", "description": "A name for people" });
    }
}

fn add_version(document: &mut Value) {
    let paths = document["paths"].take();
    let paths = paths.as_object().expect("it has paths").iter();
    document["paths"] = paths
        .map(|(path, item)| (format!("/api/v3{path}"), item.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
}

fn versioned() -> [String; 2] {
    LINKS.map(|path| format!("/api/v3{path}"))
}

fn add_account_type(document: &mut Value) {
    for path in versioned() {
        let answer = answer(document, &path);
        answer["properties"]["account_type"] = json!({ "type": "string", "enum": ["PRIVATE", "SHARED"], "description": "Whose it is" });
        part(answer, &["required"])
            .as_array_mut()
            .expect("it is a list")
            .push(json!("account_type"));
    }
}

fn move_account_type(document: &mut Value) {
    for path in versioned() {
        let answer = answer(document, &path);
        let properties = part(answer, &["properties"])
            .as_object_mut()
            .expect("it has some");
        let account_type = properties.remove("account_type").expect("it was added");
        properties.insert(
            "experimental".to_owned(),
            json!({ "type": "object", "properties": { "account_type": account_type } }),
        );
        let required = part(answer, &["required"])
            .as_array_mut()
            .expect("it is a list");
        required.retain(|name| name != "account_type");
    }
}
