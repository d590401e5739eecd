//! Evidence for the demo's signed visits. Its key and salts come of the demo's own seed: everybody can make them, so
//! that nothing signed here proves anything outside it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rounds_core::{
    AppError, Id, SeededEntropy,
    customer::Customer,
    evidence::DeviceKey,
    form::Form,
    plan::PlannedVisit,
    visit::{Signature, shown_lines},
    zone::Zone,
};
use rounds_store::{KeyPlace, Store, Tx};

use super::{Demo, MadeVisit};
use crate::visit::{Given, Witness, append_evidence, kept, whole};

/// The chance that belongs to a demo of this day.
pub(crate) fn entropy(as_of: NaiveDate) -> SeededEntropy {
    SeededEntropy::new(0x5160 ^ (as_of.num_days_from_ce() as u64) << 16)
}

/// Writes the visits in the order they were signed, each signed one with its evidence. The key is kept with the demo.
pub(crate) fn write(
    tx: &mut Tx,
    store: &Store,
    demo: &Demo,
    form: &Form,
    entropy: &SeededEntropy,
) -> Result<(), AppError> {
    let key = DeviceKey::from_seed(&*store.signing_seed(&KeyPlace::File, entropy)?);
    let customers: BTreeMap<Id, &Customer> =
        demo.customers.iter().map(|customer| (customer.meta.id, customer)).collect();
    let planned: BTreeMap<Id, &PlannedVisit> =
        demo.plans.iter().flat_map(|(_, visits)| visits).map(|visit| (visit.meta.id, visit)).collect();
    let zone = Zone::named(&demo.territory.zone);
    for MadeVisit { record, signature } in &demo.visits {
        let mut record = record.clone();
        let (Some(signature), Some(customer)) = (signature, customers.get(&record.customer_id)) else {
            tx.insert(&record)?;
            continue;
        };
        let given = Given {
            record: &record,
            planned: record.planned_visit_id.and_then(|id| planned.get(&id).copied()),
            zone,
            signature: None::<&Signature>,
        };
        let shown = shown_lines(form, &whole(&given, &kept(&record)));
        let witness = Witness {
            customer_code: &customer.code,
            customer_name: &customer.name,
            manager_code: &demo.person.code,
            manager_name: &demo.person.name,
            shown: &shown,
            signature,
            photos: &[],
            install_id: store.install_id(),
            zone: &demo.territory.zone,
            at: record.left_at.unwrap_or(record.meta.created_at),
            dynamics: false,
        };
        record.evidence_id = Some(append_evidence(tx, &record, &witness, &key, entropy)?);
        tx.insert(&record)?;
    }
    Ok(())
}
