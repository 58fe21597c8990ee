//! Whoever tampers with a spec, with the generated code or with a snapshot makes these tests fail: they
//! are run again on copies.

use crate::{
    review::copy::{Copy, REVIEWED, ReviewIn},
    support::snapshot::ACCEPT,
};

const REGEN: &str = "run `cargo xtask regen`";
#[test]
fn a_copy_that_nobody_tampered_with_passes() {
    let outcome = Copy::new().review(ReviewIn::Ci);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stdout);
    let all = format!("{} passed", REVIEWED.len());
    assert!(outcome.stdout.contains(&all), "{}", outcome.stdout);
}

#[test]
fn a_spec_that_nobody_regenerated_from_fails() {
    let copy = Copy::new();
    copy.tamper("spec/v3.1.yaml", "maxLength: 40", "maxLength: 41");
    let contract = [
        "-  connection_data.state_prefix: string, maxLength 40",
        "maxLength 41",
        ACCEPT,
    ];
    copy.assert_fails(&contract);
    copy.assert_fails(&["shared.rs", REGEN]);
}

#[test]
fn a_difference_between_the_versions_that_nobody_expected_fails() {
    let copy = Copy::new();
    copy.tamper("spec/v3.yaml", "minLength: 1", "minLength: 2");
    copy.assert_fails(&[
        "request-min-length-loosened",
        "drift_from_v3_to_v3.1",
        ACCEPT,
    ]);
}

#[test]
fn generated_code_that_somebody_edited_fails() {
    let copy = Copy::new();
    let file = "generated-client/src/generated/v3.rs";
    copy.tamper(
        file,
        "/api/v3/connected_accounts/link",
        "/api/v3/connected_account/link",
    );
    copy.assert_fails(&["stale", "v3.rs", REGEN]);
}

#[test]
fn a_regeneration_that_nobody_reviewed_fails() {
    let copy = Copy::new();
    let file = "generated-client/src/generated/v3.rs";
    copy.tamper(
        file,
        "pub async fn create_session_link",
        "pub async fn make_session_link",
    );
    copy.assert_fails(&["+v3::Client::make_session_link", "surface_of_v3", ACCEPT]);
}

#[test]
fn every_snapshot_that_somebody_edited_fails() {
    let snapshots = [
        ("decisions_that_match_nothing", "decision"),
        ("contract_of_v3", "required"),
        ("contract_of_v3.1", "required"),
        ("drift_from_v3_to_v3.1", "additive"),
        ("surface_of_all_versions", "Credential"),
        ("surface_of_v3", "String"),
        ("surface_of_v3.1", "String"),
    ];
    let copy = Copy::new();
    for (snapshot, word) in snapshots {
        let file = format!("tests/src/snapshots/{snapshot}.snap");
        copy.tamper(&file, word, &format!("tampered-{snapshot}-"));
    }
    let names = snapshots.map(|(snapshot, _)| format!("`{snapshot}`"));
    let shown = snapshots.map(|(snapshot, _)| format!("tampered-{snapshot}-"));
    let parts = names.iter().chain(&shown).map(String::as_str);
    let parts: Vec<&str> = parts.chain(["not as reviewed", ACCEPT]).collect();
    copy.assert_fails(&parts);
}
