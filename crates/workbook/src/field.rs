//! The fields of a customer that a workbook can hold, and the headings they go by.

use std::{collections::HashMap, sync::LazyLock};

use rounds_core::search::normalise;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::columns::Field;

/// A column's meaning. Named as the fields of `Customer` where one column is one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CustomerField {
    Code,
    Name,
    Class,
    Segment,
    StandardStore,
    Status,
    Address,
    Office,
    Landmark,
    Phone,
    ContactName,
    ContactTitle,
    ContactPhone,
    LicenceNo,
    LicenceExpiresOn,
    /// The customer code of another shop of the same owner.
    SharedOwner,
    OrderWeekday,
    DeliveryWeekday,
    Line,
    OpeningHours,
    VisitWeekdays,
    MarketDays,
    ServiceMin,
    Frequency,
    MinGapDays,
    FrequencyReason,
    LastVisitOn,
    KeyPoints,
    Wishes,
    Latitude,
    Longitude,
    Datum,
    Note,
}

use CustomerField as F;

/// Every field in the order of the exported columns: field, exported heading, width in characters, further
/// headings that mean it. Those are compared without case, blanks and punctuation.
pub const FIELDS: &[(CustomerField, &str, f64, &[&str])] = &[
    (
        F::Code,
        "客户编码",
        18.0,
        &[
            "编码",
            "编号",
            "客户编号",
            "客户代码",
            "客户号",
            "客户码",
            "代码",
            "店铺编号",
            "门店编号",
            "门店编码",
            "门店代码",
            "店号",
            "零售户编码",
            "零售户编号",
            "零售户代码",
            "商户编号",
            "商户号",
            "code",
            "customer code",
            "customer no",
            "customer number",
            "customer id",
            "store number",
            "store no",
            "store code",
            "store id",
            "shop number",
            "shop no",
            "shop code",
            "shop id",
            "outlet code",
            "account number",
            "account no",
        ],
    ),
    (
        F::Name,
        "客户名称",
        26.0,
        &[
            "名称",
            "店名",
            "店铺名称",
            "门店名称",
            "商户名称",
            "零售户名称",
            "企业名称",
            "单位名称",
            "字号",
            "招牌",
            "客户",
            "客户名",
            "店铺",
            "门店",
            "零售户",
            "name",
            "customer name",
            "customer",
            "store name",
            "shop name",
            "outlet name",
            "store",
            "shop",
            "account name",
            "company",
            "company name",
        ],
    ),
    (
        F::Class,
        "客户分级",
        10.0,
        &[
            "类别",
            "分级",
            "级别",
            "等级",
            "客户类别",
            "客户级别",
            "客户等级",
            "客户分类",
            "分类",
            "档级",
            "class",
            "customer class",
            "grade",
            "tier",
            "abc",
        ],
    ),
    (F::Segment, "客户细分", 10.0, &["细分", "客户类型", "segment", "customer segment"]),
    (F::StandardStore, "标准店", 8.0, &["是否标准店", "标准店标志", "standard store", "is standard store"]),
    (
        F::Status,
        "状态",
        8.0,
        &["客户状态", "经营状态", "营业状态", "店铺状态", "门店状态", "status", "customer status"],
    ),
    (
        F::Address,
        "地址",
        36.0,
        &[
            "经营地址",
            "详细地址",
            "客户地址",
            "店铺地址",
            "门店地址",
            "送货地址",
            "通讯地址",
            "单位地址",
            "地点",
            "address",
            "street address",
            "street",
            "customer address",
            "store address",
            "shop address",
            "full address",
        ],
    ),
    (F::Office, "办公室", 14.0, &["办公地点", "办公位置", "房间", "房号", "楼层", "office", "room", "floor"]),
    (
        F::Landmark,
        "位置提示",
        20.0,
        &["位置说明", "位置", "地标", "参照物", "附近标志", "landmark", "location hint", "how to find"],
    ),
    (
        F::Phone,
        "电话",
        18.0,
        &[
            "电话号码",
            "联系电话",
            "店铺电话",
            "门店电话",
            "固定电话",
            "固话",
            "座机",
            "客户电话",
            "订货电话",
            "phone",
            "phone number",
            "telephone",
            "telephone number",
            "tel",
            "store phone",
            "shop phone",
        ],
    ),
    (
        F::ContactName,
        "联系人",
        12.0,
        &[
            "负责人",
            "联系人姓名",
            "负责人姓名",
            "经营者",
            "经营者姓名",
            "店主",
            "店主姓名",
            "法人",
            "法人代表",
            "法定代表人",
            "持证人",
            "老板",
            "关键人",
            "姓名",
            "contact",
            "contact name",
            "contact person",
            "owner",
            "owner name",
            "person in charge",
        ],
    ),
    (F::ContactTitle, "联系人职务", 12.0, &["职务", "职位", "title", "contact title", "job title"]),
    (
        F::ContactPhone,
        "联系人电话",
        18.0,
        &[
            "负责人电话",
            "店主电话",
            "法人电话",
            "经营者电话",
            "手机",
            "手机号",
            "手机号码",
            "移动电话",
            "联系人手机",
            "负责人手机",
            "contact phone",
            "contact phone number",
            "contact mobile",
            "contact tel",
            "mobile",
            "mobile phone",
            "owner phone",
            "cell phone",
        ],
    ),
    (
        F::LicenceNo,
        "许可证号",
        22.0,
        &[
            "许可证",
            "许可证编号",
            "许可证号码",
            "烟草许可证号",
            "烟草专卖许可证号",
            "专卖许可证号",
            "零售许可证号",
            "烟草专卖零售许可证号",
            "证号",
            "licence",
            "licence no",
            "licence number",
            "license",
            "license no",
            "license number",
        ],
    ),
    (
        F::LicenceExpiresOn,
        "许可证有效期",
        14.0,
        &[
            "许可证有效期至",
            "许可证到期日",
            "许可证到期",
            "许可证有效期止",
            "有效期",
            "有效期至",
            "有效期止",
            "到期日",
            "到期日期",
            "licence expiry",
            "license expiry",
            "licence expires on",
            "licence expires",
            "license expires",
            "expiry date",
            "valid until",
        ],
    ),
    (
        F::SharedOwner,
        "同一经营者",
        18.0,
        &[
            "同一经营者编码",
            "同一经营者客户编码",
            "共同经营者",
            "一人多证",
            "主店编码",
            "shared owner",
            "same owner",
            "same owner as",
            "owner code",
            "owner customer code",
        ],
    ),
    (
        F::OrderWeekday,
        "订货日",
        8.0,
        &["订货周期日", "访销日", "订单日", "订货星期", "order day", "order weekday", "ordering day"],
    ),
    (F::DeliveryWeekday, "送货日", 8.0, &["配送日", "送货星期", "delivery day", "delivery weekday"]),
    (
        F::Line,
        "线路",
        14.0,
        &["送货线路", "拜访线路", "线路名称", "路线", "片区", "line", "route", "route name"],
    ),
    (
        F::OpeningHours,
        "营业时间",
        26.0,
        &["开门时间", "营业时段", "opening hours", "business hours", "open hours", "hours"],
    ),
    (
        F::VisitWeekdays,
        "可拜访日",
        14.0,
        &["拜访日", "拜访星期", "走访日", "visit days", "visit day", "visit weekdays", "allowed weekdays"],
    ),
    (F::MarketDays, "赶集日", 18.0, &["集日", "逢集日", "赶场日", "逢集", "market days", "market day"]),
    (
        F::ServiceMin,
        "服务时长(分钟)",
        10.0,
        &[
            "服务时长",
            "拜访时长",
            "停留时间",
            "停留时长",
            "服务时间",
            "service minutes",
            "service min",
            "service time",
            "visit minutes",
            "duration",
        ],
    ),
    (
        F::Frequency,
        "拜访频率",
        14.0,
        &["频率", "走访频率", "拜访频次", "频次", "拜访周期", "frequency", "visit frequency"],
    ),
    (
        F::MinGapDays,
        "最短间隔(天)",
        10.0,
        &["最短间隔", "最小间隔", "最短间隔天数", "min gap", "min gap days", "minimum gap"],
    ),
    (F::FrequencyReason, "频率说明", 18.0, &["频率原因", "frequency reason", "frequency note"]),
    (
        F::LastVisitOn,
        "上次拜访",
        14.0,
        &[
            "上次拜访日期",
            "最近拜访",
            "最近拜访日期",
            "上次走访",
            "最后拜访",
            "最后拜访日期",
            "last visit",
            "last visit on",
            "last visited",
            "last visit date",
        ],
    ),
    (
        F::KeyPoints,
        "重点工作",
        26.0,
        &["工作重点", "拜访重点", "本次重点", "key points", "key work", "focus"],
    ),
    (F::Wishes, "小心愿", 20.0, &["客户心愿", "心愿", "wishes", "small wishes"]),
    (F::Latitude, "纬度", 13.0, &["北纬", "坐标纬度", "latitude", "lat", "y坐标", "gps纬度"]),
    (
        F::Longitude,
        "经度",
        13.0,
        &["东经", "坐标经度", "longitude", "lng", "lon", "long", "x坐标", "gps经度"],
    ),
    (F::Datum, "坐标系", 10.0, &["坐标类型", "坐标系统", "datum", "coordinate system", "crs"]),
    (
        F::Note,
        "备注",
        26.0,
        &["说明", "备注说明", "note", "notes", "remark", "remarks", "comment", "comments"],
    ),
];

impl Field for CustomerField {
    const REQUIRED: &'static [Self] = &[F::Code, F::Name];

    fn recognise(heading: &str) -> Option<Self> {
        recognise(heading)
    }

    /// A licence number serves as the code.
    fn stand_in(self) -> Option<Self> {
        (self == F::Code).then_some(F::LicenceNo)
    }
}

/// The field that a heading names, if any.
pub fn recognise(heading: &str) -> Option<CustomerField> {
    static BY_HEADING: LazyLock<HashMap<String, CustomerField>> = LazyLock::new(|| {
        let words =
            |(field, heading, _, others): &(CustomerField, &'static str, f64, &'static [&'static str])| {
                let field = *field;
                others.iter().chain([heading]).map(|word| (bare(word), field)).collect::<Vec<_>>()
            };
        FIELDS.iter().flat_map(words).collect()
    });
    // 电话（必填） means 电话, but 服务时长(分钟) is itself a heading: the whole first, then without the brackets.
    let unbracketed = heading.split(['(', '（', '[', '【']).next().unwrap_or_default();
    [heading, unbracketed].iter().find_map(|heading| BY_HEADING.get(&bare(heading)).copied())
}

/// Lower case, half width, letters and digits only.
pub fn bare(heading: &str) -> String {
    normalise(heading).chars().filter(|ch| ch.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_recognised_in_chinese_and_english() {
        for (heading, field) in [
            ("客户编码", F::Code),
            (" Store Number ", F::Code),
            ("STORE_NAME", F::Name),
            ("店名*", F::Name),
            ("电话（必填）", F::Phone),
            ("联系人 电话", F::ContactPhone),
            ("Street Address", F::Address),
            ("许可证有效期", F::LicenceExpiresOn),
            ("服务时长(分钟)", F::ServiceMin),
            ("经度（GCJ-02）", F::Longitude),
            ("ｌａｔ", F::Latitude),
        ] {
            assert_eq!(recognise(heading), Some(field), "{heading}");
        }
        for heading in ["序号", "Brand", "State/Province", "Country", "", "(必填)", "Timezone"] {
            assert_eq!(recognise(heading), None, "{heading}");
        }
    }

    #[test]
    fn every_field_is_listed_once_and_no_heading_names_two() {
        let mut seen = std::collections::BTreeMap::new();
        for (field, heading, _, others) in FIELDS {
            for word in std::iter::once(heading).chain(*others) {
                assert_eq!(seen.insert(bare(word), field), None, "{word}");
                assert_eq!(recognise(word), Some(*field), "{word}");
            }
        }
        let mut fields: Vec<_> = FIELDS.iter().map(|(field, ..)| *field).collect();
        fields.sort_unstable();
        fields.dedup();
        assert_eq!(fields.len(), FIELDS.len());
    }
}
