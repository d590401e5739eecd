//! The reference that planners use by hand: a weekday for everybody first, the order of each day afterwards.

use crate::engine::DaySet;

use super::Periodic;

impl Periodic {
    /// A set of days for each row. Customers are taken by their angle at the depot, so that a weekday is a sector with
    /// its share of the service minutes; within the weekday the emptiest weeks are taken.
    pub fn weekdays_first(&self) -> Vec<DaySet> {
        let days = self.days.len();
        let week = if days.is_multiple_of(5) { 5 } else { days };
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let angle = |n: &usize| {
            let row = &self.rows[*n];
            libm::atan2(row.y - self.depot.1, row.x - self.depot.0)
        };
        order.sort_by(|a, b| angle(a).total_cmp(&angle(b)).then(a.cmp(b)));
        let weight = |n: usize| self.rows[n].service.max(1.0) * self.rows[n].patterns[0].len() as f64;
        let total: f64 = order.iter().map(|n| weight(*n)).sum();
        let (mut so_far, mut load) = (0.0, vec![0.0; days]);
        let mut chosen = vec![DaySet::EMPTY; self.rows.len()];
        for n in order {
            let weekday = ((so_far / total.max(1e-9) * week as f64) as usize).min(week - 1);
            so_far += weight(n);
            let on_weekday = |set: &DaySet| set.iter().filter(|day| day % week == weekday).count();
            let fullest = |set: &DaySet| set.iter().map(|day| load[day]).fold(0.0, f64::max);
            let best = self.rows[n].patterns.iter().min_by(|a, b| {
                on_weekday(b).cmp(&on_weekday(a)).then(fullest(a).total_cmp(&fullest(b))).then(a.cmp(b))
            });
            chosen[n] = best.copied().unwrap_or_default();
            chosen[n].iter().for_each(|day| load[day] += self.rows[n].service.max(1.0));
        }
        chosen
    }
}
