//! The workflows of the repository do what the documents say, with no more rights than they need.

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};

use crate::support::workspace;

/// The workflows by the names of their files.
fn workflows() -> BTreeMap<String, Value> {
    let folder = workspace().join(".github/workflows");
    let files = fs::read_dir(folder).expect("the folder can be listed");
    let workflow = |file: std::io::Result<fs::DirEntry>| {
        let file = file.expect("the folder can be listed").path();
        let text = fs::read_to_string(&file).expect("the workflow can be read");
        let workflow =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{file:?}: {error}"));
        let name = file.file_name().expect("a file has a name");
        (name.to_string_lossy().into_owned(), workflow)
    };
    files.map(workflow).collect()
}

/// The steps of all jobs.
fn steps(workflow: &Value) -> Vec<&Value> {
    let jobs = workflow["jobs"].as_object().expect("it has jobs");
    let steps = jobs
        .values()
        .map(|job| job["steps"].as_array().expect("a job has steps"));
    steps.flatten().collect()
}

/// The lines that the steps run.
fn lines(workflow: &Value) -> Vec<&str> {
    let runs = steps(workflow)
        .into_iter()
        .filter_map(|step| step["run"].as_str());
    runs.flat_map(str::lines).map(str::trim).collect()
}

#[test]
fn ci_runs_what_everybody_can_run() {
    let workflows = workflows();
    assert_eq!(lines(&workflows["ci.yml"]), [".ci/run"]);
    assert_eq!(
        workflows["ci.yml"]["permissions"],
        json!({ "contents": "read" })
    );
}

#[test]
fn the_commands_of_the_workflows_are_those_of_the_documents() {
    let document = fs::read_to_string(workspace().join("CONTRIBUTING.md")).expect("it can be read");
    let mut found = 0;
    for (name, workflow) in workflows() {
        for line in lines(&workflow)
            .into_iter()
            .filter(|line| line.contains("cargo "))
        {
            let command = line.split(" >").next().expect("a line has a beginning");
            assert!(
                document.contains(&format!("`{command}`")),
                "{name}: {command}"
            );
            found += 1;
        }
        let file = format!("`.github/workflows/{name}`");
        assert!(document.contains(&file), "{file} is explained");
    }
    assert_eq!(found, 2, "an import, and what accepts it");
}

/// A tag can be moved, and a token that a step leaves behind can be used by the next.
#[test]
fn actions_are_pinned_and_rights_are_those_that_a_job_needs() {
    for (name, workflow) in workflows() {
        for action in steps(&workflow)
            .into_iter()
            .filter_map(|step| step["uses"].as_str())
        {
            let (_, commit) = action.split_once('@').expect("an action has a version");
            let is_commit = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
            assert!(is_commit, "{name}: {action}");
        }
        let most = match name.as_str() {
            "upstream.yml" => json!({ "contents": "write", "pull-requests": "write" }),
            _ => json!({ "contents": "read" }),
        };
        let rights = &workflow["permissions"];
        assert!(
            [json!({}), json!({ "contents": "read" })].contains(rights),
            "{name}: {rights}"
        );
        for job in workflow["jobs"].as_object().expect("it has jobs").values() {
            assert!(
                job["permissions"].is_null() || job["permissions"] == most,
                "{name}"
            );
            assert!(job["timeout-minutes"].is_u64(), "{name}: a job ends");
        }
    }
}
