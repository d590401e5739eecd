//! 关键人 / 联系人.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Id, Meta, row};

/// 决策层 / 管理层 / 操作层 / 影响者.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ContactLayer {
    #[default]
    Decision,
    Management,
    Operating,
    Influencer,
}

/// A person at a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Contact {
    #[serde(flatten)]
    pub meta: Meta,
    pub customer_id: Id,
    pub name: String,
    pub layer: ContactLayer,
    /// 职务.
    pub title: Option<String>,
    pub phone: Option<String>,
    /// The one named on sheets; one for each customer, see [`keep_one_primary`].
    pub is_primary: bool,
    pub note: Option<String>,
}

row!(Contact, "contact", {
    customer_id: Text, name: Text, layer: Text, title: Text, phone: Text, is_primary: Bool, note: Text,
});

/// The contact that sheets and imports name: the one marked as primary, else the first. Two devices that each gave a shop
/// its first contact leave two that are marked; the one written last counts, by headquarters' times where it has both, so
/// that every device and headquarters choose alike.
pub fn primary<'a>(contacts: impl IntoIterator<Item = &'a Contact> + Clone) -> Option<&'a Contact> {
    let marked = contacts.clone().into_iter().filter(|contact| contact.is_primary);
    marked.max_by_key(|contact| (contact.meta.updated_at, contact.meta.id)).or(contacts.into_iter().next())
}

/// Leaves the mark to [`primary`] among a customer's contacts.
pub fn keep_one_primary(contacts: &mut [Contact]) {
    let Some(kept) = primary(&*contacts).map(|contact| contact.meta.id) else { return };
    for contact in contacts {
        contact.is_primary &= contact.meta.id == kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entropy, SeededEntropy};

    fn contact(entropy: &SeededEntropy, name: &str, updated_at: i64, is_primary: bool) -> Contact {
        let mut meta = Meta::new(entropy.id(1_000), Id::nil(), 1_000);
        meta.updated_at = updated_at;
        let name = name.to_owned();
        let layer = ContactLayer::default();
        Contact {
            meta,
            customer_id: Id::nil(),
            name,
            layer,
            title: None,
            phone: None,
            is_primary,
            note: None,
        }
    }

    #[test]
    fn of_two_primary_contacts_the_one_written_last_counts_in_whatever_order_they_come() {
        let entropy = SeededEntropy::new(1);
        let (late, early) = (contact(&entropy, "甲", 9, true), contact(&entropy, "乙", 5, true));
        let plain = contact(&entropy, "丙", 20, false);
        for mut contacts in [
            vec![late.clone(), early.clone(), plain.clone()],
            vec![plain.clone(), early.clone(), late.clone()],
        ] {
            assert_eq!(primary(&contacts).unwrap().name, "甲");
            keep_one_primary(&mut contacts);
            let marked: Vec<_> = contacts.iter().filter(|one| one.is_primary).map(|one| &one.name).collect();
            assert_eq!(marked, ["甲"]);
        }
        // Written at the same time, the id decides.
        let same = contact(&entropy, "丁", 9, true);
        let of = |contacts: [&Contact; 2]| primary(contacts).unwrap().meta.id;
        assert_eq!(of([&late, &same]), of([&same, &late]));
        assert_eq!(primary([&plain, &early]).unwrap().name, "乙");
        assert_eq!(primary([&plain]).unwrap().name, "丙");
    }
}
