use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    Id, IsoWeek,
    calendar::Calendar,
    customer::{Customer, CustomerClass, CustomerStatus},
    form::{Form, VISIT_RECORD, check_answers},
    frequency::{
        Dues, FrequencyRule, Preset, RuleBook, SetMembers, Standing, VisitHistory, may_visit_on, rule_load,
    },
    plan::PlannedVisitState,
    setting::WorkingTime,
    visit::{Signature, check_strokes, is_a_signature},
};

use super::{Demo, Maker};

const NOW: i64 = 1_795_305_600_000;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn territory(as_of: NaiveDate, now: i64) -> Demo {
    super::territory(as_of, now, &Form::parse(VISIT_RECORD).unwrap().definition().unwrap())
}

fn demo() -> Demo {
    territory(date("2026-11-22"), NOW)
}

fn count(customers: &[Customer], fits: impl Fn(&Customer) -> bool) -> usize {
    customers.iter().filter(|customer| fits(customer)).count()
}

fn calendar(demo: &Demo) -> Calendar {
    Calendar::new(&demo.calendar, &WorkingTime::default())
}

fn histories(demo: &Demo) -> BTreeMap<Id, VisitHistory> {
    let mut histories: BTreeMap<Id, VisitHistory> = BTreeMap::new();
    for visit in demo.plans.iter().flat_map(|(_, visits)| visits) {
        let known = histories.entry(visit.customer_id).or_default();
        if visit.state == PlannedVisitState::Missed { &mut known.missed } else { &mut known.kept }
            .push(visit.date);
    }
    histories
}

#[test]
fn there_are_260_customers_of_the_classes_that_were_promised() {
    use CustomerClass::{A, B, C, D};
    let customers = demo().customers;
    let of = |class| count(&customers, |customer| customer.class == Some(class));
    assert_eq!([A, B, C, D].map(of), [39, 91, 78, 52]);
    assert_eq!(count(&customers, |c| c.status == CustomerStatus::Suspended), 4);
    assert_eq!(count(&customers, |c| c.status == CustomerStatus::Closed), 2);
    assert_eq!(count(&customers, |c| c.position.is_none()), 3);
    assert_eq!(count(&customers, |c| c.frequency.is_some()), 3);
    assert_eq!(count(&customers, |c| c.market_days.is_some()), 7);
    assert_eq!(count(&customers, |c| c.office.is_some()), 4);
    assert_eq!(count(&customers, |c| c.owner_id.is_some()), 10);
}

#[test]
fn the_same_day_gives_the_same_territory() {
    let json = |demo: Demo| {
        serde_json::to_string(&(demo.customers, demo.contacts, demo.sets, demo.sales, demo.plans)).unwrap()
    };
    assert_eq!(json(demo()), json(demo()));
    let later = territory(date("2026-11-22"), NOW + 5);
    assert_eq!(later.customers[7].meta.id, demo().customers[7].meta.id);
}

#[test]
fn every_file_is_valid_on_any_day() {
    for day in ["2024-02-29", "2026-10-03", "2026-11-18", "2026-11-22", "2027-01-01", "2031-06-30"] {
        let demo = territory(date(day), NOW);
        for customer in &demo.customers {
            assert_eq!(customer.validate(), [], "{day} {}", customer.name);
        }
        assert_eq!(demo.plans.len(), 12, "{day}");
    }
}

#[test]
fn codes_names_and_ids_are_unique() {
    let demo = demo();
    let codes: BTreeSet<_> = demo.customers.iter().map(|c| &c.code).collect();
    let names: BTreeSet<_> = demo.customers.iter().map(|c| &c.name).collect();
    assert_eq!((codes.len(), names.len()), (260, 260));
    assert!(codes.iter().all(|code| code.len() == 12));
    let mut ids: Vec<Id> = demo.customers.iter().map(|c| c.meta.id).collect();
    ids.extend(demo.contacts.iter().map(|contact| contact.meta.id));
    ids.extend(demo.sales.iter().map(|fact| fact.meta.id));
    ids.extend(demo.plans.iter().flat_map(|(_, visits)| visits).map(|visit| visit.meta.id));
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn telephones_are_plainly_invented_and_each_is_used_once() {
    let demo = demo();
    let shops = demo.customers.iter().filter_map(|customer| customer.phone.as_ref());
    let people = demo.contacts.iter().filter_map(|contact| contact.phone.as_ref());
    let phones: Vec<&String> = shops.chain(people).chain(&demo.person.phone).collect();
    assert!(phones.iter().all(|phone| phone.len() == 11 && &phone[3..7] == "0000"));
    assert_eq!(phones.iter().collect::<BTreeSet<_>>().len(), phones.len());
}

#[test]
fn nothing_lies_in_a_real_place() {
    const PROVINCES: [&str; 34] = [
        "北京",
        "天津",
        "河北",
        "山西",
        "内蒙古",
        "辽宁",
        "吉林",
        "黑龙江",
        "上海",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
        "河南",
        "湖北",
        "湖南",
        "广东",
        "广西",
        "海南",
        "重庆",
        "四川",
        "贵州",
        "云南",
        "西藏",
        "陕西",
        "甘肃",
        "青海",
        "宁夏",
        "新疆",
        "台湾",
        "香港",
        "澳门",
    ];
    let demo = demo();
    for customer in &demo.customers {
        assert!(customer.address.starts_with("澜汀县"), "{}", customer.address);
        let said = format!("{}{}", customer.name, customer.address);
        assert!(!PROVINCES.iter().any(|province| said.contains(province)), "{said}");
    }
    assert!(demo.territory.is_demo);
}

#[test]
fn no_position_is_doubtful() {
    let demo = demo();
    let start = demo.territory.start.unwrap();
    let far: Vec<f64> = demo.customers.iter().filter_map(|c| Some(start.distance_m(&c.position?))).collect();
    assert!(far.iter().all(|metres| *metres < 35_000.0));
    assert!(far.iter().filter(|metres| **metres > 6_000.0).count() > 120);
}

#[test]
fn rare_characters_and_long_texts_occur() {
    let demo = demo();
    let all: String = demo
        .customers
        .iter()
        .map(|c| c.name.as_str())
        .chain(demo.contacts.iter().map(|contact| contact.name.as_str()))
        .collect();
    for ch in "喆㛃𬭎𫍯䶮𠮷".chars() {
        assert!(all.contains(ch), "{ch}");
    }
    assert_eq!(count(&demo.customers, |c| c.name.chars().count() > 30), 3);
    assert_eq!(count(&demo.customers, |c| c.address.chars().count() > 40), 3);
}

#[test]
fn group_customer_rules_ask_for_169_visits_where_a_week_holds_54() {
    let demo = demo();
    let maker = Maker::new(date("2026-11-22"), NOW);
    let needed = |preset: Preset| {
        let rules: Vec<FrequencyRule> =
            preset.rules().into_iter().map(|rule| rule.into_rule(maker.meta())).collect();
        let load = rule_load(&demo.customers, &RuleBook::new(&rules, &SetMembers::new()), &calendar(&demo));
        (load.needed_per_week, load.capacity_per_week)
    };
    assert_eq!(needed(Preset::GroupCustomers), (169, 54));
    assert!((54..=60).contains(&needed(Preset::TobaccoGraded).0));
}

#[test]
fn every_customer_has_one_primary_contact_and_owners_are_contacts() {
    let demo = demo();
    for customer in &demo.customers {
        let own = demo.contacts.iter().filter(|contact| contact.customer_id == customer.meta.id);
        assert_eq!(own.filter(|contact| contact.is_primary).count(), 1);
        let owner = customer.owner_id;
        assert!(owner.is_none_or(|id| demo.contacts.iter().any(|contact| contact.meta.id == id)));
    }
}

#[test]
fn deliveries_lie_in_the_nine_weeks_before_and_none_on_a_holiday() {
    let demo = demo();
    assert!(demo.sales.len() > 6_000 && demo.sales.len() < 12_000, "{}", demo.sales.len());
    let days: BTreeSet<_> = demo.sales.iter().map(|fact| fact.delivered_on).collect();
    assert!(*days.first().unwrap() > date("2026-09-19") && *days.last().unwrap() <= date("2026-11-22"));
    assert!(days.range(date("2026-10-01")..date("2026-10-08")).next().is_none());
    assert!(demo.sales.iter().all(|fact| fact.quantity > 0 && fact.profit_fen > 0));
}

#[test]
fn past_visits_lie_on_field_days_within_hours_and_one_after_another() {
    let demo = demo();
    let calendar = calendar(&demo);
    let customers: BTreeMap<Id, &Customer> = demo.customers.iter().map(|c| (c.meta.id, c)).collect();
    for (plan, visits) in &demo.plans {
        // Two of these weeks hold National Day, one the Mid-Autumn Festival, and one a Sunday worked in exchange.
        let usual = plan.week > "2026-W41".parse().unwrap();
        let capacity: u32 = calendar.week(plan.week).iter().map(|day| day.capacity).sum();
        let least = if usual { 43 } else { 20 };
        assert!((least..=capacity as usize).contains(&visits.len()), "{}: {}", plan.week, visits.len());
        for pair in visits.windows(2).filter(|pair| pair[0].date == pair[1].date) {
            assert!(pair[0].order + 1 == pair[1].order && pair[0].depart_min <= pair[1].arrive_min);
        }
        for visit in visits {
            let customer = customers[&visit.customer_id];
            assert_eq!(IsoWeek::of(visit.date), plan.week);
            assert!(calendar.day(visit.date).is_field_day());
            assert!(may_visit_on(customer, visit.date));
            assert_eq!(customer.status, CustomerStatus::Open);
        }
    }
}

#[test]
fn days_to_come_are_planned_and_days_past_are_done_or_missed() {
    let demo = territory(date("2026-11-18"), NOW);
    let states = |fits: fn(&NaiveDate) -> bool| -> Vec<PlannedVisitState> {
        let visits = demo.plans.iter().flat_map(|(_, visits)| visits);
        visits.filter(|visit| fits(&visit.date)).map(|visit| visit.state).collect()
    };
    let past = states(|date| *date < "2026-11-18".parse().unwrap());
    let to_come = states(|date| *date >= "2026-11-18".parse().unwrap());
    assert!(!to_come.is_empty() && to_come.iter().all(|state| *state == PlannedVisitState::Planned));
    assert!(past.contains(&PlannedVisitState::Missed) && !past.contains(&PlannedVisitState::Planned));
    let missed = past.iter().filter(|state| **state == PlannedVisitState::Missed).count();
    assert!(missed * 10 < past.len());
}

#[test]
fn next_week_is_full_and_nobody_is_long_overdue() {
    let demo = demo();
    let (sets, histories, calendar) = (SetMembers::new(), histories(&demo), calendar(&demo));
    let week = "2026-W48".parse().unwrap();
    let dues = Dues::new(week, &demo.customers, &demo.rules, &sets, &histories, &calendar);
    let due: Vec<_> = demo
        .customers
        .iter()
        .filter_map(|customer| match dues.standing(customer) {
            Standing::Due(due) => Some(due),
            _ => None,
        })
        .collect();
    assert!(due.len() > 54);
    assert!(due.iter().filter(|due| due.slots.iter().any(|slot| slot.pressing)).count() < 54);
    assert!(due.iter().filter(|due| due.overdue_since.is_some()).count() < 10);
    assert!(due.iter().any(|due| due.carry_over.is_some()));
    assert!(due.iter().any(|due| due.last_visit.is_none()));
}

#[test]
fn every_past_visit_that_is_done_has_a_signed_record_and_some_were_in_vain_or_never_made() {
    let demo = demo();
    let record_of = |visit: Id| demo.visits.iter().find(|made| made.record.planned_visit_id == Some(visit));
    let visits: Vec<_> = demo.plans.iter().flat_map(|(_, visits)| visits).collect();
    let mut signed = 0;
    for visit in &visits {
        let made = record_of(visit.meta.id);
        match visit.state {
            PlannedVisitState::Done => {
                let made = made.unwrap();
                assert!(made.signature.is_some() && made.record.outcome.unwrap().can_be_signed());
                assert_eq!(made.record.date, visit.date);
                signed += 1;
            }
            PlannedVisitState::Missed => assert!(made.is_none_or(|made| made.signature.is_none())),
            _ => assert!(made.is_none()),
        }
    }
    assert!(signed > 450, "{signed}");
    let in_vain = demo.visits.iter().filter(|made| made.signature.is_none()).count();
    let missed = visits.iter().filter(|visit| visit.state == PlannedVisitState::Missed).count();
    assert!(in_vain >= 5 && missed > in_vain, "{in_vain} of {missed}");
    assert!(demo.visits.iter().filter(|made| made.record.companion.is_some()).count() > 8);
    assert!(demo.visits.windows(2).all(|pair| pair[0].record.left_at <= pair[1].record.left_at));
    let form = Form::parse(VISIT_RECORD).unwrap();
    for made in &demo.visits {
        let mut all = made.record.answers.clone();
        all.extend(made.record.internal.clone());
        assert_eq!(check_answers(&form, &all.into(), false), []);
        if let Some(Signature::Drawn { strokes, .. }) = &made.signature {
            assert!(is_a_signature(strokes) && check_strokes(strokes).is_ok());
        }
    }
}

#[test]
fn of_the_promises_some_are_open_some_answered_and_some_overdue() {
    let demo = demo();
    let open: Vec<_> = demo.issues.iter().filter(|issue| !issue.is_closed()).collect();
    let overdue = open.iter().filter(|issue| issue.promised_at.is_some_and(|at| at < NOW)).count();
    let answered = open.iter().filter(|issue| issue.answered_at.is_some()).count();
    assert!(demo.issues.len() > 40 && open.len() >= 4, "{} of {}", open.len(), demo.issues.len());
    assert!(overdue >= 1 && overdue < open.len(), "{overdue} of {}", open.len());
    assert!(answered >= 1 && answered < open.len(), "{answered} of {}", open.len());
    assert!(demo.issues.iter().all(|issue| issue.told_at.is_none_or(|at| at < NOW)));
}
