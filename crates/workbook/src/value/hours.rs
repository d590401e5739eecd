//! Opening hours.

use rounds_core::{ErrorCode, customer::OpeningSpan, search::normalise};

/// Spans parted by `；`, each with its weekdays in front or none: `周一至周五 08:00-12:00、13:30-18:00；周六 9点-12点`.
pub fn list(text: &str) -> Result<Vec<OpeningSpan>, ErrorCode> {
    let text = normalise(&text.replace(['\n', '\r'], ";")).replace("点半", ":30").replace('点', ":00");
    if matches!(text.as_str(), "24小时" | "全天" | "24h" | "24 hours") {
        return Ok(vec![OpeningSpan { weekdays: Vec::new(), from_min: 0, to_min: 1440 }]);
    }
    let mut spans = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let colon = part.find(':').ok_or(ErrorCode::BadHours)?;
        let digits = part[..colon].bytes().rev().take(2).take_while(u8::is_ascii_digit).count();
        let (days, times) = part.split_at(colon - digits);
        let weekdays = match days.trim().trim_end_matches(':') {
            "" => Vec::new(),
            days => super::weekday::list(days)?,
        };
        for time in times.split([',', '、', ' ', '/']).filter(|time| !time.is_empty()) {
            let (from, to) = time.split_once(['-', '—', '–', '~', '至', '到']).ok_or(ErrorCode::BadHours)?;
            let (from_min, to_min) = (minutes(from)?, minutes(to)?);
            if from_min >= to_min {
                return Err(ErrorCode::BadHours);
            }
            spans.push(OpeningSpan { weekdays: weekdays.clone(), from_min, to_min });
        }
    }
    if spans.is_empty() { Err(ErrorCode::BadHours) } else { Ok(spans) }
}

fn minutes(time: &str) -> Result<u32, ErrorCode> {
    let (hour, minute) = time.split_once(':').ok_or(ErrorCode::BadHours)?;
    let number = |part: &str| part.parse::<u32>().map_err(|_| ErrorCode::BadHours);
    let (hour, minute) = (number(hour)?, number(minute)?);
    if minute < 60 && hour * 60 + minute <= 1440 { Ok(hour * 60 + minute) } else { Err(ErrorCode::BadHours) }
}
