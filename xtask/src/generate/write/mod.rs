//! Writes the files: what each is called, what it is made of, and what progenitor has no part in.

mod credentials;
mod mock;
mod modules;
mod tools;
mod version;

use super::{names::module_name, plan::Plan};
use crate::document::{folder::OVERLAY, version::file};

pub(super) use credentials::credentials;
pub(super) use mock::mock;
pub(super) use modules::modules;
pub(super) use tools::{definitions, tools};
pub(super) use version::version;

/// What a generated file holds.
pub(super) enum File<'a> {
    /// The types that several versions have in common.
    Shared,
    /// The client of one version, and the types that only it has.
    Version(&'a Plan),
    /// What the mock server has to know of one version.
    Mock(&'a Plan),
    /// How the tools of one version are called.
    Tools(&'a Plan),
    /// What the tools of one version are, in JSON.
    ToolDefinitions(&'a Plan),
    /// The credentials that a client can have.
    Credentials,
    /// The declarations of the other files.
    Modules,
}

impl<'a> File<'a> {
    /// The files of a client, what takes longest first.
    pub(super) fn all(plans: &'a [Plan]) -> Vec<Self> {
        let mut files = vec![Self::Shared];
        files.extend(plans.iter().map(Self::Version));
        files.extend(plans.iter().map(Self::Mock));
        files.extend(plans.iter().map(Self::Tools));
        files.extend(plans.iter().map(Self::ToolDefinitions));
        files.extend([Self::Credentials, Self::Modules]);
        files
    }

    /// The name of the file.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Shared => "shared.rs".to_owned(),
            Self::Version(plan) => format!("{}.rs", module_name(&plan.version)),
            Self::Mock(plan) => mock_file(plan),
            Self::Tools(plan) => tools_file(plan, "rs"),
            Self::ToolDefinitions(plan) => tools_file(plan, "json"),
            Self::Credentials => "credential.rs".to_owned(),
            Self::Modules => "mod.rs".to_owned(),
        }
    }

    /// The files that it is generated from, of a client of `plans`.
    pub(super) fn origin(&self, plans: &[Plan]) -> String {
        let plans = match self {
            Self::Version(plan)
            | Self::Mock(plan)
            | Self::Tools(plan)
            | Self::ToolDefinitions(plan) => std::slice::from_ref(*plan),
            Self::Shared | Self::Credentials | Self::Modules => plans,
        };
        let documents = plans.iter().map(|plan| file(&plan.version));
        let files = documents.chain([OVERLAY.to_owned()]);
        let files: Vec<String> = files.map(|name| format!("spec/{name}")).collect();
        files.join(", ")
    }
}

fn mock_file(plan: &Plan) -> String {
    format!("{}_mock.rs", module_name(&plan.version))
}

fn tools_file(plan: &Plan, extension: &str) -> String {
    format!("{}_tools.{extension}", module_name(&plan.version))
}
