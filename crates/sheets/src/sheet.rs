//! What every sheet shares: sizes, title, head line, foot, and how leaves become a stack.

use crate::{
    Head, PrintOptions,
    font::Weight,
    rows::{Align, Cell, Row, draw_line},
    scene::{Area, Page},
    text::{POINT, Part, READ, SMALLEST, Setter},
    words,
};

/// Points.
const TITLE: f32 = 16.0;
/// The margin that is bound or punched, millimetres.
pub(crate) const BINDING: f32 = 18.0;
pub(crate) const MARGIN: f32 = 10.0;

/// What layout needs at hand.
pub(crate) struct Desk<'a> {
    pub setter: &'a Setter<'a>,
    pub head: &'a Head,
    pub options: &'a PrintOptions,
}

/// A page and where its feet go; a blank back has none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leaf {
    pub page: Page,
    pub feet: Vec<Foot>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Foot {
    pub area: Area,
    /// 内部资料，用后收回; not on what stays with the customer.
    pub internal: bool,
    /// 数据截至: figures of purchases stand on the page, or will be written there.
    pub figures: bool,
    /// A record sheet begins above it; false = it goes on, or it is no record.
    pub begins: bool,
}

impl Desk<'_> {
    /// Body sizes to try, the best first, in points.
    pub fn sizes(&self) -> &'static [f32] {
        if self.options.large_type { &[11.0, 10.5, 10.0, 9.5, 9.0] } else { &[9.0, 8.5, 8.0, SMALLEST] }
    }

    /// The size of secondary text beside a body size.
    pub fn secondary(body: f32) -> f32 {
        (body - 1.0).max(SMALLEST)
    }

    /// Draws a title in the middle of `area`'s width; returns the y below it.
    pub fn title(&self, page: &mut Page, text: &str, area: Area) -> f32 {
        let line = self.setter.lines(text, TITLE, Weight::Medium, area.width).swap_remove(0);
        let height = line.height() + 1.0;
        let left = area.x + (area.width - line.width) / 2.0;
        draw_line(page, &line, left, area.y, Area { height, ..area });
        area.y + height
    }

    /// A line of `label：value` entries without frames, for the head of a sheet.
    pub fn head_line(&self, entries: &[(&str, &str, f32)], size: f32) -> Row {
        let cells = entries.iter().map(|(label, value, width)| {
            Cell::text(self.setter, *width, &format!("{label}：{value}"), size).unframed()
        });
        Row::new(cells.collect(), size * POINT * READ + 1.6)
    }

    /// `2026年第49周`.
    pub fn week(&self) -> String {
        format!("{}年第{}周", self.head.week.year(), self.head.week.week())
    }

    /// A customer's telephone as the options allow it.
    pub fn phone(&self, phone: Option<&str>) -> String {
        match phone.map(str::trim).filter(|phone| !phone.is_empty()) {
            None => String::new(),
            Some(phone) if self.options.whole_phones => phone.to_owned(),
            Some(phone) => words::masked_phone(phone),
        }
    }

    fn foot(&self, page: &mut Page, foot: &Foot, number: usize, of: usize) {
        let as_of = words::known(self.options.data_as_of, |date| date.format("%Y-%m-%d").to_string());
        let figures = if foot.figures { format!("数据截至 {as_of} · ") } else { String::new() };
        let left = format!("{figures}打印时间 {}", words::moment(self.options.printed_at));
        let closing = if foot.internal { " · 内部资料，用后收回" } else { "" };
        let right = format!("第 {number} 页 共 {of} 页{closing}");
        for (text, align) in [(left, Align::Left), (right, Align::Right)] {
            let line = self.setter.lines(&text, SMALLEST, Weight::Regular, foot.area.width).swap_remove(0);
            let slack = foot.area.width - line.width;
            let shift = if align == Align::Right { slack } else { 0.0 };
            draw_line(page, &line, foot.area.x + shift, foot.area.y, foot.area);
        }
    }
}

/// A phrase: words and blanks to write on.
pub(crate) fn phrase(text: &str, blank: Option<f32>, after: &str) -> Vec<Part> {
    let mut parts = vec![Part::Words(text.to_owned())];
    parts.extend(blank.map(Part::Blank));
    if !after.is_empty() {
        parts.push(Part::Words(after.to_owned()));
    }
    parts
}

/// A label cell: as wide as asked, centred, on a light ground.
pub(crate) fn label(setter: &Setter, width: f32, text: &str, size: f32) -> Cell {
    Cell::head(setter, width, text, size)
}

/// Puts the stacks one upon another. Printed on both sides, each part of a stack starts on a front.
pub(crate) fn stack(stacks: Vec<Vec<Leaf>>, duplex: bool) -> Vec<Leaf> {
    let mut all: Vec<Leaf> = Vec::new();
    for leaves in stacks {
        if let Some(last) = all.last().filter(|_| duplex && all.len() % 2 == 1) {
            let page = Page { shapes: Vec::new(), ..last.page.clone() };
            all.push(Leaf { page, feet: Vec::new() });
        }
        all.extend(leaves);
    }
    all
}

/// Numbers the printed pages and draws their feet.
pub(crate) fn number(desk: &Desk, leaves: Vec<Leaf>) -> Vec<Page> {
    let of = leaves.iter().filter(|leaf| !leaf.feet.is_empty()).count();
    let mut number = 0;
    let numbered = leaves.into_iter().map(|leaf| {
        let Leaf { mut page, feet } = leaf;
        number += usize::from(!feet.is_empty());
        for foot in &feet {
            desk.foot(&mut page, foot, number, of);
        }
        page.join_rules();
        page
    });
    numbered.collect()
}
