// Pictures of every screen at three sizes, in two languages, light and dark, into build/shots; and, for each, what axe
// finds, what hangs over the edge and what is cut. Ends with 1 when anything was found.
//
// usage: node shots.mjs DOOR ROUNDS [NAME…]: the two programs (rounds-hq lies beside the second), and the screens wanted (all without).
// ROUNDS_SCREENS: another build of the screens than ui/dist.

import { spawn, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import * as field from "./field.mjs";
import { office } from "./office.mjs";
import { SCREENS } from "./screens.mjs";

const [door, rounds, ...wanted] = process.argv.slice(2);
const SCREENS_BUILT = process.env.ROUNDS_SCREENS ?? "ui/dist";
const OUT = "build/shots";
// The demo stands on this day, whose week it has planned; the clock of the door stands still before its second stop.
const AS_OF = field.TODAY;
const NOW = `${AS_OF}T09:10:00+08:00`;
const NEXT_WEEK = "2026-W49";
const SIZES = { laptop: [1280, 800], tablet: [1024, 768], phone: [390, 844] };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts a door and gives its address. */
async function open(...options) {
  const child = spawn(door, [...options, "--now", NOW, "--screens", join(DATA, "screens")], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const { value: address, done } = await lines[Symbol.asyncIterator]().next();
  if (done) throw new Error("the door did not open");
  return { address, close: () => child.kill() };
}

async function call(address, name, args, bytes) {
  const reply = await fetch(
    `${address}/call/${name}`,
    bytes
      ? { method: "POST", body: bytes, headers: { "x-args": encodeURIComponent(JSON.stringify(args)) } }
      : { method: "POST", body: JSON.stringify({ args }) },
  );
  const json = await reply.json();
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(json)}`);
  return json;
}

/** What hangs over the right edge, or is cut without an ellipsis. Runs in the page. */
function overflow() {
  const found = [];
  const root = document.documentElement;
  const where = (node) => `${node.tagName.toLowerCase()}.${[...node.classList].join(".")} “${node.innerText?.slice(0, 40)}”`;
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth - innerWidth} px too wide`);
  for (const node of document.querySelectorAll("body *")) {
    if (![...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim())) continue;
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    // Words for screen readers only are a pixel wide on purpose.
    if (box.width <= 1 || box.height <= 1 || style.visibility === "hidden") continue;
    const clips = style.overflowX === "hidden" || style.overflowX === "clip";
    if (clips && style.textOverflow !== "ellipsis" && node.scrollWidth > node.clientWidth + 1) {
      found.push(`cut: ${where(node)}`);
    }
    if (clips && style.webkitLineClamp === "none" && node.scrollHeight > node.clientHeight + 4) {
      found.push(`cut below: ${where(node)}`);
    }
  }
  return [...new Set(found)];
}

const findings = [];
let pictures = 0;

/** One picture of one screen as `look` says, with its checks. */
async function shoot(page, screen, look) {
  const name = [screen.name, look.size, look.language, look.theme].join("-");
  const errors = [];
  // A browser writes down every refusal, also the one that the picture is of.
  const meant = (text) => screen.refused && text.includes("status of 400");
  const hear = (message) => message.type() === "error" && !meant(message.text()) && errors.push(message.text());
  const fail = (error) => errors.push(String(error));
  page.on("console", hear);
  page.on("pageerror", fail);
  try {
    await page.goto("about:blank");
    const url = typeof screen.url === "function" ? screen.url(look.ids) : screen.url;
    await page.goto(`${look.address}/${url}`, { waitUntil: "load" });
    // A screen without its data is empty, and so is one that is not there yet.
    await page.waitForSelector("h1", { state: "attached" });
    await settle(page);
    await screen.before?.(page, look);
    await settle(page);
    await page.screenshot({ path: join(OUT, `${name}.png`) });
    pictures += 1;
    const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, help, nodes } of found.violations) {
      findings.push(`${name}: axe ${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
    }
    for (const cut of await page.evaluate(overflow)) findings.push(`${name}: ${cut}`);
  } catch (error) {
    findings.push(`${name}: ${error.message.split("\n")[0]}`);
    await page.screenshot({ path: join(OUT, `${name}.png`) }).catch(() => undefined);
  }
  for (const error of errors) findings.push(`${name}: console: ${error}`);
  page.off("console", hear);
  page.off("pageerror", fail);
}

/** Nothing asked for, nothing moving, nothing drawn for a moment. */
async function settle(page) {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let quiet = 0;
    const watch = new MutationObserver(() => (quiet = 0));
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    for (let frames = 0; quiet < 12 && frames < 300; frames += 1, quiet += 1) await frame();
    watch.disconnect();
    await document.fonts.ready;
  });
}

const screens = SCREENS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
// Pictures of screens that are not asked for stay.
if (wanted.length === 0) rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const DATA = mkdtempSync(join(tmpdir(), "rounds-shots-"));
// A build of the screens meanwhile must not change half of the pictures.
cpSync(SCREENS_BUILT, join(DATA, "screens"), { recursive: true });
const run = (...args) => execFileSync(rounds, args, { stdio: ["ignore", "ignore", "inherit"] });
const folders = {};
const openFolder = async (name, ...options) => (folders[name] = await open(...options));

run("demo", "--data", join(DATA, "demo"), "--as-of", AS_OF, "--now", NOW);
// Each of these goes on from the same morning in a folder of its own.
const FIELD = ["begun", "half", "vain", "signing", "handed", "paper"];
for (const name of FIELD) cpSync(join(DATA, "demo"), join(DATA, name), { recursive: true });
run("import", "customers", "tests/data/stores-shanghai.csv", "--data", join(DATA, "many"));
await openFolder("demo", "--data", join(DATA, "demo"));
await openFolder("many", "--data", join(DATA, "many"));
for (const name of FIELD) await openFolder(name, "--data", join(DATA, name));
cpSync(join(DATA, "many"), join(DATA, "guarded"), { recursive: true });
// Devices of headquarters, imported anew: a copied folder would be one device twice.
const OFFICE = ["office", "reported", "out", "owing"];
for (const name of OFFICE) {
  run("import", "customers", "tests/data/stores-shanghai.csv", "--data", join(DATA, name));
  await openFolder(name, "--data", join(DATA, name));
}
// Headquarters as far as the lock screen knows it: the public key that everything is sealed to.
writeFileSync(
  join(DATA, "guarded/rounds.hq"),
  JSON.stringify({ install_id: "019ac5a0-0000-7000-8000-000000000001", hq_key: "09".padEnd(64, "0"), wrapped_key: "AA==" }),
);
await openFolder("guarded", "--data", join(DATA, "guarded"));
// A backup of the morning, a plan after it, and then a page of the file overwritten: found when the folder is opened.
run("demo", "--data", join(DATA, "damaged"), "--as-of", AS_OF, "--now", `${AS_OF}T07:50:00+08:00`);
run("plan", "--week", NEXT_WEEK, "--data", join(DATA, "damaged"), "--now", `${AS_OF}T08:05:00+08:00`);
damagePage(join(DATA, "damaged/rounds.db"));
await openFolder("damaged", "--data", join(DATA, "damaged"));
await openFolder("none", "--root", join(DATA, "none"));
await openFolder("own", "--root", join(DATA, "own"));

/** Overwrites a page in the middle of a file, as a failing disk does. */
function damagePage(path) {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  writeFileSync(path, bytes.fill(0x55, middle, middle + 4096));
}

/** Plans the week to be seen and brings each folder where its pictures want it; the ids that addresses name. */
async function prepare() {
  const on = (name) => (command, args) => call(folders[name].address, command, args);
  await on("own")("start.own", {});
  await office(on, join(dirname(rounds), "rounds-hq"), join(DATA, "hq"));
  await on("guarded")("lock.set_pin", { pin: field.PIN, old: null });
  for (const name of ["demo", "many"]) await on(name)("plan.make", { week: NEXT_WEEK });
  // One visit that fell through: the week of the many shops can be adjusted.
  const [missed] = (await on("many")("plan.get", { week: NEXT_WEEK })).days.flatMap((day) => day.visits);
  const { id, purposes, key_points } = missed;
  await on("many")("plan.edit", { id, purposes, key_points, missed: true });
  const board = await on("demo")("plan.get", { week: NEXT_WEEK });
  const visit = board.days.flatMap((day) => day.visits)[0];
  const ids = { demo: { visit: visit.id, customer: visit.customer.id, ...(await field.records(on("demo"))) } };
  for (const name of ["begun", "half", "vain", "signing", "handed"]) ids[name] = await field[name](on(name));
  const strange = await on("many")("sheets.print", {
    week: NEXT_WEEK,
    kind: "record",
    full: false,
    duplex: false,
    spare: 0,
    dates: [],
  });
  const add = (bytes, args) => call(folders.paper.address, "scan.add", args, bytes);
  ids.paper = await field.paper(on("paper"), strange.path, { folder: DATA, add });
  return ids;
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

try {
  const ids = await prepare();
  for (const language of ["zh", "en"]) {
    for (const theme of ["light", "dark"]) {
      for (const name of ["demo", "own", "many", "guarded", "damaged", ...FIELD, ...OFFICE]) {
        if (name === "guarded") await call(folders.guarded.address, "lock.open", { pin: field.PIN });
        const { settings } = await call(folders[name].address, "app.status", {});
        await call(folders[name].address, "settings.save", { ...settings, language, theme });
      }
      for (const [size, [width, height]] of Object.entries(SIZES)) {
        const context = await browser.newContext({
          viewport: { width, height },
          locale: language === "zh" ? "zh-CN" : "en-GB",
          timezoneId: "Asia/Shanghai",
          colorScheme: theme,
          reducedMotion: "reduce",
          hasTouch: size !== "laptop",
        });
        await context.clock.setFixedTime(new Date(NOW));
        // The page's own policy forbids strange scripts; the browser's debugger may still bring one.
        await context.addInitScript(AXE);
        const page = await context.newPage();
        await call(folders.guarded.address, "lock.open", { pin: field.PIN });
        for (const screen of screens) {
          const folder = screen.folder ?? "demo";
          await shoot(page, screen, { size, language, theme, address: folders[folder].address, ids: ids[folder] });
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  for (const folder of Object.values(folders)) folder.close();
  rmSync(DATA, { recursive: true, force: true });
}

writeFileSync(join(OUT, "findings.txt"), findings.map((finding) => `${finding}\n`).join(""));
for (const finding of findings) console.log(finding);
console.log(`${pictures} pictures in ${OUT}, ${findings.length} findings`);
process.exit(findings.length === 0 ? 0 : 1);
