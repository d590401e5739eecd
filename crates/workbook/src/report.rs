//! What an import did, or would do, as a command line tells it.

use rounds_core::words::{Words, word};
use serde_json::{Value, json};

use super::wire::{ImportOutcome, Mapping, Rejection};

#[derive(Clone, Debug, PartialEq)]
pub struct ImportReport {
    pub text: String,
    pub json: Value,
    /// No row was good: the command has not done what it was asked for.
    pub failed: bool,
}

impl ImportReport {
    /// `mapping` is what the file's headings were said to mean.
    pub fn of(outcome: &ImportOutcome, mapping: &Mapping, words: &Words) -> Self {
        let rejected: Vec<Value> = outcome
            .rejected
            .iter()
            .map(|rejection| {
                json!({
                    "row": rejection.row, "column": rejection.column, "value": rejection.value,
                    "reason": reason(rejection, words),
                })
            })
            .collect();
        let mut text = format!(
            "新增 {} · 变更 {} · 相同 {} · 拒绝 {}\n",
            outcome.new, outcome.changed, outcome.same, outcome.rejected_rows
        );
        let doubts = outcome.doubts;
        if doubts.total() > 0 {
            let reasons = [
                ("missing", doubts.missing),
                ("zero", doubts.zero),
                ("far", doubts.far),
                ("shared", doubts.shared),
            ];
            let reasons = reasons.iter().filter(|(_, count)| *count > 0);
            let reasons: Vec<_> =
                reasons.map(|(name, count)| words.say("doubts", name, &[("count", count)])).collect();
            let (total, reasons) = (doubts.total(), reasons.join("、"));
            text.push_str(&words.say("doubts", "told", &[("count", &total), ("reasons", &reasons)]));
            text.push('\n');
        }
        let unused = mapping.unused(&outcome.columns);
        if !unused.is_empty() {
            text.push_str(&words.say("import", "unused_headings", &[("headings", &unused.join("、"))]));
            text.push('\n');
        }
        for rejection in &outcome.rejected {
            text.push_str(&format!(
                "第 {} 行“{}”（{}）：{}\n",
                rejection.row,
                rejection.column,
                rejection.value,
                reason(rejection, words)
            ));
        }
        let json = json!({
            "new": outcome.new, "changed": outcome.changed, "same": outcome.same, "rejected": rejected,
            "doubtful": outcome.doubts, "unused_headings": unused,
        });
        let failed = outcome.rejected_rows > 0 && outcome.new + outcome.changed + outcome.same == 0;
        Self { text, json, failed }
    }
}

/// Why a row of a workbook stays out, without its row and column.
fn reason(rejection: &Rejection, words: &Words) -> String {
    let mut values = rejection.detail.clone();
    values.insert("field".to_owned(), rejection.column.clone().into());
    values.insert("value".to_owned(), rejection.value.clone().into());
    words.fill("errors", &word(rejection.code), &values)
}
