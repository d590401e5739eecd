//! Who lies near whom.

use super::compiled::Compiled;

/// Neighbours remembered for each client.
const NEIGHBOURS: usize = 100;
/// Clients in a town at least and at most, and the share of its reach below which distances are alike.
const SMALLEST_TOWN: usize = 3;
const LARGEST_TOWN: usize = 40;
const SAME_PLACE: f32 = 0.05;

impl Compiled<'_> {
    /// How many of a client's nearest, itself included, lie in its town: up to the widest relative step in distance.
    pub(super) fn town_size(&self, client: usize) -> usize {
        let here = self.clients[client].node;
        let far = |n: usize| self.way(here, self.clients[self.near[client][n] as usize].node);
        let last = self.near[client].len().min(LARGEST_TOWN);
        let (mut size, mut widest) = (last, 0.0);
        for n in SMALLEST_TOWN..last {
            let step = far(n) / (far(n - 1) + SAME_PLACE * far(last - 1)).max(f32::MIN_POSITIVE);
            if step > widest {
                (size, widest) = (n, step);
            }
        }
        size
    }

    pub(super) fn neighbours(&self) -> Vec<Vec<u32>> {
        let count = self.clients.len();
        (0..count as u32)
            .map(|from| {
                let here = self.clients[from as usize].node;
                let far = |to: &u32| {
                    let there = self.clients[*to as usize].node;
                    self.way(here, there) + self.way(there, here)
                };
                let order = |a: &u32, b: &u32| far(a).total_cmp(&far(b)).then(a.cmp(b));
                let mut list: Vec<u32> = (0..count as u32).filter(|to| *to != from).collect();
                if list.len() > NEIGHBOURS {
                    list.select_nth_unstable_by(NEIGHBOURS, order);
                    list.truncate(NEIGHBOURS);
                }
                list.sort_unstable_by(order);
                list.insert(0, from);
                list
            })
            .collect()
    }
}
