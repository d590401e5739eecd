//! Words of a short list: class, segment, status, datum, yes or no.

use rounds_core::{
    ErrorCode,
    customer::{CustomerClass, CustomerStatus, Segment},
    position::Datum,
    search::normalise,
};

fn bare(text: &str) -> String {
    normalise(text).chars().filter(|ch| ch.is_alphanumeric() || *ch == '√' || *ch == '×').collect()
}

pub fn class(text: &str) -> Result<CustomerClass, ErrorCode> {
    let word = bare(text);
    let word = word.trim_end_matches(['类', '级', '档']).trim_start_matches("class");
    match word {
        "a" => Ok(CustomerClass::A),
        "b" => Ok(CustomerClass::B),
        "c" => Ok(CustomerClass::C),
        "d" => Ok(CustomerClass::D),
        _ => Err(ErrorCode::BadClass),
    }
}

pub fn segment(text: &str) -> Result<Segment, ErrorCode> {
    let word = bare(text);
    match word.trim_end_matches("客户").trim_end_matches("型") {
        "核心" | "core" => Ok(Segment::Core),
        "潜力" | "potential" => Ok(Segment::Potential),
        "一般" | "普通" | "general" => Ok(Segment::General),
        "问题" | "problem" => Ok(Segment::Problem),
        _ => Err(ErrorCode::BadSegment),
    }
}

pub fn status(text: &str) -> Result<CustomerStatus, ErrorCode> {
    match bare(text).as_str() {
        "营业" | "正常" | "正常营业" | "正常经营" | "在营" | "营业中" | "开业" | "open" | "active" => {
            Ok(CustomerStatus::Open)
        }
        "停业" | "暂停" | "暂停营业" | "停业整顿" | "suspended" | "paused" => {
            Ok(CustomerStatus::Suspended)
        }
        "歇业" | "关闭" | "注销" | "关店" | "已歇业" | "closed" | "inactive" => {
            Ok(CustomerStatus::Closed)
        }
        _ => Err(ErrorCode::BadStatus),
    }
}

pub fn datum(text: &str) -> Result<Datum, ErrorCode> {
    match bare(text).as_str() {
        "wgs84" | "wgs" | "gps" | "epsg4326" | "4326" => Ok(Datum::Wgs84),
        "gcj02" | "gcj" | "gcj2" | "火星坐标" | "火星" | "高德" | "腾讯" | "amap" => {
            Ok(Datum::Gcj02)
        }
        "bd09" | "bd" | "bd09ll" | "百度" | "百度坐标" | "baidu" => Ok(Datum::Bd09),
        _ => Err(ErrorCode::BadDatum),
    }
}

pub fn flag(text: &str) -> Result<bool, ErrorCode> {
    match bare(text).as_str() {
        "是" | "有" | "√" | "1" | "y" | "yes" | "true" | "标准店" => Ok(true),
        "否" | "无" | "×" | "0" | "n" | "no" | "false" | "非标准店" => Ok(false),
        _ => Err(ErrorCode::BadFlag),
    }
}
