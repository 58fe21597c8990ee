//! Runs progenitor on a lowered document. The only place that knows its settings.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use anyhow::{Context, Result, anyhow};
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::Value;

use crate::generate::plan::{Types, WHOLE};

/// Runs progenitor on a lowered document. It emits no definition of the types in `elsewhere`.
pub fn generate(lowered: Value, elsewhere: &Types) -> Result<syn::File> {
    let document =
        serde_json::from_value(lowered).context("the lowered document is not OpenAPI 3.0")?;
    let mut settings = settings();
    for name in elsewhere.keys() {
        let impls = [TypeImpl::Display, TypeImpl::FromStr];
        settings.with_replacement(name, name, impls.into_iter());
    }
    run(&document, &settings)
}

/// Runs progenitor.
pub fn run(document: &OpenAPI, settings: &GenerationSettings) -> Result<syn::File> {
    let mut generator = Generator::new(settings);
    // Progenitor and typify panic on some of what they cannot take.
    let quiet = Quiet::start();
    let tokens = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(document)))
        .map_err(|panic| anyhow!("progenitor panicked: {}", message(panic.as_ref())))?
        .context("progenitor cannot generate from the lowered document")?;
    drop(quiet);
    syn::parse2(tokens).context("what progenitor generated is not Rust")
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// While it lives, a panic of this thread is not reported on stderr, as it becomes an error.
struct Quiet;

impl Quiet {
    fn start() -> Self {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let report = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                if !QUIET.get() {
                    report(info);
                }
            }));
        });
        QUIET.set(true);
        Self
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        QUIET.set(false);
    }
}

/// How progenitor is to generate.
pub fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        // A number stays what the JSON says: 1 does not become 1.0.
        .with_conversion(
            of(InstanceType::Number, None),
            "::serde_json::Number",
            [TypeImpl::Display].into_iter(),
        )
        .with_conversion(
            of(InstanceType::Number, Some(WHOLE)),
            "crate::WholeNumber",
            [TypeImpl::Display].into_iter(),
        )
        // OpenAPI's way to say that a string is a secret.
        .with_conversion(
            of(InstanceType::String, Some("password")),
            "crate::Secret",
            [].into_iter(),
        );
    settings
}

fn of(instance_type: InstanceType, format: Option<&str>) -> SchemaObject {
    SchemaObject {
        instance_type: Some(instance_type.into()),
        format: format.map(str::to_owned),
        ..SchemaObject::default()
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a message")
}
