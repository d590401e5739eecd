//! What verification found, in words: for the command line, and as a file to hand on.

use rounds_core::{
    AppError, evidence::FindingKind, setting::Language, visit::SignerRole, words::plain, zone::Zone,
};
use serde_json::{Map, Value};

use super::folder;
use crate::{
    Ctx, Session, output,
    wire::{CertifiedKey, FileWritten, Nothing, VerifyFinding, VerifyReport, VerifySigned},
    words::Words,
};

/// What a finding says, its field named as the form names it.
pub fn sentence(found: &VerifyFinding, language: Language) -> String {
    let label = found.label.as_ref().map(|label| match language {
        Language::Zh => label.zh.as_str(),
        Language::En => label.en.as_str(),
    });
    format!(
        "{}: {}",
        plain(&found.subject),
        plain(&Words::of(language).verify(&found.kind, &found.detail, label))
    )
}

/// Who signed and when, in the zone of the signature.
fn signed(of: &VerifySigned, language: Language) -> String {
    let words = Words::of(language);
    let or_dash = |text: Option<String>| Value::from(text.unwrap_or_else(|| "—".to_owned()));
    let when = of.signed_at.map(|at| {
        let zone = Zone::named(of.zone.as_deref().unwrap_or_default());
        zone.local(at).format("%Y-%m-%d %H:%M").to_string()
    });
    let who = of.role.map(|role| {
        let role = words.verify_signed(
            match role {
                SignerRole::Owner => "owner",
                SignerRole::Clerk => "clerk",
            },
            &Map::new(),
        );
        [Some(role), of.name.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    let kind = match (&who, &of.refusal) {
        (Some(_), _) => "drawn",
        (None, Some(_)) => "refused",
        (None, None) => "other",
    };
    let values = [
        ("customer", or_dash(of.customer_name.clone())),
        ("who", or_dash(who)),
        ("when", or_dash(when)),
        ("manager", or_dash(of.manager_name.clone())),
        ("reason", or_dash(of.refusal.clone())),
        ("seq", of.seq.into()),
    ];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    plain(&words.verify_signed(kind, &values))
}

/// That all is intact, else one line for each alteration, naming the row and the field; then what was erased by law,
/// who signed, and whose keys.
pub fn text(report: &VerifyReport, language: Language) -> String {
    let with = |kind: &str, name: &str, value: serde_json::Value| {
        let values = Map::from_iter([(name.to_owned(), value)]);
        format!("{}\n", plain(&Words::of(language).verify(kind, &values, None)))
    };
    let mut text = String::new();
    if report.intact {
        text.push_str(&with("intact", "count", report.checked.into()));
    }
    for found in report.findings.iter().chain(&report.erased) {
        text.push_str(&format!("{}\n", sentence(found, language)));
    }
    for one in &report.signed {
        text.push_str(&format!("{}\n", signed(one, language)));
    }
    // A key that is none of the folder's was named above.
    let is_strange = |key: &String| {
        report.findings.iter().any(|found| {
            found.kind == FindingKind::KeyUnknown.name()
                && found.detail.get("key") == Some(&key.as_str().into())
        })
    };
    for key in report.keys.iter().filter(|key| !is_strange(key)) {
        text.push_str(&trust(report, key, language));
    }
    // Only where there is a headquarters to confirm.
    if !report.certified.is_empty() && report.confirmed_seq < report.last_seq {
        let values = Map::from_iter([
            ("seq".to_owned(), (report.confirmed_seq + 1).into()),
            ("last".to_owned(), report.last_seq.into()),
        ]);
        text.push_str(&format!("{}\n", plain(&Words::of(language).verify("to_confirm", &values, None))));
    }
    text
}

/// How far a key can be relied on.
fn trust(report: &VerifyReport, key: &str, language: Language) -> String {
    let certified = report.certified.iter().find(|one| one.key_id == key);
    let kind = match certified {
        Some(CertifiedKey { confirmed_seq: 0, .. }) => "certified",
        Some(_) => "certified_to",
        None if report.foreign.iter().any(|foreign| foreign == key) => "foreign",
        None if report.keys_known => "confirmed",
        None => "unconfirmed",
    };
    let values = Map::from_iter([
        ("key".to_owned(), key.into()),
        ("seq".to_owned(), certified.map_or(0, |one| one.confirmed_seq).into()),
    ]);
    format!("{}\n", plain(&Words::of(language).verify(kind, &values, None)))
}

/// Verifies the folder and writes what was found where files go.
pub fn export(session: &Session, _: Nothing, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let language = open.settings()?.language;
    let local = open.local(ctx)?.0;
    // The mark at the front tells older editors that this is UTF-8.
    let text =
        format!("\u{feff}{}\n{}", local.format("%Y-%m-%d %H:%M"), text(&folder(&open, ctx)?, language));
    let name = output::file_name(&format!(
        "{}_{}.txt",
        Words::of(language).verify_report(),
        local.format("%Y-%m-%d_%H%M")
    ));
    output::write(&output::folder(session, &open)?.join(name), text.as_bytes(), 0)
}
