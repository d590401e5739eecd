use super::{metadata, packages};
use rounds_tests::root;
use serde_json::Value;
use std::fs;

/// Permissive, or unmodified MPL-2.0.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "NCSA",
    "OpenSSL",
    "PSF-2.0",
    "Python-2.0",
    "Unicode-3.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "blessing",
];

/// Fonts and tables of data, not code.
const ALLOWED_DATA: &[&str] = &["OFL-1.1", "CC-BY-4.0"];

/// Packages whose npm entry forgets the licence that their own LICENSE file names: Apache-2.0.
const UNSTATED: &[&str] = &["node_modules/@react-aria/optimize-locales-plugin"];

/// Whether an SPDX expression can be met by allowed licences alone: OR offers a choice, AND binds tighter.
fn met(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.replace('/', " OR ");
    let tokens = expression.replace('(', " ( ").replace(')', " ) ");
    let mut tokens = tokens.split_whitespace().peekable();
    let verdict = any(&mut tokens, allowed);
    verdict && tokens.next().is_none()
}

type Tokens<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(tokens: &mut Tokens, allowed: &[&str]) -> bool {
    let mut verdict = all(tokens, allowed);
    while tokens.next_if_eq(&"OR").is_some() {
        verdict |= all(tokens, allowed);
    }
    verdict
}

fn all(tokens: &mut Tokens, allowed: &[&str]) -> bool {
    let mut verdict = one(tokens, allowed);
    while tokens.next_if_eq(&"AND").is_some() {
        verdict &= one(tokens, allowed);
    }
    verdict
}

fn one(tokens: &mut Tokens, allowed: &[&str]) -> bool {
    if tokens.next_if_eq(&"(").is_some() {
        let verdict = any(tokens, allowed);
        return tokens.next() == Some(")") && verdict;
    }
    let mut name = tokens.next().unwrap_or_default().to_owned();
    if tokens.next_if_eq(&"WITH").is_some() {
        name = format!("{name} WITH {}", tokens.next().unwrap_or_default());
    }
    allowed.contains(&name.as_str())
}

#[test]
fn an_expression_is_met_by_a_choice_but_not_by_a_part() {
    assert!(met("MIT OR GPL-3.0", ALLOWED));
    assert!(met("(GPL-3.0 OR MIT) AND BSD-3-Clause", ALLOWED));
    assert!(met("MIT/Apache-2.0", ALLOWED));
    assert!(!met("MIT AND GPL-3.0", ALLOWED));
    assert!(!met("", ALLOWED));
}

#[test]
fn every_crate_is_permissive_or_mpl() {
    let metadata = metadata();
    let others: Vec<_> = packages(&metadata)
        .filter(|package| !met(package["license"].as_str().unwrap_or_default(), ALLOWED))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn every_npm_package_is_permissive_or_mpl() {
    let allowed: Vec<_> = ALLOWED.iter().chain(ALLOWED_DATA).copied().collect();
    let mut others = Vec::new();
    for folder in ["ui", "assets/fonts", "tools/calendars", "tools/tauri", "tests/shots"] {
        let lock = root().join(folder).join("package-lock.json");
        let lock = fs::read_to_string(&lock).unwrap_or_else(|error| panic!("{}: {error}", lock.display()));
        let lock: Value = serde_json::from_str(&lock).expect("a lock file is JSON");
        for (path, package) in lock["packages"].as_object().into_iter().flatten() {
            let licence = package["license"].as_str().unwrap_or_default();
            if !path.is_empty() && !UNSTATED.contains(&path.as_str()) && !met(licence, &allowed) {
                others.push(format!("{folder}: {path}: {licence}"));
            }
        }
    }
    assert!(others.is_empty(), "{others:#?}");
}
