//! A device as HQ sees it: a plain HTTP client that keeps its own numbers.

use rounds_core::{
    AppError, ErrorCode, Id,
    evidence::DeviceKey,
    operation::{OP_SCHEMA, OperationKind},
    sync::{
        Enrol, Enrolled, FeedPage, HqState, LocalTerritory, Outcome, PushReply, Refresh, SCHEMA, Scope,
        ScopeHashReply, Session, SignIn, enrol_text,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use ureq::{Agent, http::Response};

use crate::ground::{Ground, PASSWORD};

pub struct Device {
    pub agent: Agent,
    pub url: String,
    pub token: String,
    pub refresh: String,
    pub install: Id,
    pub key: DeviceKey,
    pub user: String,
    pub person: Id,
    pub territory: Id,
    pub next: i64,
}

/// Each request has a connection of its own: headquarters ends one whose body it refuses to read.
pub fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).max_idle_connections(0).build().into()
}

/// The body of an answer, or the refusal in it.
pub fn read<T: DeserializeOwned>(mut response: Response<ureq::Body>) -> Result<T, AppError> {
    let fine = response.status().is_success();
    let text = response.body_mut().with_config().limit(64 << 20).read_to_string().unwrap();
    if fine {
        Ok(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
    } else {
        Err(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
    }
}

pub fn enrolment(
    ground: &Ground,
    user: &str,
    territory: &str,
    local: Option<LocalTerritory>,
) -> (DeviceKey, Enrol) {
    let code = ground.hq.enrol_code(user, territory).unwrap();
    let mut seed = [0; 32];
    rounds_core::Entropy::fill(ground.entropy.as_ref(), &mut seed);
    let key = DeviceKey::from_seed(&seed);
    let install_id = ground.new_id();
    let body = Enrol {
        user: user.to_owned(),
        password: PASSWORD.to_owned(),
        key_sig: key.sign(enrol_text(install_id, Some(&code)).as_bytes()),
        code: Some(code),
        follows: None,
        install_id,
        key_id: key.key_id(),
        device_name: "平板".to_owned(),
        schema: SCHEMA,
        local,
        wrapped_key: None,
    };
    (key, body)
}

impl Device {
    pub fn enrol(ground: &Ground, user: &str, territory: &str) -> Self {
        let (key, body) = enrolment(ground, user, territory, None);
        Self::of(ground, key, &body).0
    }

    pub fn of(ground: &Ground, key: DeviceKey, body: &Enrol) -> (Self, Enrolled) {
        let agent = agent();
        let response = agent.post(format!("{}/v1/enrol", ground.url)).send_json(body).unwrap();
        let enrolled: Enrolled = read(response).unwrap();
        let device = Self {
            agent,
            url: ground.url.clone(),
            token: enrolled.session.access_token.clone(),
            refresh: enrolled.session.refresh_token.clone(),
            install: body.install_id,
            key,
            user: body.user.clone(),
            person: enrolled.session.person_id,
            territory: enrolled.territory_id,
            next: 1,
        };
        (device, enrolled)
    }

    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, AppError> {
        let request = self.agent.get(format!("{}{path}", self.url));
        read(request.header("authorization", format!("Bearer {}", self.token)).call().unwrap())
    }

    pub fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, AppError> {
        let request = self.agent.post(format!("{}{path}", self.url));
        read(request.header("authorization", format!("Bearer {}", self.token)).send_json(body).unwrap())
    }

    pub fn state(&self) -> HqState {
        self.get("/v1/state").unwrap()
    }

    pub fn sign_in(&self) -> Result<Session, AppError> {
        let body =
            SignIn { user: self.user.clone(), password: PASSWORD.to_owned(), install_id: self.install };
        read(self.agent.post(format!("{}/v1/sign-in", self.url)).send_json(&body).unwrap())
    }

    pub fn refresh(&self, token: &str) -> Result<Session, AppError> {
        let body = Refresh { refresh_token: token.to_owned() };
        read(self.agent.post(format!("{}/v1/refresh", self.url)).send_json(&body).unwrap())
    }

    /// The next operation of this device.
    pub fn operation(
        &mut self,
        tx: Id,
        kind: OperationKind,
        noun: &str,
        id: Id,
        base: i64,
        fields: &[(&str, Value)],
    ) -> Value {
        let op_seq = self.next;
        self.next += 1;
        let fields: serde_json::Map<String, Value> = fields
            .iter()
            .map(|(name, new)| ((*name).to_owned(), json!({ "old": null, "new": new })))
            .collect();
        json!({
            "install_id": self.install, "op_seq": op_seq, "tx_id": tx, "op_schema": OP_SCHEMA,
            "actor": self.person, "noun": noun, "id": id, "kind": kind, "base_version": base,
            "fields": fields, "at": 1_000 + op_seq,
        })
    }

    /// A new row in a transaction of its own.
    pub fn insert(&mut self, noun: &str, id: Id, fields: &[(&str, Value)]) -> Value {
        let mut all = vec![("territory_id", json!(self.territory))];
        all.extend(fields.iter().cloned());
        self.operation(Id::from_u128(self.next as u128), OperationKind::Put, noun, id, 0, &all)
    }

    pub fn put(&mut self, noun: &str, id: Id, base: i64, fields: &[(&str, Value)]) -> Value {
        self.operation(Id::from_u128(self.next as u128), OperationKind::Put, noun, id, base, fields)
    }

    pub fn push(&self, operations: &[Value]) -> Result<PushReply, AppError> {
        self.post(
            "/v1/push",
            &json!({ "install_id": self.install, "schema": SCHEMA, "operations": operations }),
        )
    }

    /// Pushes what has to be taken.
    pub fn send(&self, operations: &[Value]) -> PushReply {
        let reply = self.push(operations).unwrap();
        for verdict in &reply.verdicts {
            assert_eq!(verdict.outcome, Outcome::Applied, "{verdict:?}");
        }
        reply
    }

    /// A shop and its id.
    pub fn customer(&mut self, ground: &Ground, code: &str) -> (Id, Value) {
        let id = ground.new_id();
        (id, self.insert("customer", id, &customer(code)))
    }

    pub fn home(&self) -> Scope {
        Scope::Territory(self.territory)
    }

    pub fn page(&self, scope: Scope, query: &str) -> Result<FeedPage, AppError> {
        self.get(&format!("/v1/feed/{scope}?{query}"))
    }

    /// A whole feed from 0.
    pub fn baseline(&self, scope: Scope) -> Vec<rounds_core::sync::Entry> {
        let (mut all, mut after) = (Vec::new(), 0);
        let epoch = self.state().epoch;
        loop {
            let page =
                self.page(scope, &format!("after={after}&epoch={epoch}&limit=7&baseline=true")).unwrap();
            all.extend(page.entries);
            after = page.next;
            if !page.more {
                return all;
            }
        }
    }

    /// The row as the feed of the device's territory has it.
    pub fn row(&self, id: Id) -> Option<serde_json::Map<String, Value>> {
        self.baseline(self.home()).into_iter().find(|entry| entry.id == id).and_then(|entry| entry.row)
    }

    pub fn hash(&self) -> ScopeHashReply {
        self.get(&format!("/v1/hash/{}", self.home())).unwrap()
    }
}

pub fn customer(code: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("code", json!(code)),
        ("name", json!(format!("店 {code}"))),
        ("standard_store", json!(false)),
        ("status", json!("open")),
        ("address", json!("中和路 1 号")),
        ("opening_hours", json!([])),
        ("visit_weekdays", json!([])),
    ]
}

pub fn code_of<T>(answer: Result<T, AppError>) -> ErrorCode {
    answer.map(|_| ()).expect_err("a refusal").code
}
