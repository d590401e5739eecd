//! The plan as a workbook, as leaders read it.

use rounds_core::{AppError, ErrorCode};
use rounds_workbook::{Column, Table, TableCell, write_table};

use super::board;
use crate::{
    Ctx, Session, output, sheet,
    wire::{ByWeek, FileWritten},
    words::Words,
};

const COLUMNS: [(&str, f64); 13] = [
    ("日期", 12.0),
    ("星期", 7.0),
    ("序", 5.0),
    ("计划到店", 9.0),
    ("离店", 9.0),
    ("客户编码", 16.0),
    ("客户名称", 28.0),
    ("类别", 6.0),
    ("经营地址", 40.0),
    ("联系电话", 16.0),
    ("订货日", 8.0),
    ("重点工作", 28.0),
    ("拜访理由", 48.0),
];

pub fn export(session: &Session, ByWeek { week }: ByWeek, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let board = board(&open, week, ctx)?;
    if board.plan.is_none() {
        return Err(ErrorCode::PlanMissing.with("week", week.to_string()));
    }
    let words = Words::zh();
    let manager = open.person()?.map(|person| person.name).unwrap_or_default();
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let mut rows = Vec::new();
    for visit in board.days.iter().flat_map(|day| &day.visits) {
        let reasons: Vec<String> = visit.reasons.iter().map(|reason| words.reason(reason)).collect();
        let text = |value: &str| TableCell::from(value);
        rows.push(vec![
            TableCell::Date(visit.date),
            text(&words.weekday(visit.date)),
            TableCell::Number(visit.order.into()),
            text(&clock(visit.arrive_min)),
            text(&clock(visit.depart_min)),
            text(&visit.customer.code),
            text(&visit.customer.name),
            text(&visit.customer.class.map(|class| format!("{class:?}")).unwrap_or_default()),
            text(&visit.customer.address),
            text(visit.customer.phone.as_deref().unwrap_or_default()),
            text(&visit.customer.order_weekday.map(|day| words.weekday_name(day)).unwrap_or_default()),
            text(visit.key_points.as_deref().unwrap_or_default()),
            text(&reasons.join("；")),
        ]);
    }
    let table = Table {
        sheet_name: "客户拜访计划".to_owned(),
        title: Some(
            format!("客户拜访计划表 {}年第{}周 {manager}", week.year(), week.week()).trim_end().to_owned(),
        ),
        columns: COLUMNS.map(|(heading, width)| Column { heading: heading.to_owned(), width }).to_vec(),
        rows,
    };
    let name = sheet::file_name("客户拜访计划表", week, &manager, "xlsx");
    let path = output::folder(session, &open)?.join(output::file_name(&name));
    output::write(&path, &write_table(&table, ctx.now)?, 0)
}
