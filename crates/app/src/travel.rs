//! How the manager gets about: start and end point, the speed learnt, the road matrix, doubtful positions.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Days, NaiveDate};
use rounds_core::{
    AppError, ErrorCode, Id, customer::Customer, position::Position, setting::Settings, territory::Territory,
};
use rounds_planner::{
    ASSUMED_COUNTS, Doubt, LearntSpeed, MatrixProblem, ObservedWay, Travel, TravelMatrix, doubts, learn_speed,
};
use rounds_store::{self as store, Connection, StoreError, StoredMatrix};
use rounds_workbook as workbook;

use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    wire::{DoubtKind, ImportMatrix, MatrixView, Nothing, PositionDoubt, SpeedView},
};

/// Older visits tell of another car, or another season.
const LEARN_DAYS: u64 = 120;

/// What the manager's own visits tell of the speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learnt {
    pub speed: LearntSpeed,
    pub assumed: u32,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Learnt {
    pub fn read(
        sql: &Connection,
        customers: &[Customer],
        today: NaiveDate,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        let stays = store::stays_since(sql, today - Days::new(LEARN_DAYS))?;
        let positions: BTreeMap<Id, Position> =
            customers.iter().filter_map(|customer| Some((customer.meta.id, customer.position?))).collect();
        let ways: Vec<ObservedWay> = stays
            .windows(2)
            .filter(|pair| pair[0].date == pair[1].date)
            .filter_map(|pair| {
                Some(ObservedWay {
                    from: *positions.get(&pair[0].customer_id)?,
                    to: *positions.get(&pair[1].customer_id)?,
                    seconds: (pair[1].arrived_at - pair[0].left_at) / 1_000,
                })
            })
            .collect();
        let assumed = settings.working_time.speed_m_per_min;
        Ok(Self {
            speed: learn_speed(&ways, assumed),
            assumed,
            from: stays.first().map(|stay| stay.date),
            to: stays.last().map(|stay| stay.date),
        })
    }

    /// The speed that plans are made with, metres a minute.
    pub fn used(&self, settings: &Settings) -> u32 {
        if settings.planning.learn_speed { self.speed.m_per_min } else { self.assumed }
    }
}

/// Start, end and matrix; the former matrix is kept where it is the same.
pub fn of(
    sql: &Connection,
    territory: Option<&Territory>,
    former: Option<&Travel>,
) -> Result<Travel, StoreError> {
    let stored = store::travel_matrix(sql)?;
    let parsed = |stored: StoredMatrix| {
        let known = former.and_then(|former| former.matrix.clone());
        known.filter(|matrix| matrix.to_bytes() == stored.body).or_else(|| {
            // A customer that was deleted since is simply never asked for.
            TravelMatrix::from_bytes(&stored.body, &|_| true).ok().map(Arc::new)
        })
    };
    Ok(Travel {
        start: territory.and_then(|territory| territory.start),
        end: territory.and_then(|territory| territory.end),
        matrix: stored.and_then(parsed),
    })
}

pub fn speed(session: &Session, _: Nothing, ctx: &Ctx) -> Result<SpeedView, AppError> {
    let open = session.data(ctx)?;
    let settings = open.settings()?;
    let learnt = open.book(ctx)?.learnt;
    Ok(SpeedView {
        used_m_per_min: learnt.used(&settings),
        learns: settings.planning.learn_speed,
        learnt_m_per_min: learnt.speed.m_per_min,
        observations: learnt.speed.observations,
        left_out: learnt.speed.left_out,
        assumed_m_per_min: learnt.assumed,
        assumed_counts: ASSUMED_COUNTS,
        from: learnt.from,
        to: learnt.to,
    })
}

/// Customers whose positions the manager should look at, by code.
pub fn position_doubts(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<PositionDoubt>, AppError> {
    let book = session.data(ctx)?.book(ctx)?;
    let found = doubts(&book.customers).into_iter().filter_map(|(id, doubt)| {
        let doubt = match doubt {
            Doubt::Missing => DoubtKind::Missing,
            Doubt::Zero => DoubtKind::Zero,
            Doubt::Far { km } => DoubtKind::Far { km },
            Doubt::Shared { customers } => DoubtKind::Shared { customers },
        };
        Some(PositionDoubt { customer: book.summary(id)?, doubt })
    });
    Ok(found.collect())
}

/// The matrix in use; none where none was imported.
pub fn matrix(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Option<MatrixView>, AppError> {
    let open = session.data(ctx)?;
    view(&open, &*open.book(ctx)?)
}

fn view(open: &Open, book: &Book) -> Result<Option<MatrixView>, AppError> {
    let (Some(stored), Some(matrix)) = (open.store.read(store::travel_matrix)?, &book.travel.matrix) else {
        return Ok(None);
    };
    Ok(Some(seen(book, matrix, stored.file_name, stored.imported_at)))
}

fn seen(book: &Book, matrix: &TravelMatrix, file_name: String, imported_at: i64) -> MatrixView {
    let without = book.customers.iter().filter(|customer| matrix.row(&customer.code).is_none());
    MatrixView {
        file_name,
        imported_at,
        places: matrix.codes().len() as u32,
        has_start: matrix.row(TravelMatrix::START).is_some(),
        has_end: matrix.row(TravelMatrix::END).is_some(),
        has_metres: matrix.has_metres(),
        has_minutes: matrix.has_seconds(),
        gaps: matrix.gaps(),
        without: without.filter_map(|customer| book.summary(customer.meta.id)).collect(),
    }
}

/// Takes a matrix in the place of the former one; a wrong file changes nothing.
pub fn import_matrix(
    session: &Session,
    args: ImportMatrix,
    bytes: &[u8],
    ctx: &Ctx,
) -> Result<MatrixView, AppError> {
    take_matrix(&*session.data(ctx)?, &args.file_name, bytes, ctx)
}

fn read_matrix(book: &Book, bytes: &[u8]) -> Result<TravelMatrix, AppError> {
    let is_known = |code: &str| book.customers.iter().any(|customer| customer.code == code);
    let matrix = if TravelMatrix::is_bytes(bytes) {
        TravelMatrix::from_bytes(bytes, &is_known)
    } else {
        TravelMatrix::from_rows(&workbook::read_csv(bytes)?, &is_known)
    };
    matrix.map_err(refused)
}

/// What taking a matrix would give; nothing is changed.
pub fn try_matrix(open: &Open, file_name: &str, bytes: &[u8], ctx: &Ctx) -> Result<MatrixView, AppError> {
    let book = open.book(ctx)?;
    Ok(seen(&book, &read_matrix(&book, bytes)?, file_name.to_owned(), ctx.now))
}

pub fn take_matrix(open: &Open, file_name: &str, bytes: &[u8], ctx: &Ctx) -> Result<MatrixView, AppError> {
    let book = open.book(ctx)?;
    let matrix = read_matrix(&book, bytes)?;
    let stored =
        StoredMatrix { file_name: file_name.to_owned(), imported_at: ctx.now, body: matrix.to_bytes() };
    open.write(ctx, |tx| Ok(tx.set_travel_matrix(Some(&stored))?))?;
    Ok(seen(&book, &matrix, stored.file_name, stored.imported_at))
}

pub fn delete_matrix(session: &Session, _: Nothing, ctx: &Ctx) -> Result<(), AppError> {
    session.data(ctx)?.write(ctx, |tx| Ok(tx.set_travel_matrix(None)?))?;
    Ok(())
}

fn refused(problem: MatrixProblem) -> AppError {
    let cell = |code: ErrorCode, row: u32, column: u32| code.with("row", row).with("column", column);
    match problem {
        MatrixProblem::Empty => ErrorCode::MatrixEmpty.into(),
        MatrixProblem::Heading { row, value } => {
            ErrorCode::MatrixHeading.with("row", row).with("value", value)
        }
        MatrixProblem::Size { row, found, expected } => {
            ErrorCode::MatrixSize.with("row", row).with("found", found).with("expected", expected)
        }
        MatrixProblem::CodeUnknown { row, column, code } => {
            cell(ErrorCode::MatrixCodeUnknown, row, column).with("value", code)
        }
        MatrixProblem::CodeTwice { row, column, code } => {
            cell(ErrorCode::MatrixCodeTwice, row, column).with("value", code)
        }
        MatrixProblem::Order { row, code, expected } => {
            ErrorCode::MatrixOrder.with("row", row).with("value", code).with("expected", expected)
        }
        MatrixProblem::BadNumber { row, column, from, to, value } => {
            cell(ErrorCode::MatrixBadNumber, row, column)
                .with("from", from)
                .with("to", to)
                .with("value", value)
        }
        MatrixProblem::Negative { row, column, from, to, value } => {
            cell(ErrorCode::MatrixNegative, row, column)
                .with("from", from)
                .with("to", to)
                .with("value", value)
        }
        MatrixProblem::Absurd { row, column, from, to, value, most } => {
            let at = cell(ErrorCode::MatrixAbsurd, row, column).with("from", from).with("to", to);
            at.with("value", value).with("most", most)
        }
    }
}
