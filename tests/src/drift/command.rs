//! The command line of `cargo xtask drift`: formats, exit codes, errors.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use tempfile::TempDir;

use crate::{
    drift::change::parse,
    support::command::{Outcome, xtask, xtask_binary},
};

/// The ids that `cargo xtask drift --rules` lists.
pub(crate) fn rules() -> BTreeSet<String> {
    let outcome = xtask(&["drift", "--rules"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    // Below a line of titles, an id and its class begin each line.
    let id = |line: &str| line.split_whitespace().next().map(str::to_owned);
    outcome.stdout.lines().skip(1).filter_map(id).collect()
}

/// A document whose one operation takes an object with these properties.
pub(crate) fn document(properties: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{ title: Things, version: v3 }}
paths:
  /api/v3/things:
    post:
      requestBody:
        content:
          application/json:
            schema: {{ type: object, properties: {{ {properties} }} }}
      responses:
        '204': {{ description: Yes. }}
"
    )
}

pub(crate) const ONE: &str = "a: { type: string }";
pub(crate) const TWO: &str = "a: { type: string }, b: { type: string }";
const DESCRIBED: &str = "a: { type: string, description: Text. }";

/// A folder with files.
pub(crate) struct Folder(pub(crate) TempDir);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().expect("a folder"));
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    fn documents() -> Self {
        Self::new(&[
            ("one.yaml", &document(ONE)),
            ("two.yaml", &document(TWO)),
            ("described.yaml", &document(DESCRIBED)),
        ])
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    /// Runs `cargo xtask drift` in the folder.
    pub(crate) fn drift(&self, arguments: &[&str]) -> Outcome {
        self.drift_with(arguments, &[])
    }

    fn drift_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let mut command = Command::new(xtask_binary());
        command
            .arg("drift")
            .args(arguments)
            .current_dir(self.0.path());
        command
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(variables.iter().copied());
        command.output().expect("xtask can be started").into()
    }
}

/// An error that a person can act upon, and nothing else.
#[track_caller]
pub(crate) fn assert_error(outcome: &Outcome, words: &[&str]) {
    assert_eq!(
        outcome.code,
        Some(2),
        "{}{}",
        outcome.stdout,
        outcome.stderr
    );
    assert_eq!(outcome.stdout, "");
    for word in words {
        assert!(
            outcome.stderr.contains(word),
            "`{word}` is not in: {}",
            outcome.stderr
        );
    }
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
}

#[test]
fn the_exit_code_says_whether_something_was_found_at_or_above_the_level() {
    let folder = Folder::documents();
    // Which files, and the exit code for each level.
    let levels = ["breaking", "additive", "any", "never"];
    for (base, revision, codes) in [
        ("two.yaml", "one.yaml", [1, 1, 1, 0]),
        ("one.yaml", "two.yaml", [0, 1, 1, 0]),
        ("one.yaml", "described.yaml", [0, 0, 1, 0]),
        ("one.yaml", "one.yaml", [0, 0, 0, 0]),
    ] {
        for (level, code) in levels.into_iter().zip(codes) {
            for format in ["text", "markdown", "json"] {
                let outcome =
                    folder.drift(&[base, revision, "--fail-on", level, "--format", format]);
                assert_eq!(
                    outcome.code,
                    Some(code),
                    "{base} {revision} {level}: {}",
                    outcome.stderr
                );
            }
        }
        let outcome = folder.drift(&[base, revision]);
        assert_eq!(
            outcome.code,
            Some(codes[0]),
            "breaking is the level if none is given"
        );
    }
}

#[test]
fn all_formats_name_class_id_operation_and_path() {
    let folder = Folder::documents();
    for format in ["text", "markdown", "json"] {
        let outcome = folder.drift(&["two.yaml", "one.yaml", "--format", format]);
        for word in ["breaking", "POST /things", "request", "`b`"] {
            let word = if format == "markdown" {
                word
            } else {
                word.trim_matches('`')
            };
            let text = outcome.stdout.to_lowercase();
            assert!(
                text.contains(&word.to_lowercase()),
                "{word} in {}",
                outcome.stdout
            );
        }
        assert!(
            outcome.stdout.contains("request-property-removed"),
            "{}",
            outcome.stdout
        );
        assert!(outcome.stdout.ends_with('\n'));
        assert_eq!(outcome.stderr, "");
    }
    let without = folder.drift(&["two.yaml", "one.yaml"]);
    let text = folder.drift(&["two.yaml", "one.yaml", "--format", "text"]);
    assert_eq!(
        without.stdout, text.stdout,
        "text is the format if none is given"
    );
}

#[test]
fn the_json_is_one_object_of_the_documented_form() {
    let folder = Folder::documents();
    let outcome = folder.drift(&["two.yaml", "one.yaml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    let keys = |value: &serde_json::Value| -> Vec<String> {
        let mut keys: Vec<String> = value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&report), ["changes", "summary"]);
    assert_eq!(keys(&report["summary"]), ["additive", "breaking", "docs"]);
    let change = &report["changes"][0];
    for key in [
        "after",
        "before",
        "class",
        "id",
        "message",
        "operation",
        "path",
        "place",
    ] {
        assert!(keys(change).contains(&key.to_owned()), "{key} in {change}");
    }
    assert_eq!(parse(&outcome.stdout).len(), 1);
    let nothing = folder.drift(&["one.yaml", "one.yaml", "--format", "json"]);
    assert_eq!(parse(&nothing.stdout), []);
}

#[test]
fn nothing_found_is_said() {
    let folder = Folder::documents();
    for format in ["text", "markdown"] {
        let outcome = folder.drift(&["one.yaml", "one.yaml", "--format", format]);
        assert!(!outcome.stdout.trim().is_empty(), "{format}");
    }
}

#[test]
fn markdown_stays_a_table_or_list_whatever_a_document_holds() {
    let odd = "a: { type: string }, 'x|y`z': { type: string }, '<script>': { type: string }";
    let folder = Folder::new(&[("one.yaml", &document(ONE)), ("odd.yaml", &document(odd))]);
    let outcome = folder.drift(&["odd.yaml", "one.yaml", "--format", "markdown"]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    for line in outcome.stdout.lines().filter(|line| line.starts_with('|')) {
        let bare = line.replace("\\|", "");
        let first = outcome
            .stdout
            .lines()
            .find(|line| line.starts_with('|'))
            .unwrap_or_default();
        assert_eq!(
            bare.matches('|').count(),
            first.replace("\\|", "").matches('|').count(),
            "{line}"
        );
    }
}

#[test]
fn no_format_has_colours_unless_a_terminal_reads_it() {
    let folder = Folder::documents();
    for format in ["text", "markdown", "json"] {
        for variables in [&[][..], &[("NO_COLOR", "1")], &[("TERM", "xterm-256color")]] {
            let outcome =
                folder.drift_with(&["two.yaml", "one.yaml", "--format", format], variables);
            assert!(!outcome.stdout.contains('\u{1b}') && !outcome.stderr.contains('\u{1b}'));
        }
    }
}

#[test]
fn the_report_is_the_same_every_time() {
    let arguments = [
        "drift",
        "v3",
        "v3.1",
        "--format",
        "json",
        "--fail-on",
        "never",
    ];
    let [one, two] = [xtask(&arguments), xtask(&arguments)];
    assert_eq!(one.code, Some(0), "{}", one.stderr);
    assert_eq!(one.stdout, two.stdout);
}

#[test]
fn versions_are_read_from_the_folder_of_the_specs() {
    let folder = Folder::new(&[
        ("specs/v3.yaml", &document(TWO)),
        ("specs/v3.1.yaml", &document(ONE)),
    ]);
    let outcome = folder.drift(&["v3", "v3.1", "--spec-dir", "specs", "--format", "json"]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert_eq!(parse(&outcome.stdout)[0].id, "request-property-removed");
    let outcome = folder.drift(&["v3", "v9", "--spec-dir", "specs"]);
    assert_error(&outcome, &["v9"]);
}

#[test]
fn a_document_in_json_is_read() {
    let yaml: serde_json::Value = serde_yaml::from_str(&document(ONE)).expect("it is YAML");
    let folder = Folder::new(&[
        ("one.yaml", &document(ONE)),
        ("one.json", &yaml.to_string()),
    ]);
    let outcome = folder.drift(&["one.yaml", "one.json", "--fail-on", "any"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

#[test]
fn what_is_no_document_is_an_error_that_names_the_file() {
    let folder = Folder::documents();
    for (name, text, words) in [
        (
            "swagger.yaml",
            "swagger: '2.0'\ninfo: { title: T, version: v1 }\npaths: {}\n",
            &["swagger", "openapi"][..],
        ),
        ("other.yaml", "title: something else\n", &["openapi"]),
        ("list.yaml", "- 1\n- 2\n", &["openapi"]),
        ("empty.yaml", "", &["openapi"]),
        ("bad.yaml", "openapi: 3.0.3\npaths: [\n", &["YAML"]),
        ("bad.json", "{\"openapi\": \"3.0.3\", }}", &[]),
        (
            "twice.yaml",
            "openapi: 3.0.3\nopenapi: 3.0.3\n",
            &["duplicate"],
        ),
        (
            "future.yaml",
            "openapi: 4.0.0\ninfo: { title: T, version: v1 }\npaths: {}\n",
            &["4.0.0"],
        ),
        (
            "number.yaml",
            "openapi: 3.0\ninfo: { title: T, version: v1 }\npaths: {}\n",
            &["openapi"],
        ),
    ] {
        folder.write(name, text);
        for arguments in [[name, "one.yaml"], ["one.yaml", name]] {
            let outcome = folder.drift(&arguments);
            assert_error(&outcome, &[name]);
            for word in words {
                let stderr = outcome.stderr.to_lowercase();
                assert!(
                    stderr.contains(&word.to_lowercase()),
                    "{name}: `{word}` is not in: {stderr}"
                );
            }
        }
    }
    fs::write(folder.path("binary.yaml"), [0xff, 0xfe, 0x00]).expect("a file");
    assert_error(
        &folder.drift(&["one.yaml", "binary.yaml"]),
        &["binary.yaml"],
    );
    assert_error(
        &folder.drift(&["one.yaml", "missing.yaml"]),
        &["missing.yaml"],
    );
    fs::create_dir(folder.path("folder.yaml")).expect("a folder");
    assert_error(
        &folder.drift(&["one.yaml", "folder.yaml"]),
        &["folder.yaml"],
    );
}

#[test]
fn arguments_that_make_no_sense_are_errors() {
    let folder = Folder::documents();
    for arguments in [
        &["one.yaml"][..],
        &[],
        &["one.yaml", "two.yaml", "--format", "html"],
        &["one.yaml", "two.yaml", "--fail-on", "docs"],
        &["one.yaml", "two.yaml", "described.yaml"],
    ] {
        let outcome = folder.drift(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {}", outcome.stdout);
        assert_ne!(outcome.stderr, "", "{arguments:?}");
    }
}

#[test]
fn the_rules_are_listed_with_a_class_for_each_side() {
    let outcome = xtask(&["drift", "--rules"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let listed = rules();
    assert!(listed.len() > 100, "{listed:?}");
    for id in [
        "request-property-removed",
        "response-enum-value-added",
        "operation-removed",
        "unrecognised",
    ] {
        assert!(listed.contains(id), "{id} in {}", outcome.stdout);
    }
    for class in ["breaking", "additive", "docs"] {
        assert!(outcome.stdout.contains(class));
    }
}
