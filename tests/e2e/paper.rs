//! Paper and pictures in the real window: sheets that come back find their visits, and a picture is chosen where the
//! camera gives none.

use crate::{
    app::{App, Home},
    driver::Driver,
    visit::{TUESDAY, command, data_folder},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// What a tool writes on its standard output.
fn said(tool: &str, args: &[&str]) -> String {
    let out = Command::new(tool).args(args).output().unwrap_or_else(|error| panic!("{tool}: {error}"));
    assert!(out.status.success(), "{tool}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).split_whitespace().collect()
}

/// The week's record sheets, one visit a page, and the pages of `day` as the sheets write it.
fn sheets(home: &Home, day: &str) -> (PathBuf, Vec<String>) {
    let pdf = home.path().join("week.pdf");
    let path = pdf.display().to_string();
    let args = ["sheets", "--week", "2026-W48", "--kind", "record", "--full", "--out", &path];
    let (written, told) = command(&data_folder(home), &args);
    assert!(written, "{told}");
    let pages = (1..).map(|page: u32| page.to_string()).take_while(|page| {
        Command::new("pdftotext")
            .args(["-f", page, "-l", page, &path, "-"])
            .output()
            .is_ok_and(|out| out.status.success())
    });
    let of_day =
        pages.filter(|page| said("pdftotext", &["-raw", "-f", page, "-l", page, &path, "-"]).contains(day));
    let of_day: Vec<String> = of_day.collect();
    (pdf, of_day)
}

/// A page as a telephone takes it: a JPEG of 150 dpi.
fn photographed(pdf: &Path, page: &str, name: &str) -> PathBuf {
    let base = pdf.with_file_name(name);
    let (pdf, stem) = (pdf.display().to_string(), base.display().to_string());
    said("pdftoppm", &["-jpeg", "-singlefile", "-r", "150", "-f", page, "-l", page, &pdf, &stem]);
    base.with_extension("jpg")
}

/// Drops a file on the window, as a file manager does.
fn drop_file(screen: &Driver, file: &Path) {
    let bytes = std::fs::read(file).expect("the file is there");
    let name = file.file_name().expect("a file has a name").to_string_lossy();
    screen.run(
        "const [name, text] = arguments;
         const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
         const held = new DataTransfer();
         held.items.add(new File([bytes], name, { type: 'image/jpeg' }));
         for (const type of ['dragenter', 'dragover', 'drop']) {
           document.body.dispatchEvent(
             new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: held }));
         }",
        &json!([name, STANDARD.encode(bytes)]),
    );
}

/// The shop of the sheet that was read from this file.
fn shop_of(screen: &Driver, file: &Path) -> String {
    let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
    let found = screen.until(&format!("the sheet of {name}"), || {
        let found = screen.run(
            "const item = [...document.querySelectorAll('li')]
               .find((one) => one.querySelector('strong') && one.innerText.includes(arguments[0]));
             return item && item.innerText.includes('已对应') ? item.querySelector('strong').innerText : null;",
            &json!([name]),
        );
        found.as_str().map(str::to_owned)
    });
    found
}

#[test]
fn sheets_signed_on_paper_find_their_visits_chosen_or_dropped() {
    let home = Home::new();
    let app = App::open_at(&home, "paper", TUESDAY);
    let screen = &app.screen;
    screen.click("button", "看演示");
    screen.click("link", "今日");
    screen.find("button", "开始拜访");
    let (pdf, pages) = sheets(&home, "11月24日");
    let [first, second] = &pages[..2] else { panic!("Tuesday has two visits at least: {pages:?}") };

    // Dropped on the home screen, wherever it lands.
    let dropped = photographed(&pdf, first, "IMG_1124_01");
    drop_file(screen, &dropped);
    screen.find("heading", "扫描签字表");
    let shop = shop_of(screen, &dropped);
    let on_paper = said("pdftotext", &["-raw", "-f", first, "-l", first, &pdf.display().to_string(), "-"]);
    assert!(on_paper.contains(&shop), "{shop} is not on the sheet: {on_paper}");

    // Chosen.
    let chosen = photographed(&pdf, second, "IMG_1124_02");
    screen.fill(&screen.css("input[type=file]"), &chosen.display().to_string());
    let other = shop_of(screen, &chosen);
    assert_ne!(shop, other);

    // The visit is there, with its picture, as signed on paper.
    screen.click("link", "看这次拜访");
    screen.sees("客户已在纸上签字");
    assert!(screen.shows(&shop) || screen.shows(&other), "the visit of another shop opened");
    screen.until("the picture of the sheet", || {
        let found = screen.run(
            "return [...document.images].some(({ complete, naturalWidth }) => complete && naturalWidth > 0)",
            &json!([]),
        );
        (found == true).then_some(())
    });
    drop(app);
    let (intact, told) = command(&data_folder(&home), &["verify"]);
    assert!(intact, "{told}");
}

#[test]
fn where_the_camera_is_refused_a_picture_is_chosen_instead() {
    let home = Home::new();
    let app = App::open_at(&home, "camera", TUESDAY);
    let screen = &app.screen;
    screen.click("button", "看演示");
    screen.click("link", "今日");
    screen.click("button", "开始拜访");
    screen.click_in("到店情况", "营业");
    // What a web view does when the system does not let it to the camera: the input closes without a file.
    screen.css("input[type=file][capture]");
    screen.run(
        "document.querySelector('input[type=file][capture]').dispatchEvent(new Event('cancel', { bubbles: true }))",
        &json!([]),
    );
    screen.sees("请在系统设置里允许巡访使用相机");
    let picture = home.path().join("shelf.jpg");
    image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]))
        .save(&picture)
        .expect("the home is writable");
    screen.fill(&screen.css("input[type=file]:not([capture])"), &picture.display().to_string());
    screen.find("button", "看大图 货架");
    assert!(!screen.shows("请在系统设置里允许巡访使用相机"));
}
