//! The order of one route by itself: iterated local search (2-opt and Or-opt on neighbour lists, kicked by exchanging
//! two short neighbouring stretches; Martin, Otto & Felten 1991, Bentley 1992). Ways only: the caller keeps the order
//! when its clock does.

use crate::random::Random;

/// Neighbours tried for each stop, longest stretch moved, longest window of a kick.
const NEAR: usize = 10;
const LONGEST_MOVED: usize = 3;
const KICK: usize = 30;
/// Sums are made in 64 bits, so that no gain is an error of rounding.
const LEAST_GAIN: f64 = 1e-6;

/// A closed tour over nodes 0..n of a symmetric matrix; node 0 stays wherever it comes to lie.
pub(super) struct Loop {
    n: usize,
    ways: Vec<f32>,
    near: Vec<u16>,
    order: Vec<u16>,
    place: Vec<u16>,
    wanted: Vec<u16>,
    is_wanted: Vec<bool>,
    spare: Vec<u16>,
}

impl Loop {
    /// `ways` holds n × n entries; the tour begins as 0, 1, 2, …
    pub fn new(n: usize, ways: Vec<f32>) -> Self {
        let mut near = Vec::with_capacity(n * NEAR);
        for from in 0..n {
            let mut list: Vec<u16> = (0..n as u16).filter(|to| usize::from(*to) != from).collect();
            let way = |to: &u16| ways[from * n + usize::from(*to)];
            list.sort_by(|a, b| way(a).total_cmp(&way(b)).then(a.cmp(b)));
            list.truncate(NEAR);
            near.extend(list.iter().copied().chain(std::iter::repeat(u16::MAX)).take(NEAR));
        }
        let order: Vec<u16> = (0..n as u16).collect();
        let place = order.clone();
        Self { n, ways, near, order, place, wanted: Vec::new(), is_wanted: vec![false; n], spare: Vec::new() }
    }

    /// Improves for so many kicks. The order, beginning at node 0.
    pub fn run(mut self, kicks: usize, random: &Random) -> Vec<u16> {
        (0..self.n as u16).for_each(|node| self.want(node));
        self.settle();
        let mut best = self.order.clone();
        let mut least = self.length();
        for _ in 0..if self.n >= 8 { kicks } else { 0 } {
            self.kick(random);
            self.settle();
            let length = self.length();
            if length < least - LEAST_GAIN {
                least = length;
            }
            if length <= least + LEAST_GAIN {
                best.clone_from(&self.order);
            } else {
                self.order.clone_from(&best);
                self.number(0, self.n);
            }
        }
        let start = best.iter().position(|node| *node == 0).unwrap_or(0);
        best.rotate_left(start);
        best
    }

    fn way(&self, from: u16, to: u16) -> f64 {
        f64::from(self.ways[usize::from(from) * self.n + usize::from(to)])
    }

    fn length(&self) -> f64 {
        let closing = self.way(self.order[self.n - 1], self.order[0]);
        self.order.windows(2).map(|pair| self.way(pair[0], pair[1])).sum::<f64>() + closing
    }

    fn at(&self, place: usize) -> u16 {
        self.order[if place >= self.n { place - self.n } else { place }]
    }

    fn after(&self, node: u16) -> u16 {
        self.at(usize::from(self.place[usize::from(node)]) + 1)
    }

    fn before(&self, node: u16) -> u16 {
        self.at(usize::from(self.place[usize::from(node)]) + self.n - 1)
    }

    fn number(&mut self, from: usize, to: usize) {
        for place in from..to {
            self.place[usize::from(self.order[place])] = place as u16;
        }
    }

    fn want(&mut self, node: u16) {
        if !std::mem::replace(&mut self.is_wanted[usize::from(node)], true) {
            self.wanted.push(node);
        }
    }

    fn want_all(&mut self, nodes: &[u16]) {
        for node in nodes {
            self.want(*node);
        }
    }

    fn settle(&mut self) {
        while let Some(node) = self.wanted.pop() {
            self.is_wanted[usize::from(node)] = false;
            while self.turn(node) || self.shift(node) {}
        }
    }

    /// 2-opt at the ways after and before a node.
    fn turn(&mut self, a: u16) -> bool {
        for forward in [true, false] {
            let b = if forward { self.after(a) } else { self.before(a) };
            let old = self.way(a, b);
            for n in 0..NEAR {
                let c = self.near[usize::from(a) * NEAR + n];
                if c == u16::MAX || self.way(a, c) >= old {
                    break;
                }
                let d = if forward { self.after(c) } else { self.before(c) };
                let gain = old + self.way(c, d) - self.way(a, c) - self.way(b, d);
                if gain > LEAST_GAIN && c != b && d != a {
                    // Forward: a b … c d becomes a c … b d; backward the mirror image.
                    let (first, last) = if forward { (b, c) } else { (c, b) };
                    let (first, last) = if forward { (first, last) } else { (self.after(d), self.before(a)) };
                    self.reverse(first, last);
                    self.want_all(&[a, b, c, d]);
                    return true;
                }
            }
        }
        false
    }

    /// Turns the stretch from one node to another round.
    fn reverse(&mut self, first: u16, last: u16) {
        let (mut i, mut j) =
            (usize::from(self.place[usize::from(first)]), usize::from(self.place[usize::from(last)]));
        let length = (j + self.n - i) % self.n + 1;
        for _ in 0..length / 2 {
            self.order.swap(i, j);
            self.place[usize::from(self.order[i])] = i as u16;
            self.place[usize::from(self.order[j])] = j as u16;
            i = if i + 1 == self.n { 0 } else { i + 1 };
            j = if j == 0 { self.n - 1 } else { j - 1 };
        }
    }

    /// Or-opt: moves a stretch that begins or ends at a node next to one of its neighbours.
    fn shift(&mut self, a: u16) -> bool {
        for length in 1..=LONGEST_MOVED.min(self.n.saturating_sub(3)) {
            for forward in [true, false] {
                // The stretch runs from a away from its new neighbour.
                let at = usize::from(self.place[usize::from(a)]);
                let start = if forward { at } else { at + self.n - (length - 1) };
                let (first, last) = (self.at(start % self.n), self.at(start % self.n + length - 1));
                let far = if forward { last } else { first };
                let (p, q) = (self.before(first), self.after(last));
                let freed = self.way(p, first) + self.way(last, q) - self.way(p, q);
                if freed <= LEAST_GAIN {
                    continue;
                }
                for n in 0..NEAR {
                    let c = self.near[usize::from(a) * NEAR + n];
                    if c == u16::MAX || self.way(a, c) >= freed {
                        break;
                    }
                    let inside =
                        (usize::from(self.place[usize::from(c)]) + self.n - start % self.n) % self.n < length;
                    if inside {
                        continue;
                    }
                    for d in [self.after(c), self.before(c)] {
                        let d_inside = d == first || d == last;
                        let gain = freed + self.way(c, d) - self.way(a, c) - self.way(far, d);
                        if d_inside || gain <= LEAST_GAIN {
                            continue;
                        }
                        self.splice(start % self.n, length, (a, far), (c, d));
                        self.want_all(&[p, q, first, last, c, d]);
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Puts a stretch between two neighbours c and d, its end `a` next to c.
    fn splice(&mut self, start: usize, length: usize, (a, far): (u16, u16), (c, d): (u16, u16)) {
        self.spare.clear();
        let c_first = self.after(c) == d;
        let (left, beside_left) = if c_first { (c, a) } else { (d, far) };
        for step in 0..self.n - length {
            let node = self.at((start + length + step) % self.n);
            self.spare.push(node);
            if node == left {
                let forwards = self.at(start) == beside_left;
                for k in 0..length {
                    let k = if forwards { k } else { length - 1 - k };
                    self.spare.push(self.at((start + k) % self.n));
                }
            }
        }
        std::mem::swap(&mut self.order, &mut self.spare);
        self.number(0, self.n);
    }

    /// Exchanges two neighbouring stretches inside a short window.
    fn kick(&mut self, random: &Random) {
        let window = KICK.min(self.n - 2);
        let start = random.below(self.n - window - 1);
        let mut cuts = [0; 3];
        loop {
            for cut in &mut cuts {
                *cut = start + 1 + random.below(window);
            }
            cuts.sort_unstable();
            if cuts[0] < cuts[1] && cuts[1] < cuts[2] {
                break;
            }
        }
        let [i, j, k] = cuts;
        for place in [i - 1, i, j - 1, j, k - 1, k] {
            let node = self.at(place);
            self.want(node);
        }
        self.order[i..k].rotate_left(j - i);
        self.number(i, k);
    }
}
