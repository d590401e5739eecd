//! A plan under way: which task on which day and in which order, kept ready for quick trials.

use crate::{
    clock::{Clock, NEVER},
    task::{Choice, Problem},
};

/// Not on any day.
pub(crate) const ABSENT: u8 = 7;

/// Where a task could go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub day: usize,
    pub at: usize,
    /// Minutes that it costs.
    pub cost: f64,
}

#[derive(Clone)]
pub(crate) struct Routes {
    /// Tasks of each day, in order.
    pub days: [Vec<u16>; 7],
    /// The day of each task, or [`ABSENT`].
    pub day_of: Vec<u8>,
    /// The clock after so many stops of a day.
    clocks: [Vec<Clock>; 7],
    visits: [u32; 7],
    metres: [u32; 7],
    /// In shops.
    minutes: [u32; 7],
    /// Visits planned that could wait.
    pub waiting: u32,
}

impl Routes {
    pub fn new(problem: &Problem) -> Self {
        let mut routes = Self {
            days: Default::default(),
            day_of: vec![ABSENT; problem.tasks.len()],
            clocks: Default::default(),
            visits: [0; 7],
            metres: [0; 7],
            minutes: [0; 7],
            waiting: 0,
        };
        (0..7).for_each(|day| routes.refresh(problem, day));
        routes
    }

    pub fn visits(&self) -> u32 {
        self.visits.iter().sum()
    }

    pub fn metres(&self) -> u64 {
        self.metres.iter().map(|metres| u64::from(*metres)).sum()
    }

    pub fn is_full(&self, problem: &Problem, day: usize, more: u32) -> bool {
        self.visits[day] + more > problem.frames[day].capacity
    }

    /// Whether a day's present order keeps its hours.
    pub fn keeps_hours(&self, problem: &Problem, day: usize) -> bool {
        self.days[day].is_empty()
            || self.back(problem, day).is_some_and(|back| back <= problem.frames[day].to)
    }

    /// When the start point is reached again; none when hours are broken on the way.
    pub fn back(&self, problem: &Problem, day: usize) -> Option<u32> {
        let here = self.days[day].last().map_or(0, |task| usize::from(*task) + 1);
        let back = problem.frames[day].back(*self.clocks[day].last()?, problem.leg(here, 0).min);
        (back < NEVER).then_some(back)
    }

    /// Minutes of driving, unevenness, unwelcome days and whatever is left out.
    pub fn cost(&self, problem: &Problem) -> f64 {
        let mut cost = 0.0;
        for day in 0..7 {
            cost += f64::from(self.metres[day]) / problem.speed;
            cost += weight(self.load(problem, day), problem, day);
        }
        for (task, day) in problem.tasks[..problem.pool].iter().zip(&self.day_of) {
            cost += match task.days.get(usize::from(*day)) {
                Some(choice) => choice.as_ref().map_or(0.0, |choice| choice.cost),
                None => task.value,
            };
        }
        cost
    }

    fn load(&self, problem: &Problem, day: usize) -> f64 {
        f64::from(self.minutes[day]) + f64::from(self.metres[day]) / problem.speed
    }

    pub fn insert(&mut self, problem: &Problem, task: usize, day: usize, at: usize) {
        self.days[day].insert(at, task as u16);
        self.day_of[task] = day as u8;
        if !problem.tasks[task].pressing {
            self.waiting += problem.tasks[task].visits();
        }
        self.refresh(problem, day);
    }

    /// Takes tasks out of a day.
    pub fn remove(&mut self, problem: &Problem, day: usize, gone: &[u16]) {
        self.days[day].retain(|task| !gone.contains(task));
        for task in gone {
            self.day_of[usize::from(*task)] = ABSENT;
            if !problem.tasks[usize::from(*task)].pressing {
                self.waiting -= problem.tasks[usize::from(*task)].visits();
            }
        }
        self.refresh(problem, day);
    }

    pub fn reorder(&mut self, problem: &Problem, day: usize, order: Vec<u16>) {
        self.days[day] = order;
        self.refresh(problem, day);
    }

    fn refresh(&mut self, problem: &Problem, day: usize) {
        let frame = &problem.frames[day];
        let mut clock = frame.begin();
        let clocks = &mut self.clocks[day];
        clocks.clear();
        clocks.push(clock);
        let (mut visits, mut metres, mut minutes, mut here) = (0, 0, 0, 0);
        for task in &self.days[day] {
            let next = usize::from(*task);
            let leg = problem.leg(here, next + 1);
            here = next + 1;
            let task = &problem.tasks[next];
            let starts = task.days[day].as_ref().map_or(&[][..], |choice| &choice.starts);
            clock = frame.visit(clock, leg.min, starts, task.minutes);
            clocks.push(clock);
            visits += task.visits();
            metres += leg.m + task.inner.m;
            minutes += task.minutes;
        }
        self.visits[day] = visits;
        self.metres[day] = metres + problem.leg(here, 0).m;
        self.minutes[day] = minutes;
    }

    /// The cheapest place of all days; `blink` skips a place now and then so that the search does not repeat itself.
    pub fn cheapest(&self, problem: &Problem, task: usize, mut blink: impl FnMut() -> bool) -> Option<Spot> {
        let mut best: Option<Spot> = None;
        for day in 0..7 {
            let Some(choice) = problem.tasks[task].days[day].as_ref() else { continue };
            if !self.takes(problem, task, day) {
                continue;
            }
            for at in 0..=self.days[day].len() {
                if blink() {
                    continue;
                }
                let cost = self.added_cost(problem, task, day, at, choice);
                if best.is_none_or(|best| cost < best.cost) && self.fits(problem, task, day, at) {
                    best = Some(Spot { day, at, cost });
                }
            }
        }
        best
    }

    /// Whether a day has room by count, and lies far enough from the customer's other visits.
    pub fn takes(&self, problem: &Problem, task: usize, day: usize) -> bool {
        let wanted = &problem.tasks[task];
        problem.open[day]
            && !self.is_full(problem, day, wanted.visits())
            && wanted.twins.iter().all(|twin| {
                let other = self.day_of[usize::from(*twin)];
                other == ABSENT || usize::from(other).abs_diff(day) as u32 >= wanted.gap
            })
    }

    fn added_cost(&self, problem: &Problem, task: usize, day: usize, at: usize, choice: &Choice) -> f64 {
        let (before, after) = self.neighbours(day, at);
        let added = problem.leg(before, task + 1).m + problem.leg(task + 1, after).m;
        let metres = f64::from(added + problem.tasks[task].inner.m) - f64::from(problem.leg(before, after).m);
        let minutes = metres / problem.speed;
        let load = self.load(problem, day);
        let fuller = load + minutes + f64::from(problem.tasks[task].minutes);
        minutes + weight(fuller, problem, day) - weight(load, problem, day) + choice.cost
    }

    fn neighbours(&self, day: usize, at: usize) -> (usize, usize) {
        let route = &self.days[day];
        let number = |task: &u16| usize::from(*task) + 1;
        let before = at.checked_sub(1).and_then(|n| route.get(n)).map_or(0, number);
        (before, route.get(at).map_or(0, number))
    }

    fn fits(&self, problem: &Problem, task: usize, day: usize, at: usize) -> bool {
        self.end_with(problem, task, day, at).is_some_and(|back| back <= problem.frames[day].to)
    }

    /// When the day would end with the task at this place, working hours aside; none when opening hours or lunch
    /// cannot be met.
    pub fn end_with(&self, problem: &Problem, task: usize, day: usize, at: usize) -> Option<u32> {
        let frame = &problem.frames[day];
        let mut here = self.neighbours(day, at).0;
        let mut clock = self.clocks[day][at];
        for next in std::iter::once(task as u16).chain(self.days[day][at..].iter().copied()) {
            let next = usize::from(next);
            let starts = problem.tasks[next].days[day].as_ref().map_or(&[][..], |choice| &choice.starts);
            clock = frame.visit(clock, problem.leg(here, next + 1).min, starts, problem.tasks[next].minutes);
            here = next + 1;
        }
        let back = frame.back(clock, problem.leg(here, 0).min);
        (back < NEVER).then_some(back)
    }
}

/// A day twice as full weighs four times as much, which evens the days out.
fn weight(load: f64, problem: &Problem, day: usize) -> f64 {
    load * load / f64::from(problem.frames[day].length())
}
