//! All customers in memory, with what lists, filters and the planner ask of them.
//!
//! A manager has hundreds; ten thousand are searched in milliseconds. Read once, then followed change by change.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use chrono::{Days, NaiveDate};
use rounds_core::{
    Id, IsoWeek,
    apart::ApartPair,
    calendar::{Calendar, CalendarEntry},
    contact::{self, Contact, keep_one_primary},
    customer::Customer,
    customer_set::{CustomerFilter, CustomerSet},
    frequency::{Dues, FrequencyRule, SetMembers, Standing, VisitHistory},
    plan::PlannedVisitState,
    position::Spread,
    search,
    setting::Settings,
    territory::Territory,
};
use rounds_planner::Travel;
use rounds_store::{self as store, Changes, Connection, StoreError};

use crate::{
    travel::{self, Learnt},
    wire::{CustomerFacets, CustomerSort, CustomerSummary},
};

/// Visits are looked at so far back.
const HISTORY_DAYS: u64 = 400;
/// Up to so many changed customers are read again one by one.
const FOLLOW_ROWS: usize = 50;

/// By customer, the last day of a visit that has a record.
type Recorded = BTreeMap<Id, NaiveDate>;

/// What is known of a customer beside its file.
#[derive(Clone, Debug, Default)]
pub struct Note {
    pub search: String,
    pub sort_name: String,
    /// The last visit that was made, by a record or else by a plan whose day is over.
    pub last_visit_on: Option<NaiveDate>,
    /// The last one that somebody has noted down: a record, or the customer file from before Rounds.
    pub recorded_on: Option<NaiveDate>,
    pub overdue_days: u32,
}

#[derive(Clone, Debug)]
pub struct Book {
    today: NaiveDate,
    /// By code.
    pub customers: Vec<Customer>,
    /// In the order of `customers`.
    pub notes: Vec<Note>,
    pub contacts: BTreeMap<Id, Vec<Contact>>,
    pub rules: Vec<FrequencyRule>,
    pub sets: Vec<CustomerSet>,
    pub members: SetMembers,
    pub history: BTreeMap<Id, VisitHistory>,
    /// The last day on which a visit was made by its record.
    recorded: Recorded,
    pub calendar: Calendar,
    /// Where days start and end, and the roads.
    pub travel: Travel,
    pub learnt: Learnt,
    pub apart: Vec<ApartPair>,
    pub spread: Option<Spread>,
    place: HashMap<Id, usize>,
    /// Visits, rules or the calendar have changed: the notes are worked out anew at the next reading.
    stale: bool,
}

impl Book {
    pub fn is_of(&self, today: NaiveDate) -> bool {
        self.today == today && !self.stale
    }

    /// Reads everything; customers and contacts are taken from `former` where there is one.
    pub fn read(
        sql: &Connection,
        former: Option<&Self>,
        today: NaiveDate,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        let (customers, contacts, notes) = match former {
            Some(former) => (former.customers.clone(), former.contacts.clone(), former.notes.clone()),
            None => {
                let mut contacts: BTreeMap<Id, Vec<Contact>> = BTreeMap::new();
                for contact in store::all::<Contact>(sql)? {
                    contacts.entry(contact.customer_id).or_default().push(contact);
                }
                for own in contacts.values_mut() {
                    keep_one_primary(own);
                }
                let customers = store::customers(sql)?;
                let notes = customers.iter().map(|customer| found_by(customer, &contacts)).collect();
                (customers, contacts, notes)
            }
        };
        let entries: Vec<CalendarEntry> = store::all(sql)?;
        let (history, recorded) = history(sql, today)?;
        let territory = store::all::<Territory>(sql)?.into_iter().next();
        let learnt = Learnt::read(sql, &customers, today, settings)?;
        let mut working_time = settings.working_time.clone();
        working_time.speed_m_per_min = learnt.used(settings);
        let mut book = Self {
            today,
            place: places(&customers),
            spread: spread(&customers),
            customers,
            notes,
            contacts,
            rules: store::all(sql)?,
            sets: store::all(sql)?,
            members: SetMembers::new(),
            history,
            recorded,
            calendar: Calendar::new(&entries, &working_time),
            travel: travel::of(sql, territory.as_ref(), former.map(|former| &former.travel))?,
            learnt,
            apart: store::all(sql)?,
            stale: false,
        };
        book.work_out();
        Ok(book)
    }

    /// This book after a change; none where so much has changed that reading anew is simpler.
    pub fn follow(&self, sql: &Connection, changes: &Changes) -> Result<Option<Self>, StoreError> {
        let mut ids: BTreeSet<Id> = BTreeSet::new();
        let mut stale = self.stale || changes.settings;
        for (noun, id) in &changes.rows {
            match *noun {
                "customer" => {
                    ids.insert(*id);
                }
                "contact" => match store::find::<Contact>(sql, *id)? {
                    Some(contact) => {
                        ids.insert(contact.customer_id);
                    }
                    None => return Ok(None),
                },
                // Nothing that lists or the planner ask hangs on these.
                "issue" | "issue_step" | "attachment" | store::EVIDENCE => {}
                _ => stale = true,
            }
        }
        if ids.len() > FOLLOW_ROWS {
            return Ok(None);
        }
        let mut book = self.clone();
        for id in ids {
            let mut own = store::contacts_of(sql, id)?;
            keep_one_primary(&mut own);
            book.contacts.insert(id, own);
            let found: Option<Customer> = store::find(sql, id)?;
            let at = book.place.get(&id).copied();
            match (found, at) {
                (Some(customer), Some(at)) if book.customers[at].code == customer.code => {
                    let words = found_by(&customer, &book.contacts);
                    book.notes[at] =
                        Note { search: words.search, sort_name: words.sort_name, ..book.notes[at] };
                    book.customers[at] = customer;
                }
                // A new, deleted or renumbered customer has another place.
                _ => return Ok(None),
            }
            stale = true;
        }
        book.spread = spread(&book.customers);
        book.stale = stale;
        Ok(Some(book))
    }

    /// Last visits and overdue days, by the rules as they are today.
    fn work_out(&mut self) {
        for (customer, note) in self.customers.iter().zip(&mut self.notes) {
            // A visit that is only planned for today has not been made yet.
            let past =
                |visits: &VisitHistory| visits.kept.iter().rev().find(|date| **date < self.today).copied();
            let kept = self.history.get(&customer.meta.id).and_then(past);
            let recorded = self.recorded.get(&customer.meta.id).copied();
            note.recorded_on = recorded.max(customer.last_visit_on);
            note.last_visit_on = kept.max(note.recorded_on);
            note.overdue_days = 0;
        }
        self.members = self
            .sets
            .iter()
            .map(|set| {
                let ids = match &set.filter {
                    // Who is overdue depends on the rules, and rules on sets: such a filter does not count here.
                    Some(filter) => {
                        let filter = CustomerFilter { overdue: false, set_id: None, ..filter.clone() };
                        self.matching(&filter).map(|at| self.customers[at].meta.id).collect()
                    }
                    None => set.customer_ids.iter().copied().collect(),
                };
                (set.meta.id, ids)
            })
            .collect();
        let dues = Dues::new(
            IsoWeek::of(self.today),
            &self.customers,
            &self.rules,
            &self.members,
            &self.history,
            &self.calendar,
        );
        for (customer, note) in self.customers.iter().zip(&mut self.notes) {
            if let Standing::Due(due) = dues.standing(customer)
                && let Some(since) = due.overdue_since
            {
                note.overdue_days = (self.today - since).num_days().max(0) as u32;
            }
        }
    }

    pub fn today(&self) -> NaiveDate {
        self.today
    }

    pub fn at(&self, id: Id) -> Option<(&Customer, &Note)> {
        let at = *self.place.get(&id)?;
        Some((&self.customers[at], &self.notes[at]))
    }

    /// The contact that sheets name.
    pub fn primary_contact(&self, customer: &Customer) -> Option<&Contact> {
        contact::primary(self.contacts.get(&customer.meta.id)?)
    }

    pub fn summary(&self, id: Id) -> Option<CustomerSummary> {
        self.place.get(&id).map(|at| self.summary_at(*at))
    }

    pub fn summary_at(&self, at: usize) -> CustomerSummary {
        let (customer, note) = (&self.customers[at], &self.notes[at]);
        CustomerSummary {
            id: customer.meta.id,
            code: customer.code.clone(),
            name: customer.name.clone(),
            class: customer.class,
            segment: customer.segment,
            status: customer.status,
            address: customer.address.clone(),
            phone: customer.phone.clone(),
            line: customer.line.clone(),
            order_weekday: customer.order_weekday,
            last_visit_on: note.last_visit_on,
            overdue_days: note.overdue_days,
            lat_e7: customer.position.map(|position| position.lat_e7),
            lng_e7: customer.position.map(|position| position.lng_e7),
        }
    }

    /// Places of the customers that a filter shows, in the order of `customers`.
    pub fn matching<'a>(&'a self, filter: &'a CustomerFilter) -> impl Iterator<Item = usize> + 'a {
        let query = search::normalise(&filter.text);
        let set = filter.set_id.map(|id| self.members.get(&id));
        (0..self.customers.len()).filter(move |at| {
            let (customer, note) = (&self.customers[*at], &self.notes[*at]);
            let has = |wanted: bool, asked: bool| !asked || wanted;
            query.split(' ').all(|word| note.search.contains(word))
                && any(&filter.classes, customer.class)
                && any(&filter.segments, customer.segment)
                && any(&filter.statuses, Some(customer.status))
                && any(&filter.order_weekdays, customer.order_weekday)
                && (filter.lines.is_empty()
                    || customer.line.as_ref().is_some_and(|line| filter.lines.contains(line)))
                && has(note.overdue_days > 0, filter.overdue)
                && has(self.doubtful(customer), filter.position_missing)
                && filter.not_seen_days.is_none_or(|days| self.unseen(note, days))
                && set.is_none_or(|ids| ids.is_some_and(|ids| ids.contains(&customer.meta.id)))
        })
    }

    fn unseen(&self, note: &Note, days: u32) -> bool {
        note.last_visit_on.is_none_or(|last| (self.today - last).num_days() >= i64::from(days))
    }

    /// Without a position, or with one far from the territory.
    fn doubtful(&self, customer: &Customer) -> bool {
        customer.position.is_none_or(|position| self.spread.is_some_and(|spread| spread.is_far(&position)))
    }

    pub fn sort(&self, found: &mut [usize], sort: CustomerSort) {
        match sort {
            CustomerSort::Code => {}
            CustomerSort::Name => {
                found.sort_by(|a, b| self.notes[*a].sort_name.cmp(&self.notes[*b].sort_name));
            }
            CustomerSort::Class => found.sort_by_key(|at| {
                let class = self.customers[*at].class;
                (class.is_none(), class)
            }),
            CustomerSort::LastVisit => {
                found
                    .sort_by_key(|at| (self.notes[*at].last_visit_on, Reverse(self.notes[*at].overdue_days)));
            }
        }
    }

    /// What each filter would show of the customers that the search text finds.
    pub fn facets(&self, text: &str) -> CustomerFacets {
        let by_text = CustomerFilter { text: text.to_owned(), ..CustomerFilter::default() };
        let (mut classes, mut segments, mut statuses) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (mut weekdays, mut lines) = (BTreeMap::new(), BTreeMap::new());
        let mut facets = CustomerFacets::default();
        for at in self.matching(&by_text) {
            let (customer, note) = (&self.customers[at], &self.notes[at]);
            facets.all += 1;
            facets.overdue += u32::from(note.overdue_days > 0);
            facets.not_seen_30_days += u32::from(self.unseen(note, 30));
            facets.position_missing += u32::from(self.doubtful(customer));
            count(&mut classes, customer.class);
            count(&mut segments, customer.segment);
            count(&mut statuses, Some(customer.status));
            count(&mut weekdays, customer.order_weekday);
            count(&mut lines, customer.line.as_ref());
        }
        facets.classes = classes.into_iter().collect();
        facets.segments = segments.into_iter().collect();
        facets.statuses = statuses.into_iter().collect();
        facets.order_weekdays = weekdays.into_iter().collect();
        facets.lines = lines.into_iter().map(|(line, n)| (line.clone(), n)).collect();
        facets
    }
}

fn any<T: PartialEq>(wanted: &[T], value: Option<T>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| wanted.contains(&value))
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u32>, key: Option<K>) {
    if let Some(key) = key {
        *counts.entry(key).or_default() += 1;
    }
}

fn found_by(customer: &Customer, contacts: &BTreeMap<Id, Vec<Contact>>) -> Note {
    let mut words = search::text_of(customer);
    for contact in contacts.get(&customer.meta.id).into_iter().flatten() {
        words.push('\n');
        words.push_str(&search::normalise(&contact.name));
        words.push('\n');
        words.push_str(&search::sort_key(&contact.name));
        words.push('\n');
        words.push_str(contact.phone.as_deref().unwrap_or_default());
    }
    Note { search: words, sort_name: search::sort_key(&customer.name), ..Note::default() }
}

fn places(customers: &[Customer]) -> HashMap<Id, usize> {
    customers.iter().enumerate().map(|(at, customer)| (customer.meta.id, at)).collect()
}

fn spread(customers: &[Customer]) -> Option<Spread> {
    let positions: Vec<_> = customers.iter().filter_map(|customer| customer.position).collect();
    Spread::of(&positions)
}

/// Visits up to today, and the open ones of this week: planning happens while the week still runs. Beside them, when each
/// customer was last seen by a record.
fn history(sql: &Connection, today: NaiveDate) -> Result<(BTreeMap<Id, VisitHistory>, Recorded), StoreError> {
    let mut history: BTreeMap<Id, VisitHistory> = BTreeMap::new();
    let mut recorded = Recorded::new();
    for visit in store::past_visits(sql, today - Days::new(HISTORY_DAYS), today + Days::new(1))? {
        let visits = history.entry(visit.customer_id).or_default();
        match visit.state {
            PlannedVisitState::Missed => visits.missed.push(visit.date),
            PlannedVisitState::Planned | PlannedVisitState::Done => visits.kept.push(visit.date),
            PlannedVisitState::Removed => {}
        }
        // In order of date.
        if visit.state == PlannedVisitState::Done {
            recorded.insert(visit.customer_id, visit.date);
        }
    }
    Ok((history, recorded))
}
