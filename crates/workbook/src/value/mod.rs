//! One cell's text → one field's value. Each reader answers the value or what is wrong with it.

pub mod date;
pub mod frequency;
pub mod hours;
pub mod number;
pub mod text;
pub mod weekday;
pub mod word;
