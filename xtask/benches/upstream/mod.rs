//! Documents of the size and the shape that upstream publishes.

use serde_json::{Value, json};

/// A document of 60 operations, two of which create a link session. The older one states unions of 68 objects, 2.1 MB in all, where the
/// newer one has one object.
pub(crate) fn document(older: bool) -> String {
    let names: Vec<String> = (0..60).map(|n| format!("field_{n}")).collect();
    let text = json!({ "type": "string", "description": "What the provider calls it." });
    let object = |some: &[String]| -> Value {
        let properties: Value = some
            .iter()
            .map(|name| (name.clone(), text.clone()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        json!({
            "type": "object",
            "properties": properties,
            "required": &some[..some.len().min(2)],
            "additionalProperties": { "nullable": true },
        })
    };
    let union: Vec<Value> = (0..68)
        .map(|n| object(&names[n % 20..n % 20 + 28]))
        .collect();
    let data = match older {
        true => json!({ "anyOf": union, "description": "Values to begin with." }),
        false => object(&names),
    };
    let error = json!({ "$ref": "#/components/schemas/Error" });
    let body = |schema: &Value| json!({ "content": { "application/json": { "schema": schema } }, "description": "What it is." });
    let paths: serde_json::Map<String, Value> = (0..60)
        .map(|n| {
            let request = match n % 12 {
                0 => json!({ "type": "object", "properties": { "data": data, "user_id": text } }),
                _ => object(&names[n % 30..n % 30 + 10 + usize::from(older)]),
            };
            let answer = object(&names[n % 20..n % 20 + if older { 40 } else { 39 }]);
            let operation = json!({
                "operationId": format!("operation{n}"),
                "summary": "Does it",
                "description": "Does what it is asked to do.",
                "security": [{ "ApiKeyAuth": [] }],
                "requestBody": body(&request),
                "responses": {
                    "200": body(&json!({ "type": "object", "properties": { "items": { "type": "array", "items": answer } } })),
                    "400": body(&error), "401": body(&error), "404": body(&error), "500": body(&error),
                },
            });
            let path = match n {
                0 => "/api/v3/connected_accounts/link".to_owned(),
                1 => "/api/v3/tool_router/session/{session_id}/link".to_owned(),
                n => format!("/api/v3/resource_{n}"),
            };
            (path, json!({ "post": operation }))
        })
        .collect();
    let document = json!({
        "openapi": "3.0.0",
        "info": { "title": "Bench", "version": if older { "1" } else { "2" } },
        "paths": paths,
        "components": {
            "schemas": { "Error": object(&names[..6]) },
            "securitySchemes": { "ApiKeyAuth": { "type": "apiKey", "in": "header", "name": "x-api-key" } },
        },
    });
    serde_json::to_string_pretty(&document).expect("values are JSON")
}
