//! Documents that are bad in some way: the real command ends soon, within its memory, with an error that
//! says where, and leaves `spec/` as it was.

use std::{
    fs::{self, File},
    path::Path,
    process::Command,
};

use serde_json::json;

use crate::{
    import::documents::oldest,
    import::victim::Victim,
    support::command::{Outcome, xtask_binary},
    support::spec::{pointers, remove},
};

fn json_text() -> String {
    serde_json::to_string_pretty(&oldest()).expect("it can be JSON")
}

#[test]
fn truncated_documents_are_refused() {
    let (json, yaml) = (json_text(), include_str!("upstream.yaml"));
    let mut victim = Victim::new();
    for step in 0..40 {
        victim.assert_refused("cut.json", &json[..json.len() * step / 40], &["error"]);
    }
    assert_eq!(victim.refused, 40);
    // YAML can be whole wherever a line ends.
    for step in 0..40 {
        victim.import_text("cut.yaml", &yaml[..yaml.len() * step / 40]);
    }
    assert!(victim.refused >= 75, "{}", victim.refused);
}

/// Each part of the operations in turn is a value of another type, or gone.
#[test]
fn documents_with_parts_of_another_type_are_refused_or_harmless() {
    let document = oldest();
    let mut victim = Victim::new();
    let matters = |pointer: &String| {
        [
            "/paths/~1connected_accounts~1link",
            "/paths/~1tool_router",
            "/components/schemas/Error",
            "/openapi",
        ]
        .iter()
        .any(|start| pointer.starts_with(start))
    };
    let values = [
        json!(null),
        json!(-1),
        json!("text"),
        json!([1]),
        json!({ "a": 1 }),
        json!(true),
    ];
    let all: Vec<String> = pointers(&document).into_iter().filter(matters).collect();
    assert!(all.len() > 150, "{}", all.len());
    for (index, pointer) in all.iter().enumerate() {
        let mut changed = document.clone();
        match index % 7 {
            6 => drop(remove(&mut changed, pointer)),
            kind => *changed.pointer_mut(pointer).expect("it is there") = values[kind].clone(),
        }
        victim.import_text("mutated.json", changed.to_string());
    }
    assert!(
        victim.refused >= 60,
        "{} refused, {} harmless",
        victim.refused,
        victim.harmless
    );
}

#[test]
fn documents_with_bytes_changed_are_refused_or_harmless() {
    let json = json_text().into_bytes();
    let mut victim = Victim::new();
    // Steps that share no factor with the bytes that are put there.
    for (index, byte) in [
        0, b'"', b'{', b'}', b'[', b',', b'9', 0x80, 0xff, b'\\', b'\n',
    ]
    .iter()
    .cycle()
    .take(66)
    .enumerate()
    {
        let mut changed = json.clone();
        let at = json.len() * index / 66;
        changed[at] = *byte;
        victim.import_text("changed.json", changed);
    }
    assert!(victim.refused >= 40, "{} refused", victim.refused);
}

#[test]
fn invalid_utf_8_is_refused_with_its_line() {
    let mut victim = Victim::new();
    for (name, bytes) in [
        ("a.json", &[0xff][..]),
        ("b.yaml", &[0xc3, 0x28]),
        ("c.json", &[0xed, 0xa0, 0x80]),
    ] {
        let text = [b"{\n\n\"openapi\": \"", bytes, b"\"}"].concat();
        victim.assert_refused(name, text, &["line 3", "UTF-8"]);
    }
    let utf_16: Vec<u8> = json_text()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    victim.assert_refused(
        "utf16.json",
        [&[0xff, 0xfe][..], &utf_16].concat(),
        &["line 1", "UTF-8"],
    );
}

#[test]
fn duplicate_keys_are_refused_with_their_line() {
    let mut victim = Victim::new();
    let (json, yaml) = (json_text(), include_str!("upstream.yaml"));
    for key in [
        "openapi",
        "paths",
        "/toolkits",
        "responses",
        "201",
        "schema",
        "properties",
        "user_id",
        "type",
        "Error",
    ] {
        let at = json.find(&format!("\"{key}\":")).expect("it has one");
        let twice = format!("{}\"{key}\": 1, {}", &json[..at], &json[at..]);
        victim.assert_refused("twice.json", twice, &["duplicate", "line"]);
    }
    for key in [
        "openapi",
        "paths",
        "  /toolkits",
        "components",
        "  schemas",
        "    Error",
        "      operationId",
    ] {
        let at = yaml.find(&format!("\n{key}:")).expect("it has one");
        let twice = format!("{}\n{key}: 1{}", &yaml[..at], &yaml[at..]);
        victim.assert_refused("twice.yaml", twice, &["duplicate"]);
    }
}

#[test]
fn deep_nesting_is_refused_or_imported_but_never_overflows_the_stack() {
    let mut victim = Victim::new();
    let document = json_text();
    for depth in [100, 1_000, 10_000, 30_000, 100_000, 2_000_000] {
        for (open, close) in [
            ("[", "]"),
            (r#"{"a":"#, "}"),
            (r#"{"type":"array","items":"#, "}"),
            (r#"{"allOf":["#, "]}"),
            (r#"{"anyOf":[{"type":"string"},"#, "]}"),
            (r#"{"type":"object","properties":{"a":"#, "}}"),
            (r#"{"not":"#, "}"),
        ] {
            // Two million of the short ones are more than any stack holds; of the long ones, they are only
            // more to read.
            if depth > 100_000 && open.len() > 5 {
                continue;
            }
            let nested = format!(
                "{}{{\"type\":\"string\"}}{}",
                open.repeat(depth),
                close.repeat(depth)
            );
            // In a schema that matters, where nothing is read, and as the whole document.
            let marker = "\"user_id\": {";
            assert!(document.contains(marker));
            let inside = document.replace(marker, &format!("\"odd\": {nested}, {marker}"));
            victim.import_text("deep.json", inside);
            victim.import_text(
                "deep.json",
                document.replacen('{', &format!("{{\"x-deep\": {nested},"), 1),
            );
            if depth <= 10_000 {
                victim.import_text("deep.yaml", &nested);
            }
            victim.assert_refused("deep.json", nested, &["deep.json"]);
        }
    }
}

#[test]
fn huge_numbers_are_refused_or_kept() {
    let mut victim = Victim::new();
    for number in [
        "1e400",
        "-1e400",
        "1e308",
        "1e-400",
        "123456789012345678901234567890",
        "-9223372036854775809",
        "18446744073709551616",
        "0.1e-7",
        "-0",
    ] {
        for keyword in ["minLength", "maximum", "default", "example", "minItems"] {
            let text =
                json_text().replacen("\"minLength\": 1", &format!("\"{keyword}\": {number}"), 1);
            assert!(text.contains(number));
            victim.import_text("number.json", text);
        }
    }
    for number in [".inf", "-.inf", ".nan", "0x1F", "1_000", "1e999"] {
        let text = include_str!("upstream.yaml").replacen(
            "minLength: 1",
            &format!("maximum: {number}"),
            1,
        );
        victim.import_text("number.yaml", text);
    }
    let long = format!("1{}", "0".repeat(1_000_000));
    victim.import_text(
        "number.json",
        json_text().replacen("\"minLength\": 1", &format!("\"maximum\": {long}"), 1),
    );
    assert!(victim.refused > 0 && victim.harmless > 0);
}

#[test]
fn a_yaml_bomb_is_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let mut victim = Victim::new();
    victim.assert_refused(
        "bomb.yaml",
        format!("openapi: 3.0.0\n{bomb}"),
        &["bomb.yaml", "at line 3", "aliases"],
    );
    victim.assert_refused(
        "bomb.yaml",
        format!("{}{bomb}", include_str!("upstream.yaml")),
        &["bomb.yaml"],
    );
    victim.assert_refused("loop.yaml", "a: &a\n  b: *a\n", &["loop.yaml"]);
    victim.assert_refused(
        "merge.yaml",
        "openapi: &a 3.0.0\npaths: *b\n",
        &["merge.yaml", "line"],
    );
    // An anchor or two are what people write.
    let text = include_str!("upstream.yaml").replacen(
        "{ type: string, minLength: 1, description: The user }",
        "&user { type: string, minLength: 1 }",
        1,
    );
    let text = text.replacen(
        "callback_url: { type: string, description: The callback url }",
        "callback_url: *user",
        1,
    );
    let outcome = victim.import_text("anchor.yaml", text);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

/// Made of nothing on disk, as files with holes are.
#[test]
fn a_file_of_200_megabytes_is_refused_unread() {
    let mut victim = Victim::new();
    for name in ["huge.json", "huge.yaml"] {
        let file = victim.folder.path().join(name);
        let huge = File::create(&file).expect("it can be made");
        huge.set_len(200_000_000).expect("it can have holes");
        let outcome = victim.import(&file);
        for part in ["too large", "200000000 bytes", "at most 33554432 bytes"] {
            assert!(
                outcome.stderr.contains(part),
                "`{part}` in {}",
                outcome.stderr
            );
        }
        fs::remove_file(file).expect("it can be removed");
    }
    assert_eq!(victim.refused, 2);
    if Path::new("/dev/zero").exists() {
        let outcome = victim.import(Path::new("/dev/zero"));
        assert!(outcome.stderr.contains("too large"), "{}", outcome.stderr);
    }
}

#[test]
fn documents_that_are_something_else_are_refused() {
    let mut victim = Victim::new();
    for (text, expected) in [
        ("", "root"),
        ("null", "root"),
        ("[]", "root"),
        ("\"openapi\"", "root"),
        ("{}", "root"),
        ("{\"swagger\": \"2.0\"}", "openapi"),
        ("{\"openapi\": 3}", "openapi"),
        ("{\"openapi\": \"2.0\"}", "/openapi"),
        ("{\"openapi\": \"3.2.0\"}", "/openapi"),
        ("{\"openapi\": \"4.0.0\"}", "/openapi"),
        ("{\"openapi\": \"3.0.0\"}", "/paths"),
        ("{\"openapi\": \"3.0.0\", \"paths\": []}", "/paths"),
        (
            "{\"openapi\": \"3.0.0\", \"paths\": {\"/connected_accounts/link\": []}}",
            "/paths",
        ),
        ("<html></html>", "root"),
        ("PK\u{3}\u{4}", "line"),
        ("{\"a\": 1} {\"b\": 2}", "more than one document"),
        ("--- 1\n--- 2\n", "at line 2: another document"),
    ] {
        victim.assert_refused("other.json", text, &[]);
        victim.assert_refused("other.yaml", text, &[expected]);
    }
    let missing = victim.folder.path().join("missing.json");
    for file in [missing.as_path(), victim.folder.path()] {
        let mut command = Command::new(xtask_binary());
        command
            .arg("import")
            .arg(file)
            .args(["--api", "v3", "--spec-dir"]);
        let outcome: Outcome = command
            .arg(victim.folder.spec_dir())
            .output()
            .expect("it can be started")
            .into();
        assert_eq!(outcome.code, Some(2));
        assert!(
            outcome.stderr.contains("cannot read the file"),
            "{}",
            outcome.stderr
        );
    }
}
