//! The real window, driven through `WebKitWebDriver`. Needs a display (`xvfb-run`) and the built program.

mod app;
mod damage;
mod driver;
mod journey;
mod lock;
mod paper;
mod visit;
