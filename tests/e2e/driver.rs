//! A small WebDriver client: the few calls that the journeys need, over plain HTTP.

use base64::Engine;
use serde_json::{Value, json};
use std::{thread, time::Duration};

/// How often, and how long apart, something that should appear is looked for: 20 seconds in all, since a loaded
/// machine with two cores plans and prints beside the window.
const TRIES: u32 = 400;
const PAUSE: Duration = Duration::from_millis(50);

/// The W3C's key for an element reference.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Finds visible elements by role and accessible name, as a person would: the role given or implied by the tag, the
/// name from `aria-label`, `aria-labelledby`, a label, or the text.
const FIND: &str = include_str!("find.js");

#[derive(Clone, Debug)]
pub struct Element(String);

pub struct Driver {
    agent: ureq::Agent,
    session: String,
}

impl Driver {
    /// Starts `program` as a session of the driver listening at `port`.
    pub fn start(port: u16, program: &str) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let base = format!("http://127.0.0.1:{port}/session");
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "webkitgtk:browserOptions": { "binary": program, "args": [] }
        } } });
        for _ in 0..TRIES {
            if let Ok(mut reply) = agent.post(&base).send_json(&wanted) {
                let reply: Value = reply.body_mut().read_json().expect("the driver answers JSON");
                let id =
                    reply["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {reply}"));
                return Self { session: format!("{base}/{id}"), agent };
            }
            thread::sleep(PAUSE);
        }
        panic!("WebKitWebDriver does not answer");
    }

    /// Ends the session and with it the program.
    pub fn end(&self) {
        let _ = self.agent.delete(&self.session).call();
    }

    fn post(&self, path: &str, body: Value) -> Result<Value, String> {
        let reply = self.agent.post(format!("{}{path}", self.session)).send_json(body);
        Self::value(reply)
    }

    fn get(&self, path: &str) -> Result<Value, String> {
        Self::value(self.agent.get(format!("{}{path}", self.session)).call())
    }

    fn value(reply: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, String> {
        let mut reply = reply.map_err(|error| error.to_string())?;
        let json: Value =
            reply.body_mut().with_config().limit(64 << 20).read_json().map_err(|error| error.to_string())?;
        if reply.status().is_success() { Ok(json["value"].clone()) } else { Err(json["value"].to_string()) }
    }

    /// Runs a script body in the page; `arguments` are its arguments.
    pub fn run(&self, script: &str, arguments: &Value) -> Value {
        self.post("/execute/sync", json!({ "script": script, "args": arguments }))
            .unwrap_or_else(|error| panic!("script failed: {error}"))
    }

    /// Asks until `probe` gives something.
    pub fn until<T>(&self, what: &str, mut probe: impl FnMut() -> Option<T>) -> T {
        for _ in 0..TRIES {
            if let Some(found) = probe() {
                return found;
            }
            thread::sleep(PAUSE);
        }
        panic!("waited in vain for {what}");
    }

    /// All that are on the page now.
    pub fn all(&self, role: &str, name: &str) -> Vec<Element> {
        let found = self.post("/execute/sync", json!({ "script": FIND, "args": [role, name] }));
        let found = found.ok().and_then(|found| found.as_array().cloned()).unwrap_or_default();
        found.iter().filter_map(|element| Some(Element(element[ELEMENT].as_str()?.to_owned()))).collect()
    }

    /// The first with this role whose name begins with `name`, once it is there.
    pub fn find(&self, role: &str, name: &str) -> Element {
        self.until(&format!("{role} “{name}”"), || self.all(role, name).into_iter().next())
    }

    /// By CSS selector, once it is there; for what no role names, such as a file input.
    pub fn css(&self, selector: &str) -> Element {
        self.until(selector, || self.all_css(selector).into_iter().next())
    }

    pub fn all_css(&self, selector: &str) -> Vec<Element> {
        let found = self.post("/elements", json!({ "using": "css selector", "value": selector }));
        let found = found.ok().and_then(|found| found.as_array().cloned()).unwrap_or_default();
        found.iter().filter_map(|element| Some(Element(element[ELEMENT].as_str()?.to_owned()))).collect()
    }

    /// Waits until the page shows this text anywhere.
    pub fn sees(&self, text: &str) {
        self.until(&format!("the text “{text}”"), || self.shows(text).then_some(()));
    }

    pub fn shows(&self, text: &str) -> bool {
        self.post(
            "/execute/sync",
            json!({ "script": "return document.body.innerText.includes(arguments[0])", "args": [text] }),
        )
        .is_ok_and(|found| found == true)
    }

    /// Clicks what the selector names, looking again when the page redraws in between.
    pub fn press(&self, selector: &str) {
        self.until(&format!("a click on {selector}"), || {
            let element = self.all_css(selector).into_iter().next()?;
            self.post(&format!("/element/{}/click", element.0), json!({})).ok()
        });
    }

    /// Clicks what has this role and name, looking again when the page redraws in between.
    pub fn click(&self, role: &str, name: &str) {
        self.until(&format!("a click on {role} “{name}”"), || {
            let element = self.all(role, name).into_iter().next()?;
            self.post(&format!("/element/{}/click", element.0), json!({})).ok()
        });
    }

    /// Clicks the button of a group whose names begin so; an empty name means the group's first.
    pub fn click_in(&self, group: &str, name: &str) {
        self.until(&format!("a click on “{name}” of “{group}”"), || {
            let script = "const [group, name] = arguments;
                 const named = (node) => (node.getAttribute('aria-label') ||
                   (node.getAttribute('aria-labelledby') || '').split(' ')
                     .map((id) => document.getElementById(id)?.textContent).join(' ') ||
                   node.querySelector('legend')?.textContent || '').trim();
                 for (const box of document.querySelectorAll('fieldset, [role=group]')) {
                   if (!named(box).startsWith(group)) continue;
                   const found = [...box.querySelectorAll('button')].find((one) => one.innerText.trim().startsWith(name));
                   if (found) { found.scrollIntoView({ block: 'center' }); return found; }
                 }
                 return null;";
            let found = self.post("/execute/sync", json!({ "script": script, "args": [group, name] })).ok()?;
            self.post(&format!("/element/{}/click", found[ELEMENT].as_str()?), json!({})).ok()
        });
    }

    /// Draws a line through points given from the element's middle, as a hand does.
    pub fn draw(&self, element: &Element, points: &[(i64, i64)]) {
        let middle = self.middle(element);
        let at = |(x, y): (i64, i64), ms: u32| json!({ "type": "pointerMove", "duration": ms, "x": middle.0 + x, "y": middle.1 + y, "origin": "viewport" });
        let mut actions = vec![at(points[0], 0), json!({ "type": "pointerDown", "button": 0 })];
        actions.extend(points[1..].iter().map(|point| at(*point, 60)));
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        self.act(&json!([{
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions
        }]));
    }

    /// What a pen does at a point given from the element's middle: `pointerdown`, `pointermove` or `pointerup`, with a
    /// pressure from 0 to 1. WebDriver's own pointer knows no pressure here.
    pub fn pen(&self, element: &Element, what: &str, (x, y): (i64, i64), pressure: f64) {
        self.run(
            "const [pad, type, x, y, pressure] = arguments;
             const box = pad.getBoundingClientRect();
             const target = type === 'pointerdown' ? pad : window;
             target.dispatchEvent(new PointerEvent(type, {
               bubbles: true, cancelable: true, pointerId: 7, pointerType: 'pen', isPrimary: true, pressure,
               button: 0, buttons: type === 'pointerup' ? 0 : 1,
               clientX: box.x + box.width / 2 + x, clientY: box.y + box.height / 2 + y,
             }));",
            &json!([{ ELEMENT: element.0 }, what, x, y, pressure]),
        );
        // A pen tells of itself about so often.
        thread::sleep(Duration::from_millis(20));
    }

    /// Gives the window another size, as turning a tablet does.
    pub fn resize(&self, width: u32, height: u32) {
        self.post("/window/rect", json!({ "width": width, "height": height }))
            .unwrap_or_else(|error| panic!("cannot resize: {error}"));
    }

    /// Holds the button down for two seconds.
    pub fn hold(&self, role: &str, name: &str) {
        let (x, y) = self.middle(&self.find(role, name));
        self.act(&json!([{
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" },
            "actions": [
                { "type": "pointerMove", "duration": 0, "x": x, "y": y, "origin": "viewport" },
                { "type": "pointerDown", "button": 0 }, { "type": "pause", "duration": 2000 },
                { "type": "pointerUp", "button": 0 }
            ]
        }]));
    }

    /// What stands in a field.
    pub fn value_of(&self, element: &Element) -> Value {
        self.run("return arguments[0].value", &json!([{ ELEMENT: element.0 }]))
    }

    /// Types into a field, or hands a file input its path.
    pub fn fill(&self, element: &Element, text: &str) {
        self.post(&format!("/element/{}/value", element.0), json!({ "text": text }))
            .unwrap_or_else(|error| panic!("cannot type: {error}"));
    }

    /// Presses keys together, such as Control and z, at whatever has the focus.
    pub fn keys(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let keys: Vec<_> = down.chain(up).collect();
        self.act(&json!([{ "type": "key", "id": "keyboard", "actions": keys }]));
    }

    /// The middle of an element that is scrolled into sight, in pixels of the page's corner.
    fn middle(&self, element: &Element) -> (i64, i64) {
        let found = self.run(
            "arguments[0].scrollIntoView({ block: 'nearest' });
             const box = arguments[0].getBoundingClientRect();
             return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];",
            &json!([{ ELEMENT: element.0 }]),
        );
        (found[0].as_i64().unwrap_or_default(), found[1].as_i64().unwrap_or_default())
    }

    /// Drags from the middle of one element to that of another, slowly enough to be seen as a drag.
    pub fn drag(&self, from: &Element, to: &Element) {
        let (from, to) = (self.middle(from), self.middle(to));
        let at = |(x, y): (i64, i64), ms: u32| json!({ "type": "pointerMove", "duration": ms, "x": x, "y": y, "origin": "viewport" });
        let pause = json!({ "type": "pause", "duration": 150 });
        let half = ((from.0 + to.0) / 2, (from.1 + to.1) / 2);
        self.act(&json!([{
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" },
            "actions": [
                at(from, 0), { "type": "pointerDown", "button": 0 }, pause, at((from.0 + 12, from.1 + 4), 80),
                at(half, 200), at(to, 200), pause, at((to.0 + 2, to.1 + 2), 40), pause,
                { "type": "pointerUp", "button": 0 }
            ]
        }]));
    }

    fn act(&self, actions: &Value) {
        self.post("/actions", json!({ "actions": actions }))
            .unwrap_or_else(|error| panic!("cannot act: {error}"));
    }

    /// A picture of the page, PNG.
    pub fn picture(&self) -> Option<Vec<u8>> {
        let picture = self.get("/screenshot").ok()?;
        base64::engine::general_purpose::STANDARD.decode(picture.as_str()?).ok()
    }
}
