//! The customer files.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use rounds_core::{
    IsoWeek,
    calendar::Calendar,
    customer::{
        Customer, CustomerClass, CustomerStatus, FrequencyException, MarketDays, MarketRule, OpeningSpan,
        Segment,
    },
    frequency::Window,
};

use super::{
    Dice, Maker,
    history::WEEKS,
    place::{Site, sites},
    words::{Words, phone},
};

/// 39 A, 91 B, 78 C, the rest D: together what 集团客户 asks 169 visits a week for.
const CLASSES: [(CustomerClass, usize); 3] =
    [(CustomerClass::A, 39), (CustomerClass::B, 91), (CustomerClass::C, 78)];

/// Which shops are out of the ordinary, by index; a shop is so in one way only.
#[derive(Debug, Default)]
struct Roles {
    taken: BTreeSet<usize>,
}

impl Roles {
    /// Chooses `count` shops not yet taken among those that `fits` accepts.
    fn choose(&mut self, dice: &Dice, count: usize, all: usize, fits: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut open: Vec<usize> = (0..all).filter(|n| !self.taken.contains(n) && fits(*n)).collect();
        dice.shuffle(&mut open);
        open.truncate(count);
        self.taken.extend(&open);
        open
    }
}

/// All customers, line by line and town by town; owners are set with the contacts.
pub(super) fn customers(
    maker: &Maker,
    words: &Words,
    as_of: NaiveDate,
    calendar: &Calendar,
) -> Vec<Customer> {
    let dice = Dice::new(0xC057);
    let sites = sites(&words.places);
    let classes = classes(&dice, &sites);
    let mut names = BTreeSet::new();
    let mut customers: Vec<Customer> = sites
        .iter()
        .zip(&classes)
        .enumerate()
        .map(|(n, (site, class))| {
            let name = shop_name(&dice, words, site, &mut names);
            let mut customer = Customer::new(maker.meta(), &format!("990100{:06}", n + 1), &name);
            customer.class = Some(*class);
            usual(&mut customer, n, site, &dice, words);
            dates(&mut customer, *class, &dice, as_of, calendar);
            customer
        })
        .collect();
    particular(&mut customers, &sites, &dice, words, as_of);
    customers
}

/// The best classes where most people pass: in the county town, then along the streets of the others.
fn classes(dice: &Dice, sites: &[Site]) -> Vec<CustomerClass> {
    let mut ranked: Vec<(i32, usize)> = sites
        .iter()
        .enumerate()
        .map(|(n, site)| {
            let place = if site.in_village { 0 } else { 280 } + if site.line < 2 { 180 } else { 0 };
            (place + dice.between(0, 700), n)
        })
        .collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let mut classes = vec![CustomerClass::D; sites.len()];
    let best = CLASSES.iter().flat_map(|(class, count)| std::iter::repeat_n(*class, *count));
    for ((_, n), class) in ranked.into_iter().zip(best) {
        classes[n] = class;
    }
    classes
}

fn shop_name(dice: &Dice, words: &Words, site: &Site, used: &mut BTreeSet<String>) -> String {
    let town = &words.places.towns[site.town];
    let place: String = if site.in_village {
        // What the address names after county and town, less 村 and the group.
        let after = words.places.county.chars().count() + town.name.chars().count();
        site.address.chars().skip(after).take_while(|ch| *ch != '村').collect()
    } else if site.line < 2 && dice.chance(700) {
        String::new()
    } else {
        town.name.trim_end_matches(['镇', '乡']).to_owned()
    };
    loop {
        let kinds = if site.in_village { &words.shops.village_kinds } else { &words.shops.kinds };
        let name = format!("{place}{}{}", dice.pick(&words.shops.words), dice.pick(kinds));
        if used.insert(name.clone()) {
            return name;
        }
    }
}

/// What every file has.
fn usual(customer: &mut Customer, n: usize, site: &Site, dice: &Dice, words: &Words) {
    use CustomerClass::{A, B, C, D};
    let class = customer.class.unwrap_or(D);
    let (segments, standard): (&[Segment], i32) = match class {
        A => (&[Segment::Core, Segment::Core, Segment::Core, Segment::Potential], 800),
        B => (&[Segment::Core, Segment::Potential, Segment::Potential, Segment::General], 400),
        C => (&[Segment::Potential, Segment::General, Segment::General, Segment::General], 100),
        D => (&[Segment::General, Segment::General, Segment::Problem], 0),
    };
    let line = &words.places.lines[site.line];
    customer.segment = Some(*dice.pick(segments));
    customer.standard_store = dice.chance(standard);
    customer.address.clone_from(&site.address);
    customer.position = site.position;
    customer.phone = Some(phone(n + 1));
    customer.licence_no = Some(format!("9901001{:05}", n + 1));
    customer.order_weekday = Some(line.order_weekday);
    customer.delivery_weekday = Some(line.order_weekday + 1);
    customer.line = Some(line.name.clone());
    customer.opening_hours = hours(dice, site);
    let maybe = |permille, list: &[String]| dice.chance(permille).then(|| dice.pick(list).clone());
    customer.landmark = maybe(if site.in_village { 800 } else { 150 }, &words.texts.landmarks);
    customer.key_points = maybe(350, &words.texts.key_points);
    customer.wishes = maybe(220, &words.texts.wishes);
    customer.note = maybe(150, &words.texts.notes);
    customer.service_min = match class {
        A => Some(25),
        B | C => None,
        D => Some(15),
    };
}

fn span(from_min: u32, to_min: u32) -> OpeningSpan {
    OpeningSpan { weekdays: Vec::new(), from_min, to_min }
}

fn hours(dice: &Dice, site: &Site) -> Vec<OpeningSpan> {
    match dice.between(0, 99) {
        0..12 => Vec::new(),
        12..22 => vec![span(420, 720), span(840, 1230)],
        22..40 => vec![span(480, 1320)],
        _ if site.in_village => vec![span(390, 1170)],
        _ => vec![span(420, 1260)],
    }
}

/// The licence's end, and the last visit before the first plan: within the time that the class's rule allows.
fn dates(customer: &mut Customer, class: CustomerClass, dice: &Dice, as_of: NaiveDate, calendar: &Calendar) {
    let first_monday = IsoWeek::of(as_of).monday() - Days::new(7 * (WEEKS - 1));
    let longest = match class {
        CustomerClass::A => 14,
        CustomerClass::B => 28,
        CustomerClass::C => 52,
        CustomerClass::D => 84,
    };
    let mut last = first_monday - Days::new(dice.between(1, longest) as u64);
    while !calendar.day(last).is_field_day() {
        last = last - Days::new(1);
    }
    customer.last_visit_on = Some(last);
    customer.licence_expires_on = Some(as_of + Days::new(dice.between(75, 1_700) as u64));
}

/// What is out of the ordinary, each in a few shops.
fn particular(customers: &mut [Customer], sites: &[Site], dice: &Dice, words: &Words, as_of: NaiveDate) {
    use CustomerClass::{A, B, C, D};
    let all = customers.len();
    let class: Vec<_> = customers.iter().map(|customer| customer.class).collect();
    let is = |wanted: CustomerClass| move |n: &usize| class[*n] == Some(wanted);
    let (is_a, is_b, is_c, is_d) = (is.clone()(A), is.clone()(B), is.clone()(C), is(D));
    let village = |n: usize| sites[n].in_village;
    let street = |n: usize| !sites[n].in_village;
    let mut roles = Roles::default();

    for long in &words.shops.long {
        let alike = |n: &usize| {
            sites[*n].address.chars().zip(long.address.chars()).take_while(|(a, b)| a == b).count()
        };
        if let Some(n) = (0..all).max_by_key(alike) {
            roles.taken.insert(n);
            customers[n].name.clone_from(&long.name);
            customers[n].address.clone_from(&long.address);
        }
    }
    let in_town = |n: usize| sites[n].line < 2 && street(n) && (is_a(&n) || is_b(&n));
    for (group, n) in
        words.shops.groups.iter().zip(roles.choose(dice, words.shops.groups.len(), all, in_town))
    {
        customers[n].name.clone_from(&group.name);
        customers[n].office = Some(group.office.clone());
        customers[n].opening_hours = vec![OpeningSpan { weekdays: vec![1, 2, 3, 4, 5], ..span(510, 1050) }];
        customers[n].service_min = Some(40);
    }
    for (name, n) in words.shops.rare.iter().zip(roles.choose(dice, words.shops.rare.len(), all, street)) {
        customers[n].name.clone_from(name);
    }
    for (i, n) in roles.choose(dice, 6, all, |n| is_d(&n)).into_iter().enumerate() {
        let (status, notes) = if i < 4 {
            (CustomerStatus::Suspended, &words.texts.suspended)
        } else {
            (CustomerStatus::Closed, &words.texts.closed)
        };
        customers[n].status = status;
        customers[n].note = Some(notes[i % notes.len()].clone());
    }
    // Own frequencies that ask as much as 集团客户 asks of these classes, and more than 烟草分级.
    let one_each = [
        roles.choose(dice, 1, all, |n| is_a(&n)),
        roles.choose(dice, 1, all, |n| is_b(&n)),
        roles.choose(dice, 1, all, |n| is_c(&n)),
    ];
    let windows = [(Window::Week, 4), (Window::Week, 4), (Window::HalfMonth, 7)];
    for ((n, (window, min_gap_days)), reason) in
        one_each.into_iter().flatten().zip(windows).zip(&words.texts.exceptions)
    {
        let reason = Some(reason.clone());
        customers[n].frequency = Some(FrequencyException { window, times: 1, min_gap_days, reason });
    }
    let markets = [[1, 4, 7], [2, 5, 8], [3, 6, 9]];
    for (i, n) in roles.choose(dice, 7, all, village).into_iter().enumerate() {
        let rule = if i % 3 == 2 { MarketRule::Avoid } else { MarketRule::Only };
        let lunar_digits = markets[i % 3].to_vec();
        customers[n].market_days = Some(MarketDays { weekdays: Vec::new(), lunar_digits, rule });
    }
    for n in roles.choose(dice, 3, all, village) {
        customers[n].position = None;
    }
    for n in roles.choose(dice, 5, all, |_| true) {
        customers[n].opening_hours = vec![span(390, 690)];
    }
    for n in roles.choose(dice, 5, all, |_| true) {
        customers[n].visit_weekdays.clone_from(dice.pick(&[vec![2, 4], vec![1, 3, 5], vec![3]]));
    }
    // New licences, first seen after the demo's day.
    for n in roles.choose(dice, 4, all, |n| is_d(&n) || is_c(&n)) {
        customers[n].last_visit_on = None;
    }
    for (count, least, most) in [(6, 3, 30), (6, 31, 60), (3, -40, -2)] {
        for n in roles.choose(dice, count, all, |_| true) {
            customers[n].licence_expires_on =
                Some(as_of + chrono::Duration::days(dice.between(least, most).into()));
        }
    }
}
