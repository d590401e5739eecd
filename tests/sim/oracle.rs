//! What people wrote, and what became of it: every word is at headquarters in the end, unless somebody who saw it wrote over
//! it, or the only device that held it was given up.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Oracle {
    next: u32,
    words: BTreeSet<String>,
    /// Word → why it may be gone.
    excused: BTreeMap<String, &'static str>,
}

impl Oracle {
    /// A word that is like no other.
    pub fn word(&mut self, writer: &str) -> String {
        self.next += 1;
        let word = format!("w{:04}{writer}", self.next);
        self.words.insert(word.clone());
        word
    }

    /// The disk was full: nobody has written it.
    pub fn unwritten(&mut self, word: &str) {
        self.words.remove(word);
    }

    fn excuse(&mut self, text: &str, why: &'static str) {
        let found: Vec<String> = self.words.iter().filter(|word| text.contains(*word)).cloned().collect();
        for word in found {
            self.excused.entry(word).or_insert(why);
        }
    }

    /// Somebody wrote over what they saw.
    pub fn overwritten(&mut self, text: &str) {
        self.excuse(text, "overwritten");
    }

    /// Somebody deleted what they saw.
    pub fn deleted(&mut self, text: &str) {
        self.excuse(text, "deleted");
    }

    /// The device that held these words alone is no more.
    pub fn given_up(&mut self, text: &str) {
        self.excuse(text, "given up");
    }

    /// Words that are nowhere and ought to be.
    pub fn missing(&self, holdings: &str) -> Vec<&String> {
        let gone = |word: &&String| !self.excused.contains_key(*word) && !holdings.contains(word.as_str());
        self.words.iter().filter(gone).collect()
    }

    pub fn written(&self) -> usize {
        self.words.len()
    }
}
