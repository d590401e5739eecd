//! Claims about ways: matrices, an end point of its own, doubtful positions.

use std::sync::Arc;

use proptest::prelude::*;
use rounds_core::{customer::CustomerClass, frequency::Preset, plan::Reason, position::Position};
use rounds_planner::{Doubt, MatrixProblem, Travel, TravelMatrix, doubts, retime_day};

use crate::common::{QUICK, Week, county, date, id, place, preset, shop, visits};

fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn read(text: &str) -> Result<TravelMatrix, MatrixProblem> {
    TravelMatrix::from_rows(&rows(text), &|code| ["1", "2", "3"].contains(&code))
}

#[test]
fn a_square_of_minutes_is_read_and_asymmetry_is_kept() {
    let matrix = read("min,1,2\n1,0,5.5\n2,7,0").unwrap();
    assert_eq!(matrix.way(0, 1), (None, Some(330)));
    assert_eq!(matrix.way(1, 0), (None, Some(420)));
    assert_eq!(TravelMatrix::from_bytes(&matrix.to_bytes(), &|_| true), Ok(matrix));
}

#[test]
fn a_list_holds_metres_and_minutes_and_may_have_gaps() {
    let matrix = read("from,to,m,min\n@start,1,1200,4\n1,@start,1300,\n").unwrap();
    let (start, one) = (matrix.row("@start").unwrap(), matrix.row("1").unwrap());
    assert_eq!(matrix.way(start, one), (Some(1_200), Some(240)));
    assert_eq!(matrix.way(one, start), (Some(1_300), None));
    assert_eq!(matrix.gaps(), 0);
}

#[test]
fn what_is_wrong_is_named_by_row_and_column() {
    let at = |row, column| (row, column, "1".to_owned(), "2".to_owned());
    let cell = |text: &str| read(text).unwrap_err();
    let (row, column, from, to) = at(2, 3);
    assert_eq!(
        cell("m,1,2\n1,0,-5\n2,7,0"),
        MatrixProblem::Negative { row, column, from: from.clone(), to: to.clone(), value: "-5".to_owned() }
    );
    assert_eq!(
        cell("m,1,2\n1,0,NaN\n2,7,0"),
        MatrixProblem::BadNumber { row, column, from: from.clone(), to: to.clone(), value: "NaN".to_owned() }
    );
    assert!(matches!(
        cell("min,1,2\n1,0,99999\n2,7,0"),
        MatrixProblem::Absurd { row: 2, column: 3, most: 1440, .. }
    ));
    assert_eq!(
        cell("min,1,9\n1,0,1\n9,7,0"),
        MatrixProblem::CodeUnknown { row: 1, column: 3, code: "9".to_owned() }
    );
    assert_eq!(
        cell("min,1,1\n1,0,1\n1,7,0"),
        MatrixProblem::CodeTwice { row: 1, column: 3, code: "1".to_owned() }
    );
    // Two values for one way, a way that nobody drives, a way from a place to itself.
    let twice = cell("from,to,min\n1,2,5\n1,2,9");
    assert_eq!(twice, MatrixProblem::CodeTwice { row: 3, column: 1, code: "1 → 2".to_owned() });
    assert!(read("from,to,min\n1,2,5\n1,2,5").is_ok());
    let fast = cell("from,to,km,min\n1,2,100,1");
    assert!(matches!(fast, MatrixProblem::Absurd { row: 2, column: 3, most: 5, .. }), "{fast:?}");
    let here = cell("min,1,2\n1,4,1\n2,7,0");
    assert!(matches!(here, MatrixProblem::Absurd { row: 2, column: 2, most: 0, .. }), "{here:?}");
    assert!(matches!(cell("min,1,2\n1,0\n2,7,0"), MatrixProblem::Size { row: 2, expected: 2, .. }));
    assert!(matches!(cell("min,1,2\n1,0,1,8\n2,7,0"), MatrixProblem::Size { row: 2, .. }));
    assert!(matches!(cell("min,1,2\n1,0,1"), MatrixProblem::Size { .. }));
    assert!(matches!(cell("min,1,2\n2,0,1\n1,7,0"), MatrixProblem::Order { row: 2, .. }));
    assert!(matches!(cell("miles,1\n1,0"), MatrixProblem::Heading { row: 1, .. }));
    assert_eq!(cell(""), MatrixProblem::Empty);
    let broken = b"ROUNDS-MATRIX-1\n\xff\xff\xff\xff\x01\x00\x00\x00";
    assert_eq!(TravelMatrix::from_bytes(broken, &|_| true), Err(MatrixProblem::Empty));
    assert_eq!(TravelMatrix::from_bytes(b"ROUNDS-MATRIX-1\n\x01", &|_| true), Err(MatrixProblem::Empty));
}

#[test]
fn the_matrix_is_used_where_it_knows_the_way_and_the_formula_elsewhere() {
    let customers = [
        shop(1, CustomerClass::A, Some(place(1_000, 0))),
        shop(2, CustomerClass::A, Some(place(2_000, 0))),
        shop(3, CustomerClass::A, Some(place(3_000, 0))),
    ];
    let week = Week::new(vec![], vec![]);
    let matrix = read("from,to,m,min\n@start,1,9000,31\n1,2,4000,13\n").unwrap();
    let travel = Travel { matrix: Some(Arc::new(matrix)), ..Travel::from(Some(place(0, 0))) };
    let order = [id(1), id(2), id(3)];
    let day = retime_day(date("2026-12-01"), &order, &customers, &week.calendar, &travel).unwrap();
    let ways: Vec<_> = day.visits.iter().map(|visit| (visit.travel_m, visit.travel_min)).collect();
    assert_eq!(ways[..2], [(9_000, 31), (4_000, 13)]);
    assert!((1_000..1_500).contains(&ways[2].0), "{ways:?}");
}

#[test]
fn a_list_is_read_with_chinese_headings_as_with_english_ones() {
    let english = read("from,to,km,min\n@start,1,9,31\n1,2,4.5,13\n").unwrap();
    assert_eq!(read("起点,终点,公里,分钟\n@start,1,9,31\n1,2,4.5,13\n").unwrap(), english);
    assert!(matches!(read("起点,公里\n1,2\n"), Err(MatrixProblem::Heading { row: 1, .. })));
}

#[test]
fn a_day_may_end_elsewhere() {
    let customers = [shop(1, CustomerClass::A, Some(place(5_000, 0)))];
    let week = Week::new(vec![], vec![]);
    let day = |end: Option<Position>| {
        let travel = Travel { end, ..Travel::from(Some(place(0, 0))) };
        let day = retime_day(date("2026-12-01"), &[id(1)], &customers, &week.calendar, &travel);
        day.unwrap().totals.travel_m
    };
    assert!(day(Some(place(5_000, 0))) * 2 <= day(None) + 1);
}

#[test]
fn doubtful_positions_are_listed_and_planned_as_if_missing() {
    let mut customers = county(40);
    customers[0].position = None;
    let zero = Position::from_degrees(0.0, 0.0, rounds_core::position::Datum::Wgs84).unwrap();
    customers[1].position = Some(zero);
    customers[2].position = Some(place(900_000, 0));
    for n in 3..7 {
        customers[n].position = customers[3].position;
        customers[n].address = format!("路{n}号");
    }
    let found = doubts(&customers);
    assert_eq!(found[..2], [(id(1), Doubt::Missing), (id(2), Doubt::Zero)]);
    assert!(matches!(found[2], (_, Doubt::Far { km }) if km > 700), "{found:?}");
    assert_eq!(found[3..], (4..=7).map(|n| (id(n), Doubt::Shared { customers: 4 })).collect::<Vec<_>>());
    let plan = Week::new(customers, preset(Preset::GroupCustomers)).plan(QUICK);
    for visit in visits(&plan) {
        let assumed = plan.assumed_positions.contains(&visit.customer_id);
        assert_eq!(visit.reasons.contains(&Reason::PositionAssumed), assumed, "{visit:?}");
    }
    assert!(
        (1..=3).contains(&plan.assumed_positions.len())
            && plan.days.iter().all(|day| day.totals.travel_m < 400_000)
    );
}

proptest! {
    /// What was kept of a matrix comes back out of a database that anybody may have written into.
    #[test]
    fn any_bytes_are_a_matrix_or_refused(
        noise in prop::collection::vec(any::<u8>(), 0..80),
        side in 0..4_u32,
        kinds in 0..5_u32,
        cut in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let head = [b"ROUNDS-MATRIX-1\n".as_slice(), &side.to_le_bytes(), &kinds.to_le_bytes()].concat();
        let mut whole = read("from,to,m,min\n1,2,1200,4\n2,1,1300,5\n").unwrap().to_bytes();
        let place = at.index(whole.len());
        whole[place] = byte;
        let cut = whole[..cut.index(whole.len())].to_vec();
        for bytes in [noise.clone(), [head, noise].concat(), whole, cut] {
            if let Ok(matrix) = TravelMatrix::from_bytes(&bytes, &|_| true) {
                prop_assert_eq!(matrix.to_bytes(), bytes);
            }
        }
    }
}
