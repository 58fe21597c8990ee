//! What generated code imports.

/// What generated code may mention, and where it is imported from.
pub(super) const IMPORTS: &[(&str, &str)] = &[
    ("fmt", "std::fmt"),
    ("Builder", "bon::Builder"),
    ("ACCEPT", "reqwest::header::ACCEPT"),
    ("HeaderValue", "reqwest::header::HeaderValue"),
    ("Deserialize", "serde::Deserialize"),
    ("Serialize", "serde::Serialize"),
    ("Number", "serde_json::Number"),
    ("Value", "serde_json::Value"),
    ("AdditionalProperties", "crate::AdditionalProperties"),
    ("Duration", "std::time::Duration"),
    ("BuildError", "crate::BuildError"),
    ("ClientBuilder", "crate::ClientBuilder"),
    ("ErrorBody", "crate::ErrorBody"),
    ("Nullable", "crate::Nullable"),
    ("Response", "crate::Response"),
    ("RetryPolicy", "crate::RetryPolicy"),
    ("Secret", "crate::Secret"),
    ("UnknownValue", "crate::UnknownValue"),
    ("WholeNumber", "crate::WholeNumber"),
    ("optional_builder", "crate::optional::optional_builder"),
    ("optional_setter", "crate::optional::optional_setter"),
    (
        "optional_list_setter",
        "crate::optional::optional_list_setter",
    ),
    ("ApiVersion", "crate::builder::ApiVersion"),
    ("Core", "crate::core::Core"),
    ("path_segment", "crate::path::path_segment"),
    ("optional_json", "crate::request::optional_json"),
    ("with_header", "crate::request::with_header"),
    ("with_query", "crate::request::with_query"),
];

/// Whether generated code imports something called `name`.
pub(super) fn is_imported(name: &str) -> bool {
    IMPORTS.iter().any(|(import, _)| *import == name)
}
