//! The list of the rules.

use crate::drift::rules::{ALL, Side};

/// All ids with their classes: the rule in a request, the rule in a response, and what it says.
pub fn rules() -> String {
    let mut rows = vec![["id".to_owned(), "class".to_owned(), "found when".to_owned()]];
    for rule in ALL {
        let sides = [
            (Side::Request, rule.request),
            (Side::Response, rule.response),
        ];
        let mut known: Vec<String> = Vec::new();
        for (side, class) in sides {
            let Some(class) = class else { continue };
            let id = rule.id(side);
            if !known.contains(&id) {
                rows.push([id.clone(), class.to_string(), rule.says.to_owned()]);
                known.push(id);
            }
        }
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let (ids, classes) = (width(0), width(1));
    let line = |[id, class, says]: &[String; 3]| format!("{id:ids$}  {class:classes$}  {says}\n");
    rows.iter().map(line).collect()
}
