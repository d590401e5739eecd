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

impl Windows {
    pub fn parse(text: &str) -> Result<Self, BadFile> {
        let mut words = text
            .lines()
            .enumerate()
            .flat_map(|(n, line)| line.split_whitespace().map(move |word| (n + 1, word)));
        let mut next = |what: &str| words.next().ok_or_else(|| BadFile::ends(text, what));
        let (line, count) = next("the number of nodes")?;
        let nodes = whole(count, line, "the number of nodes")?;
        if nodes == 0 || nodes > 5000 {
            return Err(BadFile::at(line, "the number of nodes must be 1 to 5000"));
        }
        let mut read = |what: &str| next(what).and_then(|(line, word)| Ok((line, number(word, line, what)?)));
        let mut ways = Vec::new();
        for _ in 0..nodes * nodes {
            ways.push(read("an entry of the matrix")?.1);
        }
        let mut windows = Vec::new();
        for _ in 0..nodes {
            let (_, from) = read("the begin of a window")?;
            let (line, to) = read("the end of a window")?;
            if from > to {
                return Err(BadFile::at(line, &format!("a window ends at {to} before it begins at {from}")));
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
            weights: Weights { cost: 1.0, minute: 0.0, balance: 0.0 },
        }
    }
}
