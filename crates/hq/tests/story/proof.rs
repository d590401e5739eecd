//! What was signed, as headquarters keeps it: what verification finds of it, and what the law erases from it.

use std::{cell::RefCell, collections::BTreeMap};

use rounds_core::{
    ErrorCode, Id, SeededEntropy,
    evidence::{DeviceKey, erase, sign, verify},
    operation::OperationKind,
    person::Role,
    setting::Language,
    sync::{Outcome, PushReply},
};
use rounds_hq::{HqError, admin::Erasing, cells};
use serde_json::{Value, json};

use crate::{
    device::Device,
    ground::{Ground, PASSWORD, on_both},
};

const OPINION: &str = "老板觉得送货太晚";
const SECRET: &str = "只有客户说过的话";

/// One installation's chain of evidence.
pub struct Chain {
    entropy: SeededEntropy,
    end: RefCell<(i64, Option<String>)>,
}

impl Chain {
    pub fn new() -> Self {
        Self { entropy: SeededEntropy::new(3), end: RefCell::new((0, None)) }
    }

    /// The columns of the next file.
    pub fn next(&self, key: &DeviceKey, record: &[(&str, Value)]) -> Vec<(&'static str, Value)> {
        let record: BTreeMap<String, Value> =
            record.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
        let mut end = self.end.borrow_mut();
        let seq = end.0 + 1;
        let signed = sign(&record, key, seq, end.1.as_deref(), &self.entropy).unwrap();
        *end = (seq, Some(signed.hash.clone()));
        vec![
            ("envelope", json!(String::from_utf8(signed.bytes).unwrap())),
            ("hash", json!(signed.hash)),
            ("seq", json!(seq)),
        ]
    }
}

pub struct Signed {
    pub shop: Id,
    pub visit: Id,
    pub evidence: Id,
}

/// A visit of 27 November with the customer's signature, at headquarters.
pub fn signed(ground: &Ground, device: &mut Device, chain: &Chain, code: &str) -> Signed {
    let (shop, insert) = device.customer(ground, code);
    let (visit, evidence) = (ground.new_id(), ground.new_id());
    let answers = json!({ "rating": "satisfied", "opinion": OPINION });
    let record = [
        ("visit.id", json!(visit)),
        ("visit.date", json!("2026-11-27")),
        ("visit.customer_name", json!("签字时的店名")),
        ("visit.customer_code", json!(code)),
        ("visit.companion", json!("陈主任")),
        ("answers.rating", json!("satisfied")),
        ("answers.opinion", json!(OPINION)),
        ("shown", json!([OPINION])),
        ("signature", json!({ "kind": "drawn", "said": SECRET })),
    ];
    let file = chain.next(&device.key, &record);
    let fields = [
        ("customer_id", json!(shop)),
        ("person_id", json!(device.person)),
        ("state", json!("signed")),
        ("evidence_id", json!(evidence)),
        ("date", json!("2026-11-27")),
        ("entered", json!("live")),
        ("companion", json!("陈主任")),
        ("form_id", json!("visit_record")),
        ("form_version", json!(1)),
        ("form_hash", json!("00")),
        ("answers", answers),
        ("internal", json!({})),
        ("restricted", json!({})),
        ("copied", json!([])),
    ];
    let made = device.insert("visit_record", visit, &fields);
    let tx = made["tx_id"].as_str().unwrap().parse().unwrap();
    let file = device.operation(tx, OperationKind::Put, "evidence", evidence, 0, &file);
    device.send(&[insert, made, file]);
    Signed { shop, visit, evidence }
}

/// The device erases: its row changes, and a file says what and why, in one transaction.
fn erase_there(
    ground: &Ground,
    device: &mut Device,
    of: &Signed,
    change: &[(&str, Value)],
    file: &[(&'static str, Value)],
) -> PushReply {
    let put = device.put("visit_record", of.visit, 1, change);
    let tx = put["tx_id"].as_str().unwrap().parse().unwrap();
    let link = device.operation(tx, OperationKind::Put, "evidence", ground.new_id(), 0, file);
    device.push(&[put, link]).unwrap()
}

pub fn link(of: &Signed, fields: &[&str]) -> [(&'static str, Value); 4] {
    [
        ("erase.evidence_id", json!(of.evidence)),
        ("erase.record_id", json!(of.visit)),
        ("erase.fields", json!(fields)),
        ("erase.reason", json!("客户 11-20 书面要求")),
    ]
}

/// Everything that headquarters keeps, as its backup has it.
fn kept(ground: &Ground) -> String {
    let file = ground.file("all.backup");
    ground.hq.backup(&file).unwrap();
    String::from_utf8(zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap()).unwrap()
}

fn findings(ground: &Ground) -> Vec<String> {
    let verdicts = ground.hq.verify().unwrap();
    verdicts.iter().flat_map(|one| &one.findings).map(|one| one.sentence(Language::Zh)).collect()
}

fn alter(ground: &Ground, id: Id, from: &str, to: &str) {
    let base = ground.beneath.open(ground.data.path());
    base.write(|tx| {
        let row = tx.row("SELECT body FROM record WHERE id = $1 AND body IS NOT NULL", cells![id])?;
        let body = row.unwrap()[0].text().to_owned();
        assert!(body.contains(from), "{body}");
        let body = body.replace(from, to);
        tx.run("UPDATE record SET body = $1 WHERE id = $2 AND body IS NOT NULL", cells![body, id])
    })
    .unwrap();
}

#[test]
fn what_verification_finds_names_the_customer_the_day_and_the_field_in_words() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let chain = Chain::new();
        let first = signed(&ground, &mut device, &chain, "1001");
        let second = signed(&ground, &mut device, &chain, "1002");
        assert_eq!(findings(&ground), Vec::<String>::new());
        alter(&ground, first.evidence, "satisfied", "very_satisfied");
        let told = findings(&ground);
        assert_eq!(
            told,
            ["店 1001（1001）2026-11-27 的签字凭证：服务评价（answers.rating） 被改动过，与签字时不同。"]
        );
        let english = &ground.hq.verify().unwrap()[0].findings[0].sentence(Language::En);
        assert!(
            english.starts_with("the evidence signed by 店 1001 (1001) on 2026-11-27: Evaluation"),
            "{english}"
        );
        // A row that is gone still has what was signed.
        let base = ground.beneath.open(ground.data.path());
        base.write(|tx| tx.run("DELETE FROM record WHERE id = $1", cells![first.visit])).unwrap();
        assert!(
            findings(&ground)[0].starts_with("签字时的店名（1001）2026-11-27 的签字凭证"),
            "{:?}",
            findings(&ground)
        );
        base.write(|tx| tx.run("DELETE FROM record WHERE id = $1", cells![second.evidence])).unwrap();
        assert!(
            findings(&ground)
                .contains(&"店 1002（1002）2026-11-27 的签字凭证：凭证不见了，被删除或移走。".to_owned())
        );
        let verdicts = ground.hq.verify().unwrap();
        assert_eq!(verdicts[0].certified_to, 0);
        base.write(|tx| {
            tx.run("DELETE FROM record WHERE noun = 'countersign' AND body LIKE $1", cells!["%\"seq\":2%"])
        })
        .unwrap();
        assert!(findings(&ground).contains(&"认证应到第 2 条为止，最后的被截去或换过。".to_owned()));
    });
}

#[test]
fn what_a_device_erased_by_law_is_erased_at_headquarters_and_verifies() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let chain = Chain::new();
        let visit = signed(&ground, &mut device, &chain, "1001");
        assert!(kept(&ground).contains(SECRET) && kept(&ground).contains("陈主任"));
        let fields = ["signature", "visit.companion"];
        let file = chain.next(&device.key, &link(&visit, &fields));
        let reply = erase_there(&ground, &mut device, &visit, &[("companion", Value::Null)], &file);
        for verdict in &reply.verdicts {
            assert_eq!(verdict.outcome, Outcome::Applied, "{verdict:?}");
        }
        let all = kept(&ground);
        assert!(!all.contains(SECRET) && !all.contains("陈主任") && all.contains(OPINION));
        assert_eq!(findings(&ground), Vec::<String>::new());
        // Whoever reads the feed has the file that says why before the evidence that lost its values.
        let feed = device.baseline(device.home());
        let place = |id: &str| feed.iter().position(|entry| entry.id.to_string() == id).unwrap();
        let file = feed.iter().filter(|entry| entry.noun == "evidence").map(|entry| entry.id);
        let file = file.filter(|id| *id != visit.evidence).max().unwrap();
        assert!(place(&file.to_string()) < place(&visit.evidence.to_string()));
        let row = device.row(visit.evidence).unwrap();
        let verdict = verify(row["envelope"].as_str().unwrap().as_bytes());
        assert!(verdict.is_intact());
        assert_eq!(verdict.facts.unwrap().erased, fields);
        assert!(device.row(visit.visit).unwrap().get("companion").is_none_or(Value::is_null));
    });
}

#[test]
fn nobody_erases_what_is_not_theirs_to_erase() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let chain = Chain::new();
        let visit = signed(&ground, &mut device, &chain, "1001");
        let before = kept(&ground);
        let because = |reply: &PushReply| {
            let codes = reply.verdicts.iter().filter_map(|verdict| verdict.because.as_ref());
            codes
                .map(|error| error.code)
                .filter(|code| *code != ErrorCode::WithTransaction)
                .collect::<Vec<_>>()
        };
        // The row alone, with no file that says why.
        let alone = device.put("visit_record", visit.visit, 1, &[("companion", Value::Null)]);
        assert_eq!(because(&device.push(&[alone]).unwrap()), [ErrorCode::SignedFast]);
        device.post::<Value>("/v1/set-aside/4", &json!({ "choice": "drop" })).unwrap();
        for (fields, stranger, code) in [
            // A manager a complaint about himself; a promise nobody; and a key that headquarters does not know.
            (["answers.opinion"], None, ErrorCode::RoleTooLow),
            (["answers.rating"], None, ErrorCode::NotErasable),
            (["signature"], Some(DeviceKey::from_seed(&[9; 32])), ErrorCode::NotAllowed),
        ] {
            let file = Chain::new().next(stranger.as_ref().unwrap_or(&device.key), &link(&visit, &fields));
            let file =
                device.operation(ground.new_id(), OperationKind::Put, "evidence", ground.new_id(), 0, &file);
            assert_eq!(because(&device.push(&[file]).unwrap()), [code], "{fields:?}");
        }
        // Another territory's device that names the visit erases nothing of it.
        ground.territory("T2", "bob");
        let mut bob = Device::enrol(&ground, "bob", "T2");
        let file = Chain::new().next(&bob.key, &link(&visit, &["signature"]));
        let file = bob.operation(ground.new_id(), OperationKind::Put, "evidence", ground.new_id(), 0, &file);
        bob.push(&[file]).unwrap();
        for text in [SECRET, OPINION, "陈主任"] {
            assert!(before.contains(text) && kept(&ground).contains(text), "{text}");
        }
        assert_eq!(device.row(visit.visit).unwrap()["companion"], json!("陈主任"));
    });
}

#[test]
fn headquarters_erases_a_customer_by_law_says_so_in_the_log_and_tells_every_device() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let chain = Chain::new();
        let (visit, other) =
            (signed(&ground, &mut device, &chain, "1001"), signed(&ground, &mut device, &chain, "1002"));
        let contact = ground.new_id();
        let fields = [
            ("customer_id", json!(visit.shop)),
            ("name", json!("某老板")),
            ("layer", json!("decision")),
            ("phone", json!("13800000000")),
            ("is_primary", json!(true)),
        ];
        let made = device.insert("contact", contact, &fields);
        let noted = device.put("customer", visit.shop, 1, &[("wishes", json!("爱喝茶"))]);
        device.send(&[made, noted]);
        // One that was set aside keeps what it said as well.
        let poison =
            device.put("contact", contact, 1, &[("is_primary", json!(7)), ("note", json!("生日 3 月"))]);
        device.push(&[poison]).unwrap();
        ground.person("office", Role::Hq);
        ground.person("boss", Role::Supervisor);
        let asked =
            Erasing {
                code: " 1001 ", by: "office", password: PASSWORD, reason: "客户书面要求", fields: &[]
            };
        let refused = |change: &dyn Fn(&mut Erasing)| {
            let mut asked = asked;
            change(&mut asked);
            ground.hq.erase_customer(&asked).map(|_| ()).unwrap_err()
        };
        assert!(matches!(refused(&|asked| asked.by = "boss"), HqError::Told(_)));
        assert!(matches!(refused(&|asked| asked.password = "wrong password"), HqError::App(_)));
        assert!(matches!(refused(&|asked| asked.reason = " "), HqError::Told(_)));
        assert!(matches!(refused(&|asked| asked.code = "9"), HqError::Told(_)));
        let promised = ["answers.rating".to_owned()];
        let mut wrong = asked;
        wrong.fields = &promised;
        assert!(matches!(ground.hq.erase_customer(&wrong).unwrap_err(), HqError::Told(_)));
        assert!(kept(&ground).contains("某老板"), "what was refused changed nothing");

        let before = device.state().scopes;
        let erased = ground.hq.erase_customer(&asked).unwrap();
        // Signature, name, opinion, and what repeats it.
        assert_eq!((erased.visits, erased.fields, erased.contacts), (1, 4, 1));
        let all = kept(&ground);
        for text in ["某老板", "13800000000", "爱喝茶", "生日 3 月"] {
            assert!(!all.contains(text), "{text}");
        }
        // What another customer said stays.
        assert_eq!(all.matches(SECRET).count(), 1);
        let row = device.row(other.evidence).unwrap();
        assert!(row["envelope"].as_str().unwrap().contains(SECRET));
        let row = device.row(visit.visit).unwrap();
        assert_eq!(row["answers"], json!({ "rating": "satisfied" }));
        assert_eq!(device.row(contact).unwrap()["name"], json!("—"));
        assert!(!device.row(contact).unwrap()["deleted_at"].is_null());
        assert!(device.row(visit.shop).unwrap().get("wishes").is_none_or(Value::is_null));
        assert_ne!(device.state().scopes, before, "the feed tells of it");
        assert_eq!(findings(&ground), Vec::<String>::new());
        assert!(all.contains("\"erased\"") && all.contains("客户书面要求"));
        // Once more finds nothing, and leaves no second file.
        assert_eq!(ground.hq.erase_customer(&asked).unwrap(), rounds_hq::admin::Erased::default());
        // A field that went without a file that says so is found.
        let envelope = device.row(other.evidence).unwrap()["envelope"].as_str().unwrap().to_owned();
        let less = String::from_utf8(erase(envelope.as_bytes(), &["signature"]).unwrap()).unwrap();
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        alter(&ground, other.evidence, &quoted(&envelope), &quoted(&less));
        let told = findings(&ground);
        assert!(told.len() == 1 && told[0].contains("客户签字（signature） 的内容已被抹去"), "{told:?}");
    });
}
