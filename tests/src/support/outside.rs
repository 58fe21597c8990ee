//! Crates outside the workspace, as users have them. All are laid out in one workspace of their own and
//! built at once, in the target folder of this one, so that what they depend on is built once.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::Value;

use super::{
    command::{self, Outcome},
    folder, workspace,
};
use crate::{docs, generator, import, review, tls};

/// The crates before they are built.
pub(crate) struct Crates {
    /// The files of all crates by their paths. What is as it was before is not built again.
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// The crates that are built.
pub(crate) struct Built {
    root: PathBuf,
    /// What cargo said, one message after the other.
    messages: Vec<Value>,
    /// What cargo said where it could not begin.
    stderr: String,
}

/// The crates of all tests.
pub(crate) fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut crates = Crates {
            files: BTreeMap::new(),
        };
        docs::lay_out(&mut crates);
        generator::compiles::lay_out(&mut crates);
        generator::odd::lay_out(&mut crates);
        generator::whole_api::lay_out(&mut crates);
        import::history::lay_out(&mut crates);
        review::upstream_change::lay_out(&mut crates);
        tls::lay_out(&mut crates);
        crates.build()
    })
}

impl Crates {
    pub(crate) fn write(&mut self, path: &str, text: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), text.into());
    }

    /// Adds a folder with all that it holds.
    pub(crate) fn copy(&mut self, from: &Path, to: &str) {
        for file in folder::files(from) {
            let below = file.strip_prefix(from).expect("the file lies in it");
            let contents = fs::read(&file).expect("the file can be read");
            self.files.insert(Path::new(to).join(below), contents);
        }
    }

    /// Adds the client that is generated from these specs, in the folder `name`, as the package
    /// `name-client` with these features, and returns what the generator printed.
    pub(crate) fn client(
        &mut self,
        name: &str,
        specs: &[(impl AsRef<str>, impl AsRef<str>)],
        arguments: &[&str],
        features: &str,
    ) -> Outcome {
        let place = tempfile::tempdir().expect("a folder can be made");
        let (spec, out) = (place.path().join("spec"), place.path().join("out"));
        for (name, text) in specs {
            folder::write(&spec.join(name.as_ref()), text.as_ref());
        }
        let outcome = command::regen(&spec, &out, arguments);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        self.client_with(name, &out, features);
        outcome
    }

    /// The same of what has been generated already.
    pub(crate) fn client_with(&mut self, name: &str, generated: &Path, features: &str) {
        let client = workspace().join("generated-client");
        let folder = format!("{name}/generated-client");
        self.copy(&client.join("src"), &format!("{folder}/src"));
        let written_by_regen = Path::new(&folder).join("src/generated");
        self.files
            .retain(|path, _| !path.starts_with(&written_by_regen));
        self.copy(generated, &format!("{folder}/src/generated"));
        self.manifest_of_client(name, &folder, "src/lib.rs", features);
    }

    /// Another package of the client in the folder `of`, with other features.
    pub(crate) fn client_again(&mut self, name: &str, of: &str, features: &str) {
        let library = format!("../{of}/generated-client/src/lib.rs");
        self.manifest_of_client(name, name, &library, features);
    }

    /// Another package of the client in the folder `of`, with all features and the programs of its manual.
    pub(crate) fn manual(&mut self, name: &str, of: &str) {
        self.client_again(name, of, "\"rustls\", \"mock\", \"tools\", \"tracing\"");
        let file = PathBuf::from(format!("{name}/Cargo.toml"));
        let manifest = self.files.get_mut(&file).expect("it was written");
        let text = String::from_utf8_lossy(manifest).replace(
            "doctest = false",
            "doctest = true\nname = \"composio_link_client\"",
        );
        *manifest = text.into_bytes();
    }

    fn manifest_of_client(&mut self, name: &str, folder: &str, library: &str, features: &str) {
        let manifest = workspace().join("generated-client/Cargo.toml");
        let manifest = fs::read_to_string(manifest).expect("it can be read");
        let (manifest, _) = manifest
            .split_once("[dev-dependencies]")
            .expect("it has dependencies for its examples");
        let manifest = manifest
            .replace(
                "name = \"composio-link-client\"",
                &format!("name = \"{name}-client\""),
            )
            .replace(
                "doctest = false",
                &format!("doctest = false\ntest = false\npath = {library:?}"),
            )
            .replace("default = [\"rustls\"]", &format!("default = [{features}]"));
        self.write(
            &format!("{folder}/Cargo.toml"),
            manifest + "[lints]\nworkspace = true\n",
        );
    }

    /// Adds the package `name`, which uses the client of the folder `client` as programs do.
    pub(crate) fn user(&mut self, name: &str, client: &str, dependencies: &str) {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\ncomposio-link-client = {{ package = \"{client}-client\", path = \"../{client}/generated-client\" }}\n{dependencies}"
        );
        self.write(&format!("{name}/Cargo.toml"), manifest);
    }

    /// Adds the tests that are derived from the specs, of the client in the folder `name`.
    pub(crate) fn live(&mut self, name: &str, specs: &Path) {
        self.copy(specs, &format!("{name}/spec"));
        let folder = format!("{name}/tests/live");
        self.copy(&workspace().join("tests/live"), &folder);
        let file = PathBuf::from(format!("{folder}/Cargo.toml"));
        let manifest = self.files.get_mut(&file).expect("it was copied");
        let text = String::from_utf8_lossy(manifest)
            .replace("name = \"live-tests\"", &format!("name = \"{name}-live\""))
            .replace(
                "composio-link-client = { workspace = true,",
                &format!(
                    "composio-link-client = {{ package = \"{name}-client\", path = \"../../generated-client\","
                ),
            );
        *manifest = text.into_bytes();
    }

    /// Adds packages that are empty, with the dependencies of those of the workspace. So these have the same
    /// features here, and are not compiled once more with others.
    fn depend_as_the_workspace_does(&mut self) {
        for member in MEMBERS {
            let file = workspace().join(member).join("Cargo.toml");
            let text = fs::read_to_string(file).expect("it can be read");
            let name = same_as(member);
            let mut manifest =
                format!("[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n");
            let mut is_dependencies = false;
            for line in text.lines() {
                if line.starts_with('[') {
                    is_dependencies = line.ends_with("dependencies]");
                }
                let is_own = line.contains("path = ") || line.starts_with("xtask");
                if is_dependencies && !is_own {
                    manifest += &line.replace(", optional = true", "");
                    manifest.push('\n');
                }
            }
            self.write(&format!("{name}/Cargo.toml"), manifest);
            self.write(&format!("{name}/src/lib.rs"), "");
        }
    }

    fn build(mut self) -> Built {
        self.depend_as_the_workspace_does();
        let members: Vec<String> = self
            .files
            .keys()
            .filter(|path| path.ends_with("Cargo.toml"))
            .map(|path| format!("{:?}", path.parent().expect("it lies in a folder")))
            .collect();
        let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("it can be read");
        let (before, rest) = manifest
            .split_once("members = [")
            .expect("it lists members");
        let (_, after) = rest.split_once(']').expect("the list ends");
        let members = members.join(", ");
        self.write(
            "Cargo.toml",
            format!("{before}members = [{members}]{after}"),
        );
        let lock = fs::read(workspace().join("Cargo.lock")).expect("it can be read");
        self.write("Cargo.lock", lock);

        let root = target().join("outside");
        fs::create_dir_all(&root).expect("the folder can be made");
        for file in folder::files(&root) {
            let below = file.strip_prefix(&root).expect("the file lies in it");
            if !self.files.contains_key(below) {
                fs::remove_file(&file).expect("the file can be removed");
            }
        }
        for (path, contents) in &self.files {
            let path = root.join(path);
            if fs::read(&path).ok().as_ref() != Some(contents) {
                folder::write(&path, contents);
            }
        }
        let mut build = cargo(&root);
        build
            .args(["build", "--profile", "test", "--workspace"])
            .args(["--lib", "--bins", "--test", "*"])
            .args(["--keep-going", "--message-format", "json"]);
        let output = build.output().expect("cargo can be started");
        let messages = String::from_utf8_lossy(&output.stdout);
        Built {
            root,
            messages: messages
                .lines()
                .map(|line| serde_json::from_str(line).expect("each line is JSON"))
                .collect(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Built {
    /// What the compiler said of the target `target` of `package`.
    pub(crate) fn diagnostics(&self, package: &str, target: &str) -> String {
        let of_target = self
            .messages
            .iter()
            .filter(|message| message["target"]["name"] == target && is_of(message, package));
        of_target
            .filter_map(|message| message["message"]["rendered"].as_str())
            .collect()
    }

    /// The errors that the compiler found in the target `target` of `package`, with their lines.
    pub(crate) fn errors(&self, package: &str, target: &str) -> Vec<(usize, String)> {
        let of_target = self.messages.iter().filter(|message| {
            message["target"]["name"] == target
                && is_of(message, package)
                && message["message"]["level"] == "error"
        });
        of_target
            .filter_map(|message| {
                let spans = message["message"]["spans"].as_array()?;
                let primary = spans.iter().find(|span| span["is_primary"] == true)?;
                let line = primary["line_start"].as_u64()? as usize;
                Some((line, message["message"]["rendered"].as_str()?.to_owned()))
            })
            .collect()
    }

    /// A file of the crates.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("the file was laid out")
    }

    /// The program that the target `target` of `package` was built to, without a warning.
    #[track_caller]
    pub(crate) fn program(&self, package: &str, target: &str) -> &Path {
        let diagnostics = self.diagnostics(package, target);
        assert_eq!(diagnostics, "", "without a warning");
        let artifacts = self
            .messages
            .iter()
            .filter(|message| message["target"]["name"] == target && is_of(message, package));
        let mut programs = artifacts.filter_map(|artifact| artifact["executable"].as_str());
        let program = programs.next();
        Path::new(program.unwrap_or_else(|| panic!("{package}, {target}: {}", self.stderr)))
    }

    /// Checks that the library of `package` was built, without a warning.
    #[track_caller]
    pub(crate) fn assert_library(&self, package: &str) {
        let target = package.replace('-', "_");
        assert_eq!(self.diagnostics(package, &target), "", "without a warning");
        let is_built = self.messages.iter().any(|message| {
            message["reason"] == "compiler-artifact"
                && message["target"]["name"] == *target
                && is_of(message, package)
        });
        assert!(is_built, "{package}: {}", self.stderr);
    }

    /// Runs a built test, in the folder of its package.
    #[track_caller]
    pub(crate) fn test(&self, package: &str, target: &str) -> String {
        let program = self.program(package, target);
        let manifest = self.messages.iter().find_map(|message| {
            is_of(message, package).then(|| message["manifest_path"].as_str())?
        });
        let folder = Path::new(manifest.expect("it was built")).parent();
        let mut test = Command::new(program);
        let output = test
            .current_dir(folder.expect("it lies in a folder"))
            .output();
        let outcome = Outcome::from(output.expect("it can be started"));
        let text = outcome.stdout + &outcome.stderr;
        assert_eq!(outcome.code, Some(0), "{text}");
        text
    }

    /// Runs cargo for a package.
    pub(crate) fn cargo(&self, arguments: &[&str], package: &str) -> Outcome {
        let same = MEMBERS.map(|member| ["-p".to_owned(), same_as(member)]);
        let mut command = cargo(&self.root);
        let command = command.args(arguments).args(["-p", package]);
        let output = command.args(same.as_flattened()).output();
        output.expect("cargo can be started").into()
    }
}

/// The members of the workspace that depend on more than others.
const MEMBERS: [&str; 4] = ["generated-client", "tests", "tests/client", "xtask"];

/// The package that has the dependencies of a member.
fn same_as(member: &str) -> String {
    format!("same-as-{}", member.replace('/', "-"))
}

/// Whether a message of cargo is about a package.
fn is_of(message: &Value, package: &str) -> bool {
    // Such as `path+file:///…/odd/user#odd-user@0.0.0`, or without the name where the folder has it.
    let id = message["package_id"].as_str().unwrap_or_default();
    let (path, name) = id.split_once('#').unwrap_or((id, ""));
    match name.split_once('@') {
        Some((name, _)) => name == package,
        None => path.rsplit('/').next() == Some(package),
    }
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .env("CARGO_TARGET_DIR", target())
        // Lints the crates, and what they depend on is compiled as for any other build.
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        .current_dir(folder);
    // Build scripts look at what cargo tells this test of its own package, and would run again for it.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
}

/// The target folder of the workspace, in which the tests are built.
pub(crate) fn target() -> PathBuf {
    let tests = env::current_exe().expect("a test has a binary");
    let target = tests.ancestors().nth(3);
    target
        .expect("tests are built below `debug/deps`")
        .to_owned()
}
