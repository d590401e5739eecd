use crate::app::{App, Home};

#[test]
fn the_window_opens() {
    let home = Home::new();
    let app = App::open(&home, "opens");
    app.screen.sees("巡访");
}
