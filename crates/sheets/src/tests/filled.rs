use tempfile::TempDir;

use super::{
    all_text,
    files::{codes, tool, without_spaces, written},
    fonts,
    layout::{assert_text_stays_within_its_cell, variants},
    pages, texts,
};
use crate::{
    Kind, PrintOptions, SheetData, SignedAnswers, Tail, evidence_of,
    fixture::{options, week},
    read_tail, record_code, render,
    scene::{Page, Shape},
    signed_tail,
    text::TICK,
    visits::{SECRETS, filled_week, longest_answers, longest_week, signed, strokes, unusual},
};

fn file(data: &SheetData, options: &PrintOptions) -> Vec<u8> {
    render(Kind::Record, data, &fonts(), options, &mut |_, _| true).unwrap().bytes
}

fn formats() -> [PrintOptions; 2] {
    [false, true].map(|full_records| PrintOptions { full_records, ..options() })
}

/// Words that carry on into the next line or cell, as one text.
fn squeezed(pages: &[Page]) -> String {
    without_spaces(&all_text(pages))
}

#[test]
fn every_answer_of_the_signed_part_is_in_the_file() {
    let folder = TempDir::new().unwrap();
    for options in formats() {
        let path = written(&folder, &file(&filled_week(1), &options));
        let found = without_spaces(&tool("pdftotext", &["-raw", "-f", "1", "-l", "2", &path, "-"]));
        for answer in [
            "2026年11月30日周一",
            "08:33",
            "08:55",
            "陪访王主任（市局营销中心）",
            "接待人店员小陈",
            "临近年末，礼盒走得快",
            "细支缺货两周",
            "86条",
            "20张",
            "新品未上柜",
            "移到收银台右侧第二层",
            "价签整齐",
            "细支两周没有货，老顾客天天来问",
            "已向部门反映，下周一前答复",
            "12月7日周一",
            "18:00",
            "送货时间能早一点更好",
            "12月14日周一",
            "赵喆",
        ] {
            assert!(found.contains(answer), "{answer} is not in {found}");
        }
        for ticked in ["负责人不在", "日常", "增", "部分", "紧急", "满意", "上午", "负责人"]
        {
            assert!(found.contains(&format!("□{TICK}{ticked}")), "{ticked} is not ticked in {found}");
        }
        for empty in ["关门", "联络感情", "降", "投诉", "不满意", "下午", "营业员", "拒签"]
        {
            assert!(found.contains(&format!("□{empty}")), "{empty} is ticked in {found}");
        }
    }
}

#[test]
fn the_internal_part_never_reaches_a_sheet() {
    let form = week(1).form;
    let kept = SignedAnswers::of(&form, &longest_answers());
    let internal = form.section("internal").unwrap();
    for field in internal.fields() {
        assert!(!kept.map().contains_key(&field.field), "{}", field.field);
    }
    for options in formats() {
        let bytes = file(&filled_week(2), &options);
        let folder = TempDir::new().unwrap();
        let found = without_spaces(&tool("pdftotext", &["-raw", &written(&folder, &bytes), "-"]));
        for secret in SECRETS {
            assert!(!found.contains(secret), "{secret}");
        }
    }
}

#[test]
fn what_was_never_touched_is_neither_ticked_nor_named() {
    let mut data = week(1);
    data.records.truncate(1);
    let mut filled = signed(0);
    filled.answers = SignedAnswers::default();
    data.records[0].filled = Some(filled);
    for options in formats() {
        let pages = pages(Kind::Record, &data, &options).unwrap();
        assert!(!texts(&pages[0]).contains(&TICK));
    }
}

#[test]
fn texts_and_strokes_stay_in_their_cells_however_long_they_are() {
    for options in variants() {
        for (data, what) in [(filled_week(3), "filled"), (longest_week(2), "the longest answers")] {
            let pages = pages(Kind::Record, &data, &options).unwrap();
            assert_text_stays_within_its_cell(&pages, what);
            assert!(pages.iter().any(|page| strokes_inside(page) > 0), "{what}: no signature");
        }
    }
}

/// Counts the strokes, each within its field with the pen's width.
fn strokes_inside(page: &Page) -> usize {
    let mut count = 0;
    for shape in &page.shapes {
        let Shape::Stroke { points, width, cell } = shape else { continue };
        count += 1;
        for (x, y) in points {
            let inside = *x - width / 2.0 >= cell.x
                && x + width / 2.0 <= cell.x + cell.width
                && y - width / 2.0 >= cell.y
                && y + width / 2.0 <= cell.y + cell.height;
            assert!(inside, "({x}, {y}) leaves {cell:?}");
        }
    }
    count
}

#[test]
fn a_signature_keeps_its_shape_on_pads_held_either_way() {
    for (width, height) in [(6000, 2400), (2600, 4200), (400, 12_000), (12_000, 300)] {
        let mut data = week(1);
        data.records.truncate(1);
        let mut filled = signed(0);
        let drawn = strokes(width, height);
        let across = |points: &mut dyn Iterator<Item = (f32, f32)>| {
            let points: Vec<_> = points.collect();
            let span = |of: fn(&(f32, f32)) -> f32| {
                let values = points.iter().map(of);
                values.clone().fold(f32::MIN, f32::max) - values.fold(f32::MAX, f32::min)
            };
            span(|point| point.0) / span(|point| point.1)
        };
        let was = across(&mut drawn.strokes.iter().flatten().map(|point| (point.x as f32, point.y as f32)));
        filled.signature = crate::SignedBy::Drawn { strokes: drawn, on: crate::fixture::date(11, 30) };
        data.records[0].filled = Some(filled);
        let pages = pages(Kind::Record, &data, &options()).unwrap();
        assert_eq!(strokes_inside(&pages[0]), 10);
        let points = pages[0].shapes.iter().filter_map(|shape| match shape {
            Shape::Stroke { points, .. } => Some(points.clone()),
            _ => None,
        });
        let is = across(&mut points.flatten());
        assert!((is / was - 1.0).abs() < 0.02, "{width}×{height}: {was} became {is}");
    }
}

#[test]
fn the_longest_record_goes_on_overleaf_whole_and_under_its_own_number() {
    let mut data = longest_week(1);
    data.records.truncate(1);
    for options in formats() {
        let pages = pages(Kind::Record, &data, &options).unwrap();
        assert!(pages.len() > 2);
        let all = squeezed(&pages);
        let filled = data.records[0].filled.as_ref().unwrap();
        let opinion = filled.answers.map()["opinion"].as_str().unwrap();
        // The same text in the answers of twenty requests and in the opinion.
        assert!(all.contains(opinion));
        assert_eq!(all.matches("12月7日周一").count(), 20);
        for page in &pages {
            assert!(squeezed(std::slice::from_ref(page)).contains("编号：2026W49-001"));
        }
        assert_eq!(all.matches("（续页）").count(), pages.len() - 1);
        assert_eq!(all.matches("客户经理签字").count(), 1);
    }
}

#[test]
fn every_request_of_a_visit_is_printed() {
    let mut data = week(1);
    data.records.truncate(1);
    let mut filled = signed(0);
    let request = |n: usize| serde_json::json!({ "kind": "suggestion", "content": format!("第{n}件事") });
    let mut answers = crate::visits::answers(0);
    answers.insert("feedback".into(), (1..=9).map(request).collect());
    filled.answers = SignedAnswers::of(&filled.form, &answers);
    data.records[0].filled = Some(filled);
    for options in formats() {
        let all = all_text(&pages(Kind::Record, &data, &options).unwrap());
        for n in 1..=9 {
            assert!(all.contains(&format!("第{n}件事")), "{n}");
        }
    }
}

#[test]
fn a_long_record_between_short_ones_takes_leaves_of_its_own() {
    let data = longest_week(1);
    let numbers = |page: &Page| -> Vec<String> {
        let texts = texts(page).into_iter();
        texts.filter_map(|text| Some(text.strip_prefix("编号：2026W49-")?.to_owned())).collect()
    };
    let pages = pages(Kind::Record, &data, &options()).unwrap();
    let mut order: Vec<String> = Vec::new();
    for page in &pages {
        let on = numbers(page);
        assert!(!(on.len() > 1 && (on.contains(&"001".to_owned()) || on.contains(&"004".to_owned()))));
        order.extend(on);
    }
    order.dedup();
    assert_eq!(order, ["001", "002", "003", "004", "005"]);
}

#[test]
fn printed_on_both_sides_no_leaf_carries_two_filled_records() {
    for full_records in [true, false] {
        let options = PrintOptions { duplex: true, full_records, ..options() };
        let stack = pages(Kind::Record, &longest_week(1), &options).unwrap();
        let numbers = |page: &Page| -> Vec<String> {
            texts(page).into_iter().filter(|text| text.starts_with("编号")).map(str::to_owned).collect()
        };
        for leaf in stack.chunks(2) {
            let [front, back] = leaf else { continue };
            assert!(back.shapes.is_empty() || numbers(front) == numbers(back));
        }
    }
}

#[test]
fn refusals_paper_late_entry_and_corrections_are_marked() {
    let mut data = week(1);
    for (number, sheet) in data.records.iter_mut().enumerate() {
        sheet.filled = Some(unusual(number));
    }
    for options in formats() {
        let all = squeezed(&pages(Kind::Record, &data, &options).unwrap());
        for words in [
            "更正：代替2026年11月29日编号2026W49-0A1B2的记录；设备时钟存疑",
            &format!("□{TICK}拒签原因负责人认为不需要签字"),
            "补录（录入时间2026-12-0618:12）",
            "已在纸质表上签字，扫描件存档",
            "已由编号2026W49-77777的记录更正",
            "未签字",
        ] {
            assert!(all.contains(words), "{words} is not in {all}");
        }
    }
}

#[test]
fn the_code_of_a_signed_sheet_says_what_was_signed() {
    let folder = TempDir::new().unwrap();
    let mut data = week(1);
    data.records.truncate(2);
    for (number, sheet) in data.records.iter_mut().enumerate() {
        sheet.filled = Some(signed(number));
    }
    let path = written(&folder, &file(&data, &options()));
    let stem = folder.path().join("page");
    tool("pdftoppm", &["-r", "200", "-gray", "-singlefile", &path, stem.to_str().unwrap()]);
    let mut found = codes(&stem.with_extension("pgm"));
    let mut expected: Vec<String> = data
        .records
        .iter()
        .filter_map(|sheet| sheet.filled.as_ref())
        .map(|filled| record_code(filled.record_id, filled.seal.as_ref().unwrap()))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn the_file_is_sound_with_its_evidence_and_the_devices_line() {
    let folder = TempDir::new().unwrap();
    let data = filled_week(1);
    let bytes = file(&data, &options());
    assert!(bytes == file(&data, &options()));
    let own_key = "09".repeat(32);
    let signed = signed_tail(bytes, &own_key, |digest| hex::encode(digest).repeat(2));
    assert!(matches!(read_tail(&signed), Tail::Signed { key_id, .. } if key_id == own_key));
    let path = written(&folder, &signed);
    let checked = tool("qpdf", &["--check", &path]);
    assert!(!checked.contains("WARNING"), "{checked}");
    for line in tool("pdffonts", &[&path]).lines().skip(2) {
        let columns: Vec<&str> = line.split_whitespace().rev().collect();
        assert_eq!(columns[2..5], ["yes", "yes", "yes"], "{line}");
    }

    let sealed: Vec<_> = data
        .records
        .iter()
        .filter_map(|sheet| sheet.filled.as_ref())
        .filter_map(|filled| Some((filled.evidence_name(), filled.seal.clone()?.evidence)))
        .collect();
    assert!(sealed.len() > 3);
    let listed = tool("pdfdetach", &["-list", &path]);
    for (name, _) in &sealed {
        assert!(listed.contains(name), "{listed}");
    }
    // Another program saves the file anew: the line is gone, the evidence is not.
    let anew = folder.path().join("anew.pdf");
    let anew_path = anew.to_str().unwrap();
    tool("qpdf", &["--object-streams=generate", "--recompress-flate", &path, anew_path]);
    let saved = std::fs::read(&anew).unwrap();
    assert_eq!(read_tail(&saved), Tail::Missing);
    for file in [&signed, &saved] {
        let found: Vec<_> = evidence_of(file).into_iter().map(|file| (file.name, file.bytes)).collect();
        assert_eq!(found, sealed);
    }
    assert!(evidence_of(b"no PDF").is_empty());
}
