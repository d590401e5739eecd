//! Invented territories, and the claims that hold for every plan.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    Id, IsoWeek, Meta,
    apart::ApartPair,
    calendar::{Calendar, CalendarEntry, CalendarKind, DayPart},
    customer::{Customer, CustomerClass},
    frequency::{Dues, FrequencyRule, Preset, SetMembers, Standing, VisitHistory, may_visit_on, opening_on},
    plan::{OutlookVisit, Unplanned, UnplannedReason},
    position::{Datum, Position},
    setting::{PlanWeights, WorkingTime},
};
use rounds_planner::{
    Control, ExistingVisit, HandWeek, Options, Placement, PlanVisit, Repair, Travel, WeekInput, WeekPlan,
    insert_cheapest, plan_week,
};

pub const QUICK: Options = Options { seed: 7, iterations: Some(300) };

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn id(n: u128) -> Id {
    Id::from_u128(n)
}

pub fn meta(n: u128) -> Meta {
    Meta::new(id(n), Id::nil(), 0)
}

/// A place so many metres north and east of a point in an invented county.
pub fn place(north_m: i32, east_m: i32) -> Position {
    let (lat_e7, lng_e7) = (305_000_000 + north_m * 90, 1_180_000_000 + east_m * 104);
    Position { lat_e7, lng_e7, datum: Datum::Wgs84, raw_lat_e7: lat_e7, raw_lng_e7: lng_e7 }
}

pub fn shop(n: u128, class: CustomerClass, at: Option<Position>) -> Customer {
    let mut shop = Customer::new(meta(n), &n.to_string(), &format!("店{n}"));
    shop.class = Some(class);
    shop.position = at;
    shop
}

/// Shops scattered over some villages, classes 15/35/30/20 %.
pub fn county(count: u32) -> Vec<Customer> {
    use CustomerClass::{A, B, C, D};
    (0..count)
        .map(|n| {
            let class = [A, B, C, D, B, C, B, A, C, D, B, C, B, D, B, C, A, B, C, D][n as usize % 20];
            let (village, step) = (n % 13, n as i32);
            let north = (village as i32 * 7_919) % 24_000 - 12_000 + (step * 313) % 1_500;
            let east = (village as i32 * 5_417) % 24_000 - 12_000 + (step * 571) % 1_500;
            shop(u128::from(n) + 1, class, Some(place(north, east)))
        })
        .collect()
}

pub fn preset(preset: Preset) -> Vec<FrequencyRule> {
    preset.rules().into_iter().zip(1_u128..).map(|(rule, n)| rule.into_rule(meta(9_000_000 + n))).collect()
}

/// A week's input, owned.
pub struct Week {
    pub number: IsoWeek,
    pub customers: Vec<Customer>,
    pub rules: Vec<FrequencyRule>,
    pub sets: SetMembers,
    pub calendar: Calendar,
    pub travel: Travel,
    pub history: BTreeMap<Id, VisitHistory>,
    pub existing: Vec<ExistingVisit>,
    pub removed: BTreeSet<Id>,
    pub from: Option<NaiveDate>,
    pub lost: BTreeSet<NaiveDate>,
    pub urgent: BTreeSet<Id>,
    pub apart: Vec<ApartPair>,
    pub cycle_weeks: u32,
    pub weights: PlanWeights,
    pub repair: bool,
    /// For a repair: who is left out already, and the later weeks.
    pub left: Vec<Id>,
    pub outlook: Vec<OutlookVisit>,
}

impl Week {
    pub fn new(customers: Vec<Customer>, rules: Vec<FrequencyRule>) -> Self {
        Self {
            number: "2026-W49".parse().unwrap(),
            customers,
            rules,
            sets: SetMembers::new(),
            calendar: Calendar::new(&[], &WorkingTime::default()),
            travel: Travel::from(Some(place(0, 0))),
            history: BTreeMap::new(),
            existing: Vec::new(),
            removed: BTreeSet::new(),
            from: None,
            lost: BTreeSet::new(),
            urgent: BTreeSet::new(),
            apart: Vec::new(),
            cycle_weeks: 4,
            weights: PlanWeights::default(),
            repair: false,
            left: Vec::new(),
            outlook: Vec::new(),
        }
    }

    pub fn input(&self) -> WeekInput<'_> {
        WeekInput {
            week: self.number,
            customers: &self.customers,
            rules: &self.rules,
            sets: &self.sets,
            calendar: &self.calendar,
            travel: &self.travel,
            history: &self.history,
            existing: &self.existing,
            removed: &self.removed,
            from: self.from,
            lost: &self.lost,
            urgent: &self.urgent,
            apart: &self.apart,
            cycle_weeks: self.cycle_weeks,
            weights: self.weights,
            repair: self.repair.then_some(Repair { left: &self.left, outlook: &self.outlook }),
        }
    }

    pub fn plan(&self, options: Options) -> WeekPlan {
        let plan = plan_week(&self.input(), &options, &mut |_| Control::Continue).unwrap();
        self.check(&plan);
        plan
    }

    /// Where a day, visited in this order, takes one more best.
    pub fn cheapest(&self, date: NaiveDate, order: &[Id], customer: Id) -> Option<Placement> {
        let (days, Self { customers, calendar, travel, .. }) = ([(date, order.to_vec())], self);
        insert_cheapest(&HandWeek { days: &days, customers, calendar, travel }, customer).unwrap()
    }

    /// What a plan holds stands in the week, free; `is_done` tells what is over and locked with it.
    pub fn stand(&mut self, plan: &WeekPlan, is_done: impl Fn(NaiveDate) -> bool) {
        let existing = visits(plan).map(|visit| ExistingVisit {
            locked: is_done(visit.date),
            done: is_done(visit.date),
            ..standing(visit.customer_id, visit.date, visit.order)
        });
        self.existing = existing.collect();
    }

    pub fn customer(&self, id: Id) -> &Customer {
        self.customers.iter().find(|customer| customer.meta.id == id).unwrap()
    }

    /// What holds for every plan.
    pub fn check(&self, plan: &WeekPlan) {
        let dues =
            Dues::new(self.number, &self.customers, &self.rules, &self.sets, &self.history, &self.calendar);
        let planned: BTreeSet<Id> = visits(plan).map(|visit| visit.customer_id).collect();
        let explained: BTreeSet<Id> = plan.unplanned.iter().map(|left_out| left_out.customer_id).collect();
        for customer in &self.customers {
            let is_due = matches!(dues.standing(customer), Standing::Due(_));
            let id = customer.meta.id;
            if self.repair {
                continue;
            }
            assert!(!is_due || planned.contains(&id) || explained.contains(&id), "{} dropped", customer.code);
            let kept =
                self.existing.iter().any(|visit| visit.customer_id == id && (visit.locked || visit.by_hand));
            assert!(is_due || kept || !planned.contains(&id), "{} planned without a cause", customer.code);
        }
        for visit in self.existing.iter().filter(|visit| visit.locked) {
            let day = plan.days.iter().find(|day| day.date == visit.date).unwrap();
            let kept =
                day.visits.iter().filter(|other| other.customer_id == visit.customer_id && other.locked);
            assert_eq!(kept.count(), 1, "lock on {} broken", visit.date);
        }
        for day in plan.days.iter().filter(|day| day.visits.iter().all(|visit| !visit.locked)) {
            let end = self.calendar.day(day.date).spans.last().map_or(0, |span| span.to_min);
            assert!(day.visits.is_empty() || day.totals.back_min <= end, "{} ends too late", day.date);
        }
        self.check_distance(plan, &dues);
        plan.unplanned.iter().for_each(|left_out| self.check_reason(plan, left_out));
        assert!(plan.days.iter().map(|day| day.date).eq(self.number.dates()));
        plan.days.iter().for_each(|day| self.check_day(&day.visits, day.date));
    }

    /// Nobody is told of a want of room on a day that has it.
    fn check_reason(&self, plan: &WeekPlan, left_out: &Unplanned) {
        let id = left_out.customer_id;
        let named = match left_out.reason {
            UnplannedReason::RemovedByHand => {
                assert!(self.removed.contains(&id));
                return;
            }
            UnplannedReason::NoTime { best_date, short_min } => {
                assert!(short_min > 0, "{id} lacks nothing on {best_date}");
                best_date
            }
            UnplannedReason::NoGap { best_date } => best_date,
            _ => return,
        };
        let day = plan.days.iter().find(|day| day.date == named).unwrap();
        if day.visits.iter().any(|visit| visit.locked) {
            return;
        }
        let order: Vec<Id> = day.visits.iter().map(|visit| visit.customer_id).collect();
        let place = self.cheapest(named, &order, id);
        assert!(place.is_none_or(|place| place.breaks_something), "{id} has room on {named}: {left_out:?}");
    }

    /// What later weeks hold keeps its least distance.
    fn check_distance(&self, plan: &WeekPlan, dues: &Dues) {
        for visit in visits(plan) {
            let is_free = !self.existing.iter().any(|other| other.customer_id == visit.customer_id);
            let rule = dues.rules().rule_for(self.customer(visit.customer_id));
            let later = self.history.get(&visit.customer_id).into_iter().flat_map(|history| &history.kept);
            for other in later.filter(|other| **other > plan.days[6].date && is_free) {
                let gap = rule.map_or(1, |rule| rule.min_gap_days.max(1));
                assert!((*other - visit.date).num_days() >= i64::from(gap), "{} before {other}", visit.date);
            }
        }
    }

    fn check_day(&self, visits: &[PlanVisit], date: NaiveDate) {
        let day = self.calendar.day(date);
        let has_lock = visits.iter().any(|visit| visit.locked);
        let ids: BTreeSet<Id> = visits.iter().map(|visit| visit.customer_id).collect();
        assert_eq!(ids.len(), visits.len(), "twice on {date}");
        assert!(has_lock || visits.len() as u32 <= day.capacity, "too many on {date}");
        let mut clock = day.spans.first().map_or(0, |span| span.from_min);
        for (visit, order) in visits.iter().zip(1..) {
            assert_eq!((visit.date, visit.order), (date, order));
            assert!(visit.arrive_min >= clock + visit.travel_min, "flies to {}", visit.customer_id);
            clock = visit.depart_min;
            let customer = self.customer(visit.customer_id);
            let service = customer.service_min.unwrap_or(self.calendar.working_time().service_min);
            assert_eq!(visit.depart_min - visit.arrive_min, service);
            if visit.locked || has_lock {
                continue;
            }
            assert!(may_visit_on(customer, date));
            assert!(self.from.is_none_or(|from| from <= date));
            let within = |from: u32, to: u32| from <= visit.arrive_min && visit.depart_min <= to;
            assert!(
                day.spans.iter().any(|span| within(span.from_min, span.to_min)),
                "outside hours on {date}"
            );
            let open = opening_on(customer, date);
            assert!(open.is_none_or(|open| open.iter().any(|span| within(span.from_min, span.to_min))));
        }
        if !has_lock && self.calendar.needs_lunch(&day.spans) && !visits.is_empty() {
            self.check_lunch(visits, &day.spans);
        }
    }

    fn check_lunch(&self, visits: &[PlanVisit], spans: &[rounds_core::setting::WorkingHours]) {
        let working = self.calendar.working_time();
        let hours = working.lunch.unwrap();
        let mut depart = spans[0].from_min;
        let mut has_lunch = false;
        for visit in visits {
            let begins = depart.max(hours.from_min);
            let arrive = (depart + visit.travel_min).max(hours.from_min) + working.lunch_min;
            has_lunch |= begins + working.lunch_min <= hours.to_min && arrive <= visit.arrive_min;
            depart = visit.depart_min;
        }
        has_lunch |= depart.max(hours.from_min) + working.lunch_min <= hours.to_min;
        assert!(has_lunch, "no lunch on {}", visits[0].date);
    }
}

/// A free visit that stands in the week.
pub fn standing(customer_id: Id, date: NaiveDate, order: u32) -> ExistingVisit {
    ExistingVisit { customer_id, date, order, locked: false, by_hand: false, done: false, missed: false }
}

pub fn visits(plan: &WeekPlan) -> impl Iterator<Item = &PlanVisit> {
    plan.days.iter().flat_map(|day| &day.visits)
}

pub fn leave(from: &str, to: &str) -> CalendarEntry {
    let (from, to) = (date(from), date(to));
    CalendarEntry {
        meta: meta(8_000_000),
        from,
        to,
        kind: CalendarKind::Leave,
        part: DayPart::Whole,
        note: None,
    }
}
