//! Cells that a spreadsheet would run. Exported texts never start like a formula: they get an apostrophe in
//! front, which the import takes away again, so that a round trip changes nothing.

/// The text as it is written into a cell, trimmed: white space would hide what starts a formula.
pub fn guarded(text: &str) -> String {
    let text = text.trim();
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`guarded`] was given, trimmed.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => text,
    }
}

/// Formulas, what an import takes for an empty cell, and what looks guarded already.
fn needs_guard(text: &str) -> bool {
    text.starts_with(starts_formula) || text.starts_with('\'') || (!text.is_empty() && is_dash(text))
}

/// White space and dashes: what people write where nothing is known.
pub fn is_dash(text: &str) -> bool {
    text.trim().chars().all(|ch| matches!(ch, '-' | '—' | '－' | '/'))
}

/// The characters at which spreadsheets begin to compute.
pub fn starts_formula(ch: char) -> bool {
    matches!(ch, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_that_start_a_formula_are_guarded() {
        for text in ["=1+1", "+86 138", "-5", "@SUM(A1)", "'=1", "＝1", "—"] {
            assert!(guarded(text).starts_with('\''), "{text}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
        assert_eq!(guarded("中和路"), "中和路");
        assert_eq!(guarded(" \t=1"), "'=1");
        assert_eq!(guarded(" "), "");
        assert_eq!(unguarded("'90后便利店"), "'90后便利店");
    }

    proptest! {
        #[test]
        fn guarding_is_undone(text in "[=+\\-@'\\t ＝a一—/]{0,4}") {
            let written = guarded(&text);
            prop_assert_eq!(unguarded(&written), text.trim());
            prop_assert!(!written.starts_with(starts_formula));
        }
    }
}
