//! Lists what the tests are run for: the versions in `spec/`, and the credentials that the client has.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let spec = root.join("spec");
    let credentials = root.join("generated-client/src/generated/credential.rs");
    for read in [&spec, &credentials] {
        println!("cargo:rerun-if-changed={}", read.display());
    }
    let mut versions = Vec::new();
    for entry in fs::read_dir(&spec)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let version = name.strip_suffix(".yaml").filter(|name| *name != "overlay");
        versions.extend(version.map(|version| {
            let module = version.replace(['.', '-'], "_");
            format!("    {version:?} => {module},\n")
        }));
    }
    versions.sort();
    // Each is on a line such as `Self::ApiKey(key) => ("x-api-key", key),`.
    let text = fs::read_to_string(&credentials)?;
    let credentials = text.lines().filter_map(|line| {
        let (variant, rest) = line
            .trim()
            .strip_prefix("Self::")?
            .split_once("(key) => (")?;
        let header = rest.strip_suffix(", key),")?;
        Some(format!(
            "    ({header}, |key| Credential::{variant}(key.into())),\n"
        ))
    });
    let credentials: String = credentials.collect();
    let listed = format!(
        "versions! {{\n{}}}\n\n/// The credentials by the headers that carry them.\npub(crate) const CREDENTIALS: &[(&str, FromKey)] = &[\n{credentials}];\n",
        versions.concat()
    );
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("listed.rs"),
        listed,
    )?;
    Ok(())
}
