//! What people wrote, and what became of it: every word is at headquarters in the end, unless somebody who saw it wrote over
//! it, or the only device that held it was given up.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::Id;

#[derive(Default)]
pub struct Oracle {
    next: u32,
    words: BTreeSet<String>,
    /// Word → why it may be gone.
    excused: BTreeMap<String, &'static str>,
    /// Word → the customer in whose file it is personal.
    personal: BTreeMap<String, Id>,
    /// Customers who had that erased by law.
    erased_of: BTreeSet<Id>,
    /// Words that headquarters held and erased.
    erased: BTreeSet<String>,
    /// Words that were written before an erasure that their writers could not know of, and may not come after it.
    late: BTreeSet<String>,
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

    /// The law may ask that the word goes.
    pub fn personal(&mut self, word: &str, customer: Id) {
        self.personal.insert(word.to_owned(), customer);
    }

    /// What is personal in a customer's file was erased; `before` and `after` are what headquarters held. Gives back how
    /// many words went.
    pub fn erased(&mut self, customer: Id, before: &str, after: &str) -> usize {
        self.erased_of.insert(customer);
        self.late
            .extend(self.personal.iter().filter(|(_, of)| **of == customer).map(|(word, _)| word.clone()));
        let gone = |word: &&String| before.contains(word.as_str()) && !after.contains(word.as_str());
        let gone: Vec<String> = self.words.iter().filter(gone).cloned().collect();
        self.erased.extend(gone.iter().cloned());
        gone.len()
    }

    /// Words that are nowhere and ought to be.
    pub fn missing(&self, holdings: &str) -> Vec<&String> {
        let by_law = |word: &String| {
            self.erased.contains(word)
                || self.personal.get(word).is_some_and(|customer| self.erased_of.contains(customer))
        };
        let gone = |word: &&String| {
            !self.excused.contains_key(*word) && !holdings.contains(word.as_str()) && !by_law(word)
        };
        self.words.iter().filter(gone).collect()
    }

    /// Words that were erased and stand in a text all the same.
    pub fn left_of_erased(&self, text: &str) -> Vec<&String> {
        self.erased.iter().filter(|word| text.contains(word.as_str())).collect()
    }

    /// Words in a text that came to headquarters although what they are about was erased before.
    pub fn came_late(&self, text: &str) -> Vec<&String> {
        self.late.iter().filter(|word| text.contains(word.as_str())).collect()
    }

    pub fn written(&self) -> usize {
        self.words.len()
    }
}
