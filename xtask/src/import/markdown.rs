//! What imports come to, as one Markdown text for a pull request.

use super::Import;
use crate::{document::markdown::literal, drift::report};

/// What imports make of the client.
pub enum Client {
    /// None is generated.
    NotAsked,
    /// The generated code stays as it is.
    Same,
    /// What the generated code is to a program that was written for the one that was there, as a section
    /// of Markdown.
    Changed(String),
    /// There is nothing to compare the generated code with, for this reason.
    Incomparable(String),
}

/// The drift and the notes of each import, those of the specs together, and how the surface of the client
/// changes.
pub fn markdown(imports: &[Import], notes: &[String], client: &Client) -> String {
    let mut sections = Vec::new();
    let is_same = matches!(client, Client::NotAsked | Client::Same);
    let nothing_changed = is_same && imports.iter().all(Import::changes_nothing);
    if nothing_changed {
        let versions: Vec<&str> = imports.iter().map(|import| &*import.version).collect();
        let and_client = match client {
            Client::Same => ", and the generated code is the same",
            _ => "",
        };
        sections.push(format!(
            "Nothing changed: the API's documents of {} say what the specs say{and_client}.\n",
            versions.join(" and "),
        ));
    }
    for import in imports {
        let version = &import.version;
        if !nothing_changed {
            sections.push(match &import.drift {
                Some(drift) => {
                    report::markdown(drift, version, &import.upstream.display().to_string())
                }
                None => {
                    format!("## API drift: `{version}`\n\nThere was no spec to compare with.\n")
                }
            });
        }
        sections.extend(section(&format!("## Notes: `{version}`"), &import.notes));
    }
    sections.extend(section("## Notes", notes));
    match client {
        Client::Same if !nothing_changed => {
            sections.push("## Surface\n\nThe generated code is the same.\n".to_owned());
        }
        Client::NotAsked | Client::Same => {}
        Client::Changed(section) => sections.push(section.clone()),
        Client::Incomparable(reason) => {
            sections.push(format!("## Surface\n\n{}\n", literal(reason)));
        }
    }
    sections.join("\n")
}

/// Notes below their heading, if there are any.
fn section(heading: &str, notes: &[String]) -> Option<String> {
    let items: String = notes
        .iter()
        .map(|note| format!("- {}\n", literal(note)))
        .collect();
    (!notes.is_empty()).then(|| format!("{heading}\n\n{items}"))
}
