//! What a device holds and shows, looked at from outside.

use std::collections::BTreeMap;

use rounds_core::{Id, attachment::Attachment, customer::Customer};
use rounds_store::{all, get};

use super::Device;

impl Device {
    /// What the user wrote and headquarters has not judged is what the screen shows, with the customer that it is about.
    pub fn shows_what_waits(&self, now: i64) {
        let store = self.store(now);
        let mut last = BTreeMap::new();
        for operation in store.waiting().unwrap().operations {
            if let Some(customer) =
                operation.fields.get("customer_id").and_then(|change| change["new"].as_str())
            {
                let sql = rounds_tests::database(&self.folder);
                let found =
                    sql.query_row("SELECT count(*) FROM customer WHERE id = ?", [customer], |row| row.get(0));
                let noun = &operation.noun;
                assert_eq!(found, Ok(1), "{} dropped a customer while its {noun} waits", self.name);
            }
            for (name, change) in operation.fields.into_iter().filter(|_| operation.noun == "customer") {
                last.insert((operation.id, name), change["new"].clone());
            }
        }
        for ((id, name), value) in last {
            let Ok(customer) = store.read(|sql| get::<Customer>(sql, id)) else { continue };
            let shown = serde_json::to_value(customer).unwrap();
            assert_eq!(shown[&name], value, "{} hides what its user wrote into {name}", self.name);
        }
    }

    /// Rows of which headquarters' own version is still kept beside the shown one.
    pub fn kept_beside(&self) -> u32 {
        let sql = rounds_tests::database(&self.folder);
        sql.query_row("SELECT count(*) FROM base", [], |row| row.get(0)).unwrap()
    }

    /// Whether an operation on a row waits that was written after operation `answered`.
    pub fn waits(&self, noun: &str, id: Id, answered: i64) -> bool {
        let sql = rounds_tests::database(&self.folder);
        let waiting =
            "SELECT count(*) FROM outbox WHERE noun = ? AND id = ? AND op_seq > ? AND state = 'pending'";
        let id = id.to_string();
        sql.query_row(waiting, (noun, id, answered), |row| row.get::<_, u32>(0)).unwrap() > 0
    }

    /// Everything that it holds of customers, as text, the log of its own operations included.
    pub fn holdings(&self) -> String {
        let sql = rounds_tests::database(&self.folder);
        let text = |query: &str| sql.query_row(query, [], |row| row.get::<_, String>(0)).unwrap();
        let mut all = String::new();
        for table in
            ["customer", "contact", "visit_record", "conflict", "evidence", "evidence_copy", "base", "outbox"]
        {
            let columns = text(&format!(
                "SELECT group_concat('quote(CAST(\"' || name || '\" AS TEXT))', ' || ') FROM pragma_table_info('{table}')"
            ));
            all += &text(&format!("SELECT coalesce(group_concat({columns}), '') FROM \"{table}\""));
        }
        all
    }

    /// Whether the row of an operation was written again after it.
    pub fn wrote_again(&self, op_seq: i64) -> bool {
        let sql = rounds_tests::database(&self.folder);
        let later = "SELECT count(*) FROM outbox AS one JOIN outbox AS later USING (noun, id)
            WHERE one.op_seq = ? AND later.op_seq > one.op_seq AND later.state = 'pending'
            AND later.op_seq > (SELECT coalesce(max(up_to), 0) FROM answered)";
        sql.query_row(later, [op_seq], |row| row.get::<_, u32>(0)).unwrap() > 0
    }

    /// Pictures that a row of headquarters names, and whether they lie here.
    pub fn pictures(&self, now: i64) -> Vec<(String, bool)> {
        let rows = self.store(now).read(all::<Attachment>).unwrap();
        let here = |name: &str| self.folder.join("attachments").join(name).exists();
        rows.into_iter()
            .filter(|row| row.meta.version > 0)
            .flat_map(|row| row.small_sha256.into_iter().chain([row.sha256]))
            .map(|name| (name.clone(), here(&name)))
            .collect()
    }

    /// Words that only this folder holds.
    pub fn unsent_words(&self, now: i64) -> String {
        let operations = self.store(now).waiting().unwrap().operations;
        operations.iter().map(|operation| serde_json::to_string(&operation.fields).unwrap()).collect()
    }
}
