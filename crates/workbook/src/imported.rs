//! What a row of a workbook says about a customer, put onto the customer that is there.

use chrono::NaiveDate;
use rounds_core::{
    Meta,
    contact::Contact,
    customer::{
        Customer, CustomerClass, CustomerStatus, FrequencyException, MarketDays, OpeningSpan, Segment,
    },
    frequency::Window,
    position::Position,
};

use super::{
    CustomerField as F,
    value::{frequency, text},
};

/// What a row says. A field is none where the workbook has no such column or the cell is empty: an import never
/// empties a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedCustomer {
    pub code: String,
    pub name: String,
    pub class: Option<CustomerClass>,
    pub segment: Option<Segment>,
    pub standard_store: Option<bool>,
    pub status: Option<CustomerStatus>,
    pub address: Option<String>,
    pub office: Option<String>,
    pub landmark: Option<String>,
    pub phone: Option<String>,
    pub contact_name: Option<String>,
    pub contact_title: Option<String>,
    pub contact_phone: Option<String>,
    pub licence_no: Option<String>,
    pub licence_expires_on: Option<NaiveDate>,
    /// Customer code of another shop of the same owner.
    pub shared_owner: Option<String>,
    pub order_weekday: Option<u8>,
    pub delivery_weekday: Option<u8>,
    pub line: Option<String>,
    pub opening_hours: Option<Vec<OpeningSpan>>,
    pub visit_weekdays: Option<Vec<u8>>,
    pub market_days: Option<MarketDays>,
    pub service_min: Option<u32>,
    pub frequency: Option<(Window, u32)>,
    pub min_gap_days: Option<u32>,
    pub frequency_reason: Option<String>,
    pub last_visit_on: Option<NaiveDate>,
    pub key_points: Option<String>,
    pub wishes: Option<String>,
    pub position: Option<Position>,
    pub note: Option<String>,
}

impl ImportedCustomer {
    /// A new customer of this row.
    pub fn customer(&self, meta: Meta) -> Customer {
        let mut customer = Customer::new(meta, &self.code, &self.name);
        self.apply_to(&mut customer);
        customer
    }

    /// Says no longer what one field is to be; of a position, both its halves.
    pub fn leave(&mut self, field: F) {
        match field {
            F::Address => self.address = None,
            F::Office => self.office = None,
            F::Landmark => self.landmark = None,
            F::Phone => self.phone = None,
            F::ContactName => self.contact_name = None,
            F::ContactTitle => self.contact_title = None,
            F::ContactPhone => self.contact_phone = None,
            F::OpeningHours => self.opening_hours = None,
            F::VisitWeekdays => self.visit_weekdays = None,
            F::MarketDays => self.market_days = None,
            F::ServiceMin => self.service_min = None,
            F::Frequency => self.frequency = None,
            F::MinGapDays => self.min_gap_days = None,
            F::FrequencyReason => self.frequency_reason = None,
            F::LastVisitOn => self.last_visit_on = None,
            F::KeyPoints => self.key_points = None,
            F::Wishes => self.wishes = None,
            F::Latitude | F::Longitude | F::Datum => self.position = None,
            F::Note => self.note = None,
            F::Class => self.class = None,
            F::Segment => self.segment = None,
            F::StandardStore => self.standard_store = None,
            F::Status => self.status = None,
            F::LicenceNo => self.licence_no = None,
            F::LicenceExpiresOn => self.licence_expires_on = None,
            F::SharedOwner => self.shared_owner = None,
            F::OrderWeekday => self.order_weekday = None,
            F::DeliveryWeekday => self.delivery_weekday = None,
            F::Line => self.line = None,
            // What it is known by stays.
            F::Code | F::Name => {}
        }
    }

    /// Takes over what the row says; everything else stays.
    pub fn apply_to(&self, customer: &mut Customer) {
        fn take<T: Clone>(into: &mut T, from: Option<&T>) {
            if let Some(value) = from {
                into.clone_from(value);
            }
        }
        fn take_some<T: Clone>(into: &mut Option<T>, from: Option<&T>) {
            if let Some(value) = from {
                *into = Some(value.clone());
            }
        }
        // A stored text that differs by white space alone is left as it is.
        fn take_text(into: &mut Option<String>, from: Option<&String>) {
            if let Some(value) = from
                && into.as_ref().is_none_or(|old| text::lines(old) != *value && text::line(old) != *value)
            {
                *into = Some(value.clone());
            }
        }
        if text::line(&customer.name) != self.name {
            customer.name.clone_from(&self.name);
        }
        if let Some(address) = &self.address
            && text::line(&customer.address) != *address
        {
            customer.address.clone_from(address);
        }
        take_some(&mut customer.class, self.class.as_ref());
        take_some(&mut customer.segment, self.segment.as_ref());
        take(&mut customer.standard_store, self.standard_store.as_ref());
        take(&mut customer.status, self.status.as_ref());
        take_text(&mut customer.office, self.office.as_ref());
        take_text(&mut customer.landmark, self.landmark.as_ref());
        if customer.phone.as_ref().is_none_or(|old| self.phone.as_ref() != Some(&text::code(old))) {
            take_text(&mut customer.phone, self.phone.as_ref());
        }
        if customer.licence_no.as_ref().is_none_or(|old| self.licence_no.as_ref() != Some(&text::code(old))) {
            take_text(&mut customer.licence_no, self.licence_no.as_ref());
        }
        take_some(&mut customer.licence_expires_on, self.licence_expires_on.as_ref());
        take_some(&mut customer.order_weekday, self.order_weekday.as_ref());
        take_some(&mut customer.delivery_weekday, self.delivery_weekday.as_ref());
        take_text(&mut customer.line, self.line.as_ref());
        take(&mut customer.opening_hours, self.opening_hours.as_ref());
        take(&mut customer.visit_weekdays, self.visit_weekdays.as_ref());
        take_some(&mut customer.market_days, self.market_days.as_ref());
        take_some(&mut customer.service_min, self.service_min.as_ref());
        self.apply_frequency(&mut customer.frequency);
        take_some(&mut customer.last_visit_on, self.last_visit_on.as_ref());
        take_text(&mut customer.key_points, self.key_points.as_ref());
        take_text(&mut customer.wishes, self.wishes.as_ref());
        // The same raw pair keeps its WGS-84, whatever once computed it.
        let raw = |at: &Position| (at.datum, at.raw_lat_e7, at.raw_lng_e7);
        if customer.position.as_ref().map(raw) != self.position.as_ref().map(raw) {
            take_some(&mut customer.position, self.position.as_ref());
        }
        take_text(&mut customer.note, self.note.as_ref());
    }

    fn apply_frequency(&self, known: &mut Option<FrequencyException>) {
        if let Some((window, times)) = self.frequency
            && known.as_ref().is_none_or(|rule| (rule.window, rule.times) != (window, times))
        {
            let min_gap_days = frequency::usual_gap(window, times);
            let reason = known.take().and_then(|rule| rule.reason);
            *known = Some(FrequencyException { window, times, min_gap_days, reason });
        }
        if let Some(rule) = known {
            if let Some(days) = self.min_gap_days {
                rule.min_gap_days = days;
            }
            if let Some(reason) = &self.frequency_reason
                && rule.reason.as_ref().is_none_or(|old| text::line(old) != *reason)
            {
                rule.reason = Some(reason.clone());
            }
        }
    }

    /// The primary contact as the row has it; none where the row says nothing new. `known` is the one so far,
    /// `meta` the head of a new one.
    pub fn contact(
        &self,
        known: Option<&Contact>,
        customer: &Customer,
        meta: impl FnOnce() -> Meta,
    ) -> Option<Contact> {
        if self.contact_name.is_none() && self.contact_title.is_none() && self.contact_phone.is_none() {
            return None;
        }
        let mut contact = known.cloned().unwrap_or_else(|| Contact {
            meta: meta(),
            customer_id: customer.meta.id,
            // A telephone alone: whoever answers there.
            name: customer.name.clone(),
            layer: rounds_core::contact::ContactLayer::default(),
            title: None,
            phone: None,
            is_primary: true,
            note: None,
        });
        if let Some(name) = &self.contact_name
            && text::line(&contact.name) != *name
        {
            contact.name.clone_from(name);
        }
        for (into, from) in
            [(&mut contact.title, &self.contact_title), (&mut contact.phone, &self.contact_phone)]
        {
            if let Some(value) = from
                && into.as_ref().is_none_or(|old| text::code(old) != text::code(value))
            {
                *into = Some(value.clone());
            }
        }
        if Some(&contact) == known { None } else { Some(contact) }
    }
}
