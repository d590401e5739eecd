//! The least that a Tauri window costs: the measure for our own start.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("tests/peers/empty-window/tauri.conf.json"))
}
