//! The text that a customer is found by: its own words, 拼音 without tones and 拼音 initials.
//!
//! A query matches when each of its words is somewhere in the text; both sides go through [`normalise`]. Lines
//! keep fields apart, so that no match runs over from one field into the next.

use pinyin::ToPinyin;

use crate::customer::Customer;

/// Readings that [`pinyin`]'s first choice leaves out and that shop, street or family names use.
const OTHER_READINGS: &[(char, &[&str])] = &[
    ('重', &["chong", "zhong"]),
    ('长', &["chang", "zhang"]),
    ('行', &["hang", "xing"]),
    ('乐', &["le", "yue"]),
    ('曾', &["zeng", "ceng"]),
    ('单', &["dan", "shan"]),
    ('朝', &["chao", "zhao"]),
    ('厦', &["xia", "sha"]),
    ('盛', &["sheng", "cheng"]),
    ('车', &["che", "ju"]),
    ('调', &["diao", "tiao"]),
    ('解', &["jie", "xie"]),
    ('都', &["du", "dou"]),
    ('会', &["hui", "kuai"]),
    ('传', &["chuan", "zhuan"]),
    ('藏', &["cang", "zang"]),
    ('堡', &["bao", "pu", "bu"]),
    ('仇', &["qiu", "chou"]),
    ('翟', &["zhai", "di"]),
    ('尉', &["wei", "yu"]),
    ('蔚', &["wei", "yu"]),
    ('便', &["bian", "pian"]),
    ('宿', &["su", "xiu"]),
    ('六', &["liu", "lu"]),
    ('蚌', &["bang", "beng"]),
    ('系', &["xi", "ji"]),
    ('角', &["jiao", "jue"]),
    ('种', &["zhong", "chong"]),
    ('贾', &["jia", "gu"]),
    ('柏', &["bai", "bo"]),
    ('薄', &["bao", "bo"]),
    ('秘', &["mi", "bi"]),
    ('牟', &["mou", "mu"]),
    ('覃', &["qin", "tan"]),
    ('佛', &["fo", "fu"]),
    ('阿', &["a", "e"]),
    ('区', &["qu", "ou"]),
    ('沈', &["shen", "chen"]),
    ('查', &["cha", "zha"]),
    ('盖', &["gai", "ge"]),
    ('朴', &["pu", "piao"]),
    ('卜', &["bu", "bo"]),
    ('弹', &["dan", "tan"]),
    ('参', &["can", "shen"]),
    ('什', &["shi", "shen"]),
    ('强', &["qiang", "jiang"]),
    ('奇', &["qi", "ji"]),
    ('茄', &["qie", "jia"]),
    ('莞', &["guan", "wan"]),
    ('尾', &["wei", "yi"]),
    ('叶', &["ye", "xie"]),
    ('泊', &["bo", "po"]),
    ('巷', &["xiang", "hang"]),
    ('铅', &["qian", "yan"]),
    ('圈', &["quan", "juan"]),
    ('咖', &["ka", "ga"]),
    ('仔', &["zai", "zi"]),
    ('番', &["fan", "pan"]),
    ('壳', &["ke", "qiao"]),
    ('露', &["lu", "lou"]),
    ('色', &["se", "shai"]),
    ('塞', &["sai", "se"]),
    ('拓', &["tuo", "ta"]),
    ('折', &["zhe", "she"]),
    ('粘', &["zhan", "nian"]),
    ('勒', &["le", "lei"]),
    ('员', &["yuan", "yun"]),
    ('缪', &["miao", "mou"]),
    ('晟', &["sheng", "cheng"]),
    ('石', &["shi", "dan"]),
    ('大', &["da", "dai"]),
    ('和', &["he", "huo"]),
    ('万', &["wan", "mo"]),
    ('荥', &["xing", "ying"]),
    ('臧', &["zang", "cang"]),
    ('召', &["zhao", "shao"]),
    ('祭', &["ji", "zhai"]),
    ('洗', &["xi", "xian"]),
    ('合', &["he", "ge"]),
    ('降', &["jiang", "xiang"]),
    ('坊', &["fang"]),
    ('丽', &["li"]),
    ('率', &["shuai", "lv"]),
    ('绿', &["lv", "lu"]),
];

/// The most readings kept of one name: what a polyphone multiplies must stay small.
const MOST_READINGS: usize = 8;

/// Everything a customer is found by, normalised, a line for each field or reading.
pub fn text_of(customer: &Customer) -> String {
    let mut lines: Vec<String> = Vec::with_capacity(16);
    let mut words = |value: &str| {
        let plain = normalise(value);
        if !plain.is_empty() {
            lines.push(plain);
        }
    };
    words(&customer.name);
    words(&customer.code);
    words(&customer.address);
    for field in [&customer.office, &customer.landmark, &customer.phone, &customer.licence_no, &customer.line]
    {
        words(field.as_deref().unwrap_or_default());
    }
    // 021-6431 1234 is found as 64311234 too.
    words(&customer.phone.as_deref().unwrap_or_default().replace([' ', '-', '(', ')', '（', '）'], ""));
    for field in [Some(&customer.name), customer.landmark.as_ref()].into_iter().flatten() {
        lines.extend(readings(field, MOST_READINGS));
    }
    lines.extend(readings(&customer.address, 2));
    lines.dedup();
    lines.join("\n")
}

/// What free texts are found by: their words, 拼音 and initials, normalised, a line for each text or reading.
pub fn text_of_words<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut lines = Vec::new();
    for text in texts.into_iter().filter(|text| !text.trim().is_empty()) {
        lines.push(normalise(text));
        lines.extend(readings(text, 2));
    }
    lines.join("\n")
}

/// The first 拼音 reading of a name, for sorting.
pub fn sort_key(name: &str) -> String {
    readings(name, 1).into_iter().next().unwrap_or_else(|| normalise(name))
}

/// Lower case, full-width letters and digits made half-width, `ü` as `v`, runs of white space as one blank.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for ch in word.chars().map(half_width).flat_map(char::to_lowercase) {
            out.push(if ch == 'ü' { 'v' } else { ch });
        }
    }
    out
}

/// Whether every word of a query is in a customer's [`text_of`].
pub fn matches(text: &str, query: &str) -> bool {
    normalise(query).split(' ').all(|word| text.contains(word))
}

/// `Ａ` → `A`, `７` → `7`; everything else as it is.
pub fn half_width(ch: char) -> char {
    match ch {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(ch) - 0xfee0).unwrap_or(ch),
        _ => ch,
    }
}

/// The 拼音 and the initials of a text's Chinese characters and half-width letters, at most `most` of each.
fn readings(text: &str, most: usize) -> Vec<String> {
    let mut full = vec![String::new()];
    let mut initials = vec![String::new()];
    let mut has_chinese = false;
    for ch in text.chars().map(half_width) {
        let sounds = sounds_of(ch);
        if sounds.is_empty() {
            for reading in full.iter_mut().chain(&mut initials) {
                reading.extend(ch.to_lowercase().filter(|ch| ch.is_alphanumeric()));
            }
            continue;
        }
        has_chinese = true;
        full = spread(&full, &sounds, most);
        let mut firsts: Vec<&str> = sounds.iter().map(|sound| &sound[..1]).collect();
        firsts.dedup();
        initials = spread(&initials, &firsts, most);
    }
    if !has_chinese {
        return Vec::new();
    }
    full.append(&mut initials);
    full
}

/// Every reading so far followed by every sound, the likelier ones kept where there are too many.
fn spread(readings: &[String], sounds: &[&str], most: usize) -> Vec<String> {
    let sounds = if readings.len() * sounds.len() > most { &sounds[..1] } else { sounds };
    sounds.iter().flat_map(|sound| readings.iter().map(move |reading| format!("{reading}{sound}"))).collect()
}

/// The readings of a Chinese character in ASCII, `v` for ü; empty for any other character.
fn sounds_of(ch: char) -> Vec<&'static str> {
    if let Some((_, sounds)) = OTHER_READINGS.iter().find(|(polyphone, _)| *polyphone == ch) {
        return sounds.to_vec();
    }
    match ch.to_pinyin().map(pinyin::Pinyin::plain) {
        Some("lü") => vec!["lv"],
        Some("nü") => vec!["nv"],
        Some("lüe") => vec!["lve"],
        Some("nüe") => vec!["nve"],
        Some(plain) if plain.is_ascii() => vec![plain],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entropy, Meta, SeededEntropy};

    fn text(name: &str) -> String {
        let id = SeededEntropy::new(1).id(0);
        let mut customer = Customer::new(Meta::new(id, id, 0), "24754-238132", name);
        customer.address = "黄浦区, 四川北路1689号".to_owned();
        customer.phone = Some("021-64311234".to_owned());
        text_of(&customer)
    }

    #[test]
    fn initials_find_a_shop() {
        assert!(matches(&text("中和路烟酒店"), "zhl"));
        assert!(matches(&text("中和路烟酒店"), "ZHLYJD"));
        assert!(matches(&text("嘉杰广场店"), "scbl"), "by the address too");
        assert!(!matches(&text("嘉杰广场店"), "zhl"));
    }

    #[test]
    fn whole_pinyin_finds_a_shop() {
        assert!(matches(&text("中和路烟酒店"), "zhonghelu"));
        assert!(matches(&text("绿女商行"), "lvnv"));
        assert!(matches(&text("绿女商行"), "lünü"));
    }

    #[test]
    fn a_character_of_two_readings_is_found_by_both() {
        for query in ["cqls", "zqls", "chongqinglushangxing", "chongqinglushanghang"] {
            assert!(matches(&text("重庆路商行"), query), "{query}");
        }
        assert!(matches(&text("长乐便利"), "clbl") && matches(&text("长乐便利"), "zlbl"));
    }

    #[test]
    fn many_readings_stay_bounded() {
        let name = "重长行乐曾单朝厦盛车调解都会传藏堡";
        assert!(text(name).lines().count() < 40);
        assert!(matches(&text(name), "cchlzd"), "the first readings are always there");
    }

    #[test]
    fn code_phone_and_address_find_a_shop() {
        for query in ["24754", "238132", "64311234", "02164311234", "四川北路", "１６８９", "黄浦 1689"]
        {
            assert!(matches(&text("汇暻生活广场店"), query), "{query}");
        }
        assert!(!matches(&text("汇暻生活广场店"), "黄浦 9999"));
    }

    #[test]
    fn digits_and_letters_take_part_in_the_reading() {
        assert!(matches(&text("7-11便利店"), "711bld"));
        assert!(matches(&text("ＫＴＶ烟店"), "ktvyd"));
    }

    #[test]
    fn an_empty_query_finds_everyone() {
        assert!(matches(&text("嘉杰广场店"), "  "));
    }

    #[test]
    fn normalising_twice_changes_nothing() {
        for query in ["  Ａb　C ", "Lü", "İ", "中和路"] {
            assert_eq!(normalise(&normalise(query)), normalise(query));
        }
    }
}
