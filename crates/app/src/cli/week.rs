//! `rounds plan`: the week in words and as JSON.

use std::fmt::Display;

use rounds_core::{IsoWeek, calendar::Calendar, setting::Language};
use serde_json::json;

use super::Report;
use crate::{
    wire::{PlanBoard, PlanOutlook},
    words::Words,
};

/// What makes one look twice at the week that was asked for.
pub(super) fn unusual_week(week: IsoWeek, present: IsoWeek) -> Vec<String> {
    let (words, name) = (Words::of(Language::Zh), week.to_string());
    let mut warnings = Vec::new();
    if week.monday() < present.monday() {
        warnings.push(words.say("warnings", "week_past", &[("week", &name)]));
    }
    let years: Vec<String> = Calendar::unpublished_years(week).iter().map(i32::to_string).collect();
    if !years.is_empty() {
        warnings.push(words.say("warnings", "holidays_unpublished", &[("years", &years.join("、"))]));
    }
    warnings
}

/// Later weeks' drafts that the plan leaves behind, a sentence each.
pub(super) fn left_behind(board: &PlanBoard) -> impl Iterator<Item = String> {
    board.later_drafts.iter().map(|draft| {
        let values: [(&str, &dyn Display); 3] =
            [("week", &board.week), ("later", &draft.week), ("count", &draft.customers)];
        Words::zh().say("warnings", "draft_behind", &values)
    })
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Day by day with the reasons of every visit, then those left out with theirs and what would help, then the weeks that
/// follow.
pub(super) fn report(board: &PlanBoard, outlook: &PlanOutlook, words: &Words) -> Report {
    let mut text = format!(
        "{} · 规则需 {} 次/周，本周能力 {} 次\n",
        board.week, board.demand_per_week, board.capacity_per_week
    );
    if board.without_rule > 0 {
        let count = board.without_rule.to_string();
        text.push_str(&words.say("warnings", "without_rule", &[("count", &count)]));
        text.push('\n');
    }
    let mut days = Vec::new();
    for day in &board.days {
        let mut visits = Vec::new();
        if !day.visits.is_empty() {
            text.push_str(&format!(
                "\n{} {} · {} 户 · {} · 在途 {} 分 · 在店 {} 分\n",
                day.date,
                words.weekday(day.date),
                day.visits.len(),
                words.distance(day.travel_m),
                day.travel_min,
                day.visit_min
            ));
        }
        let uneven = day.uneven.as_ref().map(|uneven| words.uneven(uneven));
        if let Some(uneven) = &uneven {
            text.push_str(&format!("    {uneven}\n"));
        }
        for visit in &day.visits {
            let reasons: Vec<String> = visit.reasons.iter().map(|reason| words.reason(reason)).collect();
            text.push_str(&format!(
                "{:>3} {} {} {} — {}\n",
                visit.order,
                clock(visit.arrive_min),
                visit.customer.code,
                visit.customer.name,
                reasons.join("；")
            ));
            visits.push(json!({
                "customer": visit.customer.code, "name": visit.customer.name, "order": visit.order,
                "arrive": clock(visit.arrive_min), "depart": clock(visit.depart_min), "locked": visit.locked,
                "reasons": reasons,
            }));
        }
        days.push(json!({
            "date": day.date, "travel_m": day.travel_m, "travel_min": day.travel_min,
            "visit_min": day.visit_min, "working_min": day.working_min, "uneven": uneven, "visits": visits,
        }));
    }
    let mut unplanned = Vec::new();
    if !board.unplanned.is_empty() {
        text.push_str(&format!("\n未安排 {} 户\n", board.unplanned.len()));
    }
    for left in &board.unplanned {
        let reason = words.unplanned(&left.reason);
        let remedy = left.remedy.as_ref().map(|remedy| words.remedy(remedy));
        let shown = remedy.as_ref().map(|remedy| format!(" → {remedy}")).unwrap_or_default();
        text.push_str(&format!("    {} {} — {reason}{shown}\n", left.customer.code, left.customer.name));
        unplanned.push(json!({ "customer": left.customer.code, "reason": reason, "remedy": remedy }));
    }
    let mut weeks = Vec::new();
    for (n, week) in outlook.weeks.iter().enumerate() {
        if n == 1 {
            text.push_str("\n展望（可能变动）\n");
        }
        if n > 0 {
            let way = words.distance(week.travel_m);
            text.push_str(&format!("{} · {} 户 · {way}\n", week.week, week.visits));
        }
        weeks.push(json!({
            "week": week.week, "visits": week.visits, "travel_m": week.travel_m, "travel_min": week.travel_min,
            "visit_min": week.visit_min, "left_out": week.left_out,
        }));
    }
    let likely: Vec<_> =
        outlook.stops.iter().map(|stop| json!({ "customer": stop.code, "date": stop.date })).collect();
    Report::new(
        text,
        json!({
            "week": board.week, "days": days, "unplanned": unplanned,
            "later_drafts": board.later_drafts,
            "outlook": { "weeks": weeks, "visits": likely },
        }),
    )
}
