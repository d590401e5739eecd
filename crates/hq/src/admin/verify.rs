//! Whether every territory's chain of countersignatures is whole, and every file that it names is what it says.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    Id,
    canonical::sha256_hex,
    evidence::{self, Facts, Finding, FindingKind, is_signed_by, verify},
    form::Words as Label,
    setting::Language,
    sync::{Countersign, DeviceSays, Scope, countersign_text},
    words::{Words, plain},
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    Hq, HqError,
    base::{Row, Tx},
    cells,
    erase::forms,
    record::{slot_of, territory_of},
    words,
};

/// What was found in a territory.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChainVerdict {
    pub code: String,
    /// The last link up to which everything holds.
    pub certified_to: i64,
    /// Empty = intact.
    pub findings: Vec<ChainFinding>,
    /// Devices of the territory that have signed, and are in use.
    pub devices: Vec<SignedTo>,
}

/// How far a device has signed, and how far of that headquarters has received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedTo {
    pub install_id: Id,
    pub device: String,
    pub person: String,
    pub person_name: String,
    /// The number of its last evidence file that lies here.
    pub received: i64,
    /// As the device itself said last; none = its program does not say.
    pub signed: Option<i64>,
    /// The last number of which the device has headquarters' receipt. Above `received`: the end was cut off here.
    pub confirmed: Option<i64>,
}

impl SignedTo {
    /// Files that the device has signed and that never came.
    pub fn to_come(&self) -> i64 {
        self.signed.map_or(0, |signed| signed - self.received).max(0)
    }

    fn of(row: &Row, received: &BTreeMap<String, i64>) -> Self {
        let says: Option<DeviceSays> = row[5].maybe_text().and_then(|said| serde_json::from_str(said).ok());
        Self {
            install_id: row[0].id(),
            device: row[1].text().to_owned(),
            person: row[3].text().to_owned(),
            person_name: row[4].text().to_owned(),
            received: received.get(row[2].text()).copied().unwrap_or_default(),
            signed: says.as_ref().map(|says| says.signed),
            confirmed: says.as_ref().map(|says| says.confirmed),
        }
    }
}

/// One alteration: of a link, or of the evidence that it names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChainFinding {
    /// The link's place in the territory's chain.
    pub link: Option<i64>,
    pub of: Option<Whose>,
    /// A sentence of the group `found`, or what verification says of a file, such as `field_altered`.
    pub kind: String,
    /// What its field is called.
    pub label: Option<Label>,
    /// The field's path and whatever else the sentence names.
    pub detail: Map<String, Value>,
}

/// Whose signature an evidence file holds, as far as headquarters knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Whose {
    pub evidence_id: Id,
    pub customer_code: Option<String>,
    pub customer_name: Option<String>,
    /// The day of the visit.
    pub date: Option<String>,
}

/// Evidence that a link names.
struct Named {
    id: Id,
    /// Where it lies by now.
    scope: Scope,
    seq: i64,
    facts: Option<Facts>,
}

impl ChainFinding {
    fn of_link(link: i64, kind: &str) -> Self {
        let detail = Map::from_iter([("link".to_owned(), link.into())]);
        Self { link: Some(link), of: None, kind: kind.to_owned(), label: None, detail }
    }

    /// A device holds headquarters' receipts for files that are not here.
    fn of_cut(device: &SignedTo) -> Self {
        let detail = Map::from_iter([
            ("device".to_owned(), device.device.clone().into()),
            ("person".to_owned(), device.person.clone().into()),
            ("name".to_owned(), device.person_name.clone().into()),
            ("confirmed".to_owned(), device.confirmed.unwrap_or_default().into()),
            ("received".to_owned(), device.received.into()),
        ]);
        Self { link: None, of: None, kind: "receipts_cut".to_owned(), label: None, detail }
    }

    fn of_file(link: i64, evidence: Id, kind: &str, detail: Map<String, Value>) -> Self {
        let of = Some(Whose { evidence_id: evidence, ..Whose::default() });
        Self { link: Some(link), of, kind: kind.to_owned(), label: None, detail }
    }

    fn of_finding(link: i64, evidence: Id, finding: &Finding) -> Self {
        Self::of_file(link, evidence, &finding.kind.name(), finding.detail())
    }

    /// What was found, and in whose file.
    pub fn sentence(&self, language: Language) -> String {
        let said = if words::words(language).template("found", &self.kind).is_some() {
            words::fill("found", &self.kind, self.detail.clone(), language)
        } else {
            let label = self.label.as_ref().map(|label| match language {
                Language::Zh => label.zh.as_str(),
                Language::En => label.en.as_str(),
            });
            Words::of(language).verify(&self.kind, &self.detail, label)
        };
        plain(&match &self.of {
            Some(whose) => words::fill("found", "of", whose.said_of(said, language), language),
            None => said,
        })
    }
}

impl Whose {
    /// The file by its customer and day, else by its id; and what is said of it.
    fn said_of(&self, said: String, language: Language) -> Map<String, Value> {
        let value = |text: &Option<String>| Value::from(text.clone().unwrap_or_else(|| "—".to_owned()));
        let values = Map::from_iter([
            ("id".to_owned(), self.evidence_id.to_string().into()),
            ("name".to_owned(), value(&self.customer_name)),
            ("code".to_owned(), value(&self.customer_code)),
            ("date".to_owned(), value(&self.date)),
        ]);
        let known = self.customer_name.is_some();
        let file = words::fill("found", if known { "visit" } else { "evidence" }, values, language);
        Map::from_iter([("file".to_owned(), file.into()), ("said".to_owned(), said.into())])
    }
}

impl Hq {
    /// Verifies every chain, by the code of its territory.
    pub fn verify(&self) -> Result<Vec<ChainVerdict>, HqError> {
        self.base.read(|tx| {
            let territories = tx.rows("SELECT code, territory_id FROM territory_code ORDER BY code", &[])?;
            // A customer that was reassigned takes a device's files into another territory's chain.
            let mut received = BTreeMap::new();
            let mut verdicts = Vec::with_capacity(territories.len());
            for row in &territories {
                let scope = Scope::Territory(row[1].id());
                verdicts.push(self.verify_chain(tx, row[0].text(), scope, &mut received)?);
            }
            for (row, verdict) in territories.iter().zip(&mut verdicts) {
                let devices = tx.rows(
                    "SELECT i.install_id, i.name, i.key_id, a.code, a.name, d.said FROM install i
                     JOIN account a ON a.person_id = i.person_id
                     LEFT JOIN device_says d ON d.install_id = i.install_id
                     WHERE i.territory_id = $1 AND i.removed_at IS NULL ORDER BY a.code, i.enrolled_at",
                    cells![row[1].id()],
                )?;
                let devices = devices.iter().map(|row| SignedTo::of(row, &received));
                verdict.devices =
                    devices.filter(|one| one.received + one.signed.unwrap_or_default() > 0).collect();
                let cut = verdict.devices.iter().filter(|one| one.confirmed > Some(one.received));
                verdict.findings.extend(cut.map(ChainFinding::of_cut));
            }
            Ok(verdicts)
        })
    }

    fn verify_chain(
        &self,
        tx: &mut dyn Tx,
        code: &str,
        scope: Scope,
        received: &mut BTreeMap<String, i64>,
    ) -> Result<ChainVerdict, HqError> {
        let mut links: BTreeMap<i64, Countersign> = BTreeMap::new();
        let mut findings = Vec::new();
        for row in tx.rows(
            "SELECT id, body, customer_id, moved_to FROM record WHERE scope = $1 AND noun = 'countersign'",
            cells![scope],
        )? {
            let Some(held) = slot_of(&row, 1, 2, 3)?.held else { continue };
            let whole = Value::Object(held.whole(row[0].id(), territory_of(scope)));
            match serde_json::from_value::<Countersign>(whole) {
                Ok(link) => {
                    if let Some(other) = links.insert(link.seq, link) {
                        findings.push(ChainFinding::of_link(other.seq, "link_twice"));
                    }
                }
                Err(_) => findings.push(ChainFinding {
                    link: None,
                    of: None,
                    kind: "link_unreadable".to_owned(),
                    label: None,
                    detail: Map::from_iter([("id".to_owned(), row[0].text().into())]),
                }),
            }
        }
        let (mut certified_to, mut last, mut prev) = (0, 0, None);
        let mut named = Vec::with_capacity(links.len());
        for (seq, link) in &links {
            let before = findings.len();
            let mut find = |kind: &str| findings.push(ChainFinding::of_link(*seq, kind));
            if *seq != last + 1 || link.prev != prev {
                find("link_not_next");
            }
            let text = countersign_text(link)?;
            if sha256_hex(text.as_bytes()) != link.hash {
                find("link_altered");
            }
            let ours = link.hq_key_id == self.keys.signing.key_id();
            if !ours || !is_signed_by(&link.hq_key_id, text.as_bytes(), &link.sig) {
                find("link_foreign");
            }
            named.push(look_at(tx, link, &mut findings)?);
            let last_of = received.entry(link.key_id.clone()).or_default();
            *last_of = link.device_seq.max(*last_of);
            if findings.len() == before && *seq == certified_to + 1 {
                certified_to = *seq;
            }
            (last, prev) = (*seq, Some(link.hash.clone()));
        }
        let head = tx.row("SELECT chain_seq, chain_hash FROM counter WHERE scope = $1", cells![scope])?;
        if let Some(head) = head
            && (head[0].int() != last || head[1].maybe_text() != prev.as_deref())
        {
            findings.push(ChainFinding::of_link(head[0].int(), "chain_end"));
        }
        findings.extend(erased_without_law(&named));
        if !findings.is_empty() {
            let forms = forms(tx)?;
            for finding in &mut findings {
                let path = finding.detail.get("field").and_then(Value::as_str);
                finding.label = path.and_then(|path| evidence::named(path, &forms));
            }
            name(tx, &mut findings, &named)?;
        }
        Ok(ChainVerdict { code: code.to_owned(), certified_to, findings, devices: Vec::new() })
    }
}

/// Looks at the file that a link names, wherever it lies by now.
fn look_at(tx: &mut dyn Tx, link: &Countersign, findings: &mut Vec<ChainFinding>) -> Result<Named, HqError> {
    let mut named = Named {
        id: link.evidence_id,
        scope: Scope::Territory(link.meta.territory_id),
        seq: link.seq,
        facts: None,
    };
    let missing = || ChainFinding::of_file(link.seq, link.evidence_id, "evidence_missing", Map::new());
    for _ in 0..8 {
        let row = tx.row(
            "SELECT body, customer_id, moved_to FROM record WHERE scope = $1 AND noun = 'evidence' AND id = $2",
            cells![named.scope, link.evidence_id],
        )?;
        let slot = row.map(|row| slot_of(&row, 0, 1, 2)).transpose()?.unwrap_or_default();
        if let Some(next) = slot.moved_to {
            named.scope = next;
            continue;
        }
        let Some(held) = slot.held else { break };
        let verdict = verify(held.field("envelope").as_str().unwrap_or_default().as_bytes());
        let of_file = |finding: &Finding| ChainFinding::of_finding(link.seq, link.evidence_id, finding);
        findings.extend(verdict.findings.iter().map(of_file));
        let same = verdict.facts.as_ref().is_none_or(|facts| {
            facts.hash == link.evidence_hash
                && facts.key_id == link.key_id
                && facts.device_seq == link.device_seq
        });
        if verdict.findings.is_empty() && !same {
            findings.push(ChainFinding::of_file(link.seq, link.evidence_id, "evidence_other", Map::new()));
        }
        named.facts = verdict.facts;
        return Ok(named);
    }
    findings.push(missing());
    Ok(named)
}

/// Fields that were erased, and of which no file of the chain says by whom and why.
fn erased_without_law(named: &[Named]) -> Vec<ChainFinding> {
    let mut by_law: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
    for facts in named.iter().filter_map(|named| named.facts.as_ref()) {
        if let Some((of, erasure)) = evidence::erasures(facts) {
            by_law.entry(of).or_default().extend(erasure.paths);
        }
    }
    let mut findings = Vec::new();
    for one in named {
        let erased = one.facts.iter().flat_map(|facts| &facts.erased);
        let lawful = |path: &&String| by_law.get(&one.id).is_some_and(|paths| paths.contains(*path));
        for path in erased.filter(|path| !lawful(path)) {
            let finding = Finding::new(FindingKind::FieldErased).on(path);
            findings.push(ChainFinding::of_finding(one.seq, one.id, &finding));
        }
    }
    findings
}

/// Says of files whose they are: by the visit's row, else by what the file itself says and was signed.
fn name(tx: &mut dyn Tx, findings: &mut [ChainFinding], named: &[Named]) -> Result<(), HqError> {
    let doubtful: BTreeSet<Id> =
        findings.iter().filter_map(|finding| Some(finding.of.as_ref()?.evidence_id)).collect();
    let doubtful = named.iter().filter(|one| doubtful.contains(&one.id));
    let mut whose: BTreeMap<Id, Whose> = BTreeMap::new();
    let mut scopes = BTreeSet::new();
    for one in doubtful {
        scopes.insert(one.scope);
        let said = |path: &str| {
            let value = one.facts.as_ref()?.record.get(path)?.as_str()?;
            Some(value.to_owned())
        };
        let by_file = Whose {
            evidence_id: one.id,
            customer_code: said("visit.customer_code"),
            customer_name: said("visit.customer_name"),
            date: said("visit.date"),
        };
        whose.insert(one.id, by_file);
    }
    for scope in scopes {
        for row in tx.rows(
            "SELECT body, customer_id, moved_to FROM record WHERE scope = $1 AND noun = 'visit_record'",
            cells![scope],
        )? {
            let slot = slot_of(&row, 0, 1, 2)?;
            let Some(held) = slot.held else { continue };
            let signed = ["evidence_id", "paper_id"]
                .into_iter()
                .filter_map(|field| held.field(field).as_str()?.parse::<Id>().ok())
                .find(|id| whose.contains_key(id));
            let (Some(signed), Some(customer)) = (signed, slot.customer_id) else { continue };
            let row = tx.row(
                "SELECT body, customer_id, moved_to FROM record WHERE scope = $1 AND noun = 'customer' AND id = $2",
                cells![scope, customer],
            )?;
            let customer = row.map(|row| slot_of(&row, 0, 1, 2)).transpose()?.and_then(|slot| slot.held);
            let Some(customer) = customer else { continue };
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let by_row = Whose {
                evidence_id: signed,
                customer_code: text(customer.field("code")),
                customer_name: text(customer.field("name")),
                date: text(held.field("date")),
            };
            whose.insert(signed, by_row);
        }
    }
    for of in findings.iter_mut().filter_map(|finding| finding.of.as_mut()) {
        if let Some(known) = whose.get(&of.evidence_id) {
            *of = known.clone();
        }
    }
    Ok(())
}
