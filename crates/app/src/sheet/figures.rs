//! What a customer bought lately, as the sheets print it.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use rounds_core::{AppError, Id, sales::SalesFact};
use rounds_sheets::{Percent, Product, Purchases};
use rounds_store as store;

use crate::open::Open;

/// The longest span that is asked for: this month, the last and the one before.
const DAYS: u64 = 100;
/// Customers order weekly: figures that begin so many days into a span cover it.
const SLACK_DAYS: u64 = 7;

/// Sales of the last months, by customer.
pub(super) struct Figures {
    today: NaiveDate,
    /// The first and the last day that the figures cover.
    from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    by_customer: BTreeMap<Id, Vec<SalesFact>>,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    pub quantity: Option<i64>,
    pub amount_fen: Option<i64>,
    pub profit_fen: Option<i64>,
}

fn percent(now: Option<i64>, before: Option<i64>) -> Option<Percent> {
    let (now, before) = (now?, before.filter(|before| *before > 0)?);
    Some(Percent(((now - before) as f64 * 100.0 / before as f64).round() as i32))
}

/// The day before the first of a date's month.
fn before_month(date: NaiveDate) -> NaiveDate {
    date - Days::new(u64::from(date.day()))
}

impl Figures {
    pub fn read(open: &Open, today: NaiveDate) -> Result<Self, AppError> {
        let from = today - Days::new(DAYS);
        Ok(Self::of(open.store.read(|sql| store::sales_since(sql, None, from))?, today))
    }

    fn of(facts: Vec<SalesFact>, today: NaiveDate) -> Self {
        let from = facts.iter().map(|fact| fact.delivered_on).min();
        let until = facts.iter().map(|fact| fact.delivered_on).max();
        let mut by_customer: BTreeMap<Id, Vec<SalesFact>> = BTreeMap::new();
        for fact in facts {
            by_customer.entry(fact.customer_id).or_default().push(fact);
        }
        Self { today, from, until, by_customer }
    }

    /// Facts after `from` and up to `until`; none known stays none.
    fn sum(&self, customer: Id, from: NaiveDate, until: NaiveDate) -> Sum {
        let facts = self.by_customer.get(&customer).map_or(&[][..], Vec::as_slice);
        let mut sum = Sum::default();
        for fact in facts.iter().filter(|fact| fact.delivered_on > from && fact.delivered_on <= until) {
            *sum.quantity.get_or_insert(0) += fact.quantity;
            *sum.amount_fen.get_or_insert(0) += fact.amount_fen;
            *sum.profit_fen.get_or_insert(0) += fact.profit_fen;
        }
        sum
    }

    fn covers_after(&self, day: NaiveDate) -> bool {
        self.from.is_some_and(|from| from <= day + Days::new(SLACK_DAYS))
    }

    /// What was bought within a span against one before, both given by the day before their first and by their last. A span
    /// that the figures cover in part only is nothing to compare with.
    fn purchases(&self, customer: Id, span: [NaiveDate; 2], against: [NaiveDate; 2]) -> Purchases {
        let now = self.sum(customer, span[0], span[1]);
        let before = self.sum(customer, against[0], against[1]).quantity;
        let before = before.filter(|_| self.covers_after(against[0]));
        Purchases {
            quantity: now.quantity,
            amount_fen: now.amount_fen,
            change: percent(now.quantity, before),
        }
    }

    /// 近4周 against the four weeks before.
    pub fn purchases_of_four_weeks(&self, customer: Id) -> Purchases {
        let [recent, before] = [28, 56].map(|days| self.today - Days::new(days));
        self.purchases(customer, [recent, self.today], [before, recent])
    }

    /// 本月 so far, against as many days of the last month.
    pub fn purchases_of_this_month(&self, customer: Id) -> Purchases {
        let last_end = before_month(self.today);
        let former_end = before_month(last_end);
        let so_far = former_end + Days::new(u64::from(self.today.day()));
        self.purchases(customer, [last_end, self.today], [former_end, so_far.min(last_end)])
    }

    /// 上月 against the month before.
    pub fn purchases_of_last_month(&self, customer: Id) -> Purchases {
        let last_end = before_month(self.today);
        let former_end = before_month(last_end);
        self.purchases(customer, [former_end, last_end], [before_month(former_end), former_end])
    }

    pub fn last_month(&self, customer: Id) -> Sum {
        let last_end = before_month(self.today);
        self.sum(customer, before_month(last_end), last_end)
    }

    /// The five products that were bought most in the last four weeks.
    pub fn products(&self, customer: Id) -> Vec<Product> {
        let (recent, before) = (self.today - Days::new(28), self.today - Days::new(56));
        let facts = self.by_customer.get(&customer).map_or(&[][..], Vec::as_slice);
        // Quantity and amount of the last four weeks, quantity of the four before.
        let mut sums: BTreeMap<&str, (i64, i64, i64)> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| fact.delivered_on > before) {
            let sum = sums.entry(&fact.product).or_default();
            if fact.delivered_on > recent {
                sum.0 += fact.quantity;
                sum.1 += fact.amount_fen;
            } else {
                sum.2 += fact.quantity;
            }
        }
        let mut products: Vec<Product> = sums
            .into_iter()
            .filter(|(_, (quantity, ..))| *quantity > 0)
            .map(|(name, (quantity, amount, former))| Product {
                name: name.to_owned(),
                quantity: Some(quantity),
                amount_fen: Some(amount),
                change: percent(Some(quantity), Some(former).filter(|_| self.covers_after(before))),
            })
            .collect();
        products.sort_by(|a, b| b.quantity.cmp(&a.quantity).then_with(|| a.name.cmp(&b.name)));
        products.truncate(5);
        products
    }
}

#[cfg(test)]
mod tests {
    use rounds_core::{Entropy, Meta, SeededEntropy};

    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    /// Ten a delivery, every Wednesday from `from` on, to one customer.
    fn wednesdays(from: NaiveDate, today: NaiveDate) -> (Figures, Id) {
        let id = SeededEntropy::new(1).id(0);
        let facts = from.iter_weeks().take_while(|date| *date <= today).map(|delivered_on| SalesFact {
            meta: Meta::new(id, id, 0),
            customer_id: id,
            delivered_on,
            product: "示例".to_owned(),
            quantity: 10,
            amount_fen: 100,
            profit_fen: 10,
        });
        (Figures::of(facts.collect(), today), id)
    }

    #[test]
    fn four_weeks_and_the_month_are_the_same_only_where_their_days_are() {
        let (figures, id) = wednesdays(day(9, 2), day(11, 13));
        assert_eq!(figures.purchases_of_four_weeks(id).quantity, Some(40));
        assert_eq!(figures.purchases_of_this_month(id).quantity, Some(20));
        // On 27 November both hold the four Wednesdays of November.
        let (figures, id) = wednesdays(day(9, 2), day(11, 27));
        assert_eq!(figures.purchases_of_four_weeks(id).quantity, Some(40));
        assert_eq!(figures.purchases_of_this_month(id).quantity, Some(40));
    }

    #[test]
    fn a_month_that_has_just_begun_is_not_set_against_a_whole_one() {
        let (figures, id) = wednesdays(day(9, 2), day(11, 13));
        // The 4th and the 11th against the 7th of October alone; the whole October would make it -50 %.
        assert_eq!(figures.purchases_of_this_month(id).change, Some(Percent(100)));
        assert_eq!(figures.purchases_of_last_month(id).change, Some(Percent(-20)), "four against five");
    }

    #[test]
    fn what_the_figures_cover_in_part_only_is_nothing_to_compare_with() {
        let (figures, id) = wednesdays(day(9, 23), day(11, 27));
        let last = figures.purchases_of_last_month(id);
        assert_eq!((last.quantity, last.change), (Some(40), None), "September is there from the 23rd only");
        assert!(figures.purchases_of_four_weeks(id).change.is_some());
    }
}
