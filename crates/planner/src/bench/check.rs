//! The checker: recomputes everything from the instance as its file tells it, in 64 bits, and shares no code with the
//! engine.

use super::{Periodic, Windows};

/// Share of a limit by which rounding may pass it.
const ROUNDING: f64 = 1e-9;

/// The length of all routes of a periodic plan. `routes` holds day after day, the vehicles of a day side by side; each
/// stop is a row's index. Says what is wrong with the plan otherwise.
pub fn check_periodic(instance: &Periodic, routes: &[Vec<usize>]) -> Result<f64, String> {
    if routes.len() != instance.days.len() * instance.vehicles {
        return Err(format!(
            "有 {} 条路线，应有 {} 条",
            routes.len(),
            instance.days.len() * instance.vehicles
        ));
    }
    let mut visited: Vec<Vec<bool>> = vec![vec![false; instance.days.len()]; instance.rows.len()];
    let mut total = 0.0;
    for (number, stops) in routes.iter().enumerate() {
        let day = number / instance.vehicles;
        let (longest, capacity) = instance.days[day];
        let (mut here, mut length, mut service, mut load) = (instance.depot, 0.0, 0.0, 0.0);
        for stop in stops {
            let row = instance.rows.get(*stop).ok_or_else(|| format!("没有客户 {}", stop + 1))?;
            if std::mem::replace(&mut visited[*stop][day], true) {
                return Err(format!("第 {} 天两次拜访客户 {}", day + 1, stop + 1));
            }
            length += (row.x - here.0).hypot(row.y - here.1);
            service += row.service;
            load += row.demand;
            here = (row.x, row.y);
        }
        length += (instance.depot.0 - here.0).hypot(instance.depot.1 - here.1);
        if length + service > longest * (1.0 + ROUNDING) {
            return Err(format!("第 {} 天用了 {}，最多 {longest}", day + 1, length + service));
        }
        if load > capacity * (1.0 + ROUNDING) {
            return Err(format!("第 {} 天有一辆车装了 {load}，最多 {capacity}", day + 1));
        }
        total += length;
    }
    for (n, (row, days)) in instance.rows.iter().zip(&visited).enumerate() {
        let is_right = |pattern: &super::DaySet| (0..days.len()).all(|day| pattern.has(day) == days[day]);
        if !row.patterns.iter().any(is_right) {
            let number = n + 1;
            return Err(if days.contains(&true) {
                format!("客户 {number} 的日子不是允许的组合")
            } else if let Some(why) = row.never_fits(&instance.days, instance.depot) {
                format!("客户 {number} 没有排进去：它{why}")
            } else {
                format!("客户 {number} 没有排进去：剩下的时间或容量不够")
            });
        }
    }
    Ok(total)
}

/// The length of a tour with time windows, which visits every node but the first once; else what is wrong with it.
pub fn check_windows(instance: &Windows, tour: &[usize]) -> Result<f64, String> {
    let mut visited = vec![false; instance.nodes];
    let (mut here, mut now, mut length) = (0, instance.windows[0].0, 0.0);
    for node in tour.iter().copied().chain([0]) {
        if node >= instance.nodes || std::mem::replace(&mut visited[node], true) {
            return Err(format!("没有点 {node}，或去了两次"));
        }
        let way = instance.ways[here * instance.nodes + node];
        length += way;
        let (from, to) = instance.windows[node];
        now = if node == 0 { now + way } else { (now + way).max(from) };
        if now > to + ROUNDING {
            return Err(format!("到点 {node} 是 {now}，已过 {to}"));
        }
        here = node;
    }
    match visited.iter().position(|seen| !seen) {
        Some(node) => {
            let (from, to) = instance.windows[node];
            let soonest = instance.windows[0].0 + instance.ways[node];
            Err(if soonest > to {
                format!("点 {node} 没有排进去：从起点直接去也要到 {soonest}，它的时间窗在 {to} 结束")
            } else {
                format!("点 {node} 没有排进去：它的时间窗 {from}-{to} 和别的点排不到一起")
            })
        }
        None => Ok(length),
    }
}
