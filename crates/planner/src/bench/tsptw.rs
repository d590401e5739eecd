//! One vehicle with time windows (Dumas et al. 1995): n, the n × n matrix of whole numbers, then a window per node. The
//! first node is the depot; its window bounds the day. Service is part of the ways.

use crate::engine::{Choice, Client, DaySet, Hours, Model, Pattern, Route, Span, Travel, Weights};

use super::{BadFile, number, whole};

/// An instance as its file tells it.
#[derive(Clone, Debug)]
pub struct Windows {
    pub nodes: usize,
    pub ways: Vec<f64>,
    pub windows: Vec<(f64, f64)>,
}

/// The first row of the matrix that does not hold a number for each node, where each has a line of its own.
fn short_row(text: &str, nodes: usize) -> Option<BadFile> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut rows = lines.skip(1).take(nodes).map(|(n, line)| (n + 1, line.split_whitespace().count()));
    let (line, found) = rows.find(|(_, found)| *found != nodes)?;
    Some(BadFile::at(line, &format!("矩阵的这一行有 {found} 个数，应有 {nodes} 个")))
}

impl Windows {
    pub fn parse(text: &str) -> Result<Self, BadFile> {
        let mut words = text
            .lines()
            .enumerate()
            .flat_map(|(n, line)| line.split_whitespace().map(move |word| (n + 1, word)));
        let mut next = |what: &str| words.next().ok_or_else(|| BadFile::ends(text, what));
        let (line, count) = next("点数")?;
        let nodes = whole(count, line, "点数")?;
        if nodes == 0 || nodes > 5000 {
            return Err(BadFile::at(line, "点数要在 1 到 5000 之间"));
        }
        let mut read = |what: &str| next(what).and_then(|(line, word)| Ok((line, number(word, line, what)?)));
        let mut ways = Vec::new();
        for _ in 0..nodes * nodes {
            ways.push(read("矩阵的一项")?.1);
        }
        let mut windows: Vec<(f64, f64)> = Vec::new();
        for node in 0..nodes {
            let (_, from) = read("时间窗的开始")?;
            let (line, to) = read("时间窗的结束")?;
            if from > to {
                return Err(short_row(text, nodes).unwrap_or_else(|| {
                    BadFile::at(line, &format!("点 {node} 的时间窗从 {from} 开始，却在 {to} 结束"))
                }));
            }
            windows.push((from, to));
        }
        Ok(Self { nodes, ways, windows })
    }

    /// The engine's model: client n is node n + 1.
    pub fn model(&self) -> Model {
        let (from, to) = self.windows[0];
        let client = |node: usize| Client {
            node,
            minutes: 0.0,
            demand: 0.0,
            counts: 1,
            choice: Choice::Patterns(vec![Pattern { days: DaySet::of([0]), cost: 0.0 }]),
            hours: Hours::Daily(vec![Span { from: self.windows[node].0, to: self.windows[node].1 }]),
            locks: Vec::new(),
            group: None,
        };
        Model {
            days: vec![0],
            routes: vec![Route {
                day: 0,
                start: 0,
                end: 0,
                spans: vec![Span { from, to }],
                longest: f64::INFINITY,
                most: u32::MAX,
                capacity: f64::INFINITY,
                lunch: None,
                fair_share: 1.0,
            }],
            clients: (1..self.nodes).map(client).collect(),
            groups: Vec::new(),
            apart: Vec::new(),
            travel: Travel {
                nodes: self.nodes,
                cost: self.ways.iter().map(|way| *way as f32).collect(),
                minutes: None,
            },
            weights: Weights::TRAVEL,
        }
    }
}
