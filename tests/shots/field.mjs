// The states of the field that pictures need, brought about by the commands that the screens themselves call.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Of the guarded folder. */
export const PIN = "480317";
/** The demo's Tuesday, which has stops. */
export const TODAY = "2026-11-24";
const YESTERDAY = "2026-11-23";
const WEEK = "2026-W48";
const HOUR = 3_600_000;

const ANSWERS = {
  sales: "up",
  supply: "partly",
  supply_note: "细支紧俏货每周只到两条，老顾客来问了三次",
  price: "steady",
  publicity: ["policy"],
};

const FEEDBACK = [
  {
    kind: "question",
    content: "节前能不能多配一箱春节礼盒，附近两家办喜事的已经来订过",
    answer: "回去问货源，周四前答复",
    promised_on: "2026-11-26",
    promised_min: 1020,
  },
];

/** Begins the nth stop of today and gives what the page shows. */
async function begin(call, nth) {
  const { stops } = await call("today.get", {});
  return call("visit.start", { planned_visit_id: stops[nth].visit.id, customer_id: null, position: null });
}

/** What was signed yesterday, the earliest first. */
const signedYesterday = (call) =>
  call("visit.list", { customer_id: null, date: YESTERDAY, week: null, signed: true });

/** A hand that signed yesterday. */
async function strokes(call) {
  const [{ id }] = await signedYesterday(call);
  return (await call("visit.get", { id })).signature.strokes;
}

async function save(call, { record, draft }, change) {
  const answers = { ...draft.answers, ...change.answers };
  await call("visit.save", { id: record.id, draft: { ...draft, ...change, answers } });
  return record.id;
}

export const begun = async (call) => ({ visit: (await begin(call, 0)).record.id });

export async function half(call) {
  const screen = await begin(call, 1);
  const answers = { ...ANSWERS, feedback: FEEDBACK };
  return { visit: await save(call, screen, { outcome: "done", answers, copied: ["price"] }) };
}

export async function vain(call) {
  const screen = await begin(call, 0);
  const internal = { goal_note: "门上贴着“外出送货”，电话没接" };
  return { visit: await save(call, screen, { outcome: "closed", answers: { arrival: "closed" }, internal }) };
}

export async function signing(call) {
  const screen = await begin(call, 2);
  const { next } = screen;
  const answers = {
    ...ANSWERS,
    feedback: FEEDBACK,
    rating: "satisfied",
    ...(next && { next_visit_on: next.date, next_visit_part: next.part }),
  };
  const change = { outcome: "done", answers, plan_next: next !== null, signing: true, strokes: await strokes(call) };
  return { visit: await save(call, screen, { ...change, signer_role: "owner" }) };
}

/** Signed, and still with the customer. */
export async function handed(call) {
  const { visit } = await signing(call);
  const signature = { kind: "drawn", role: "owner", name: null, strokes: await strokes(call) };
  await call("visit.sign", { id: visit, signature });
  return { visit };
}

/** Records, one of them corrected, and cases of every standing, in the demo itself. */
export async function records(call) {
  const [signed, corrected] = await signedYesterday(call);
  const screen = await call("visit.correct", { id: corrected.id });
  await save(call, screen, { answers: { sales: "level", sales_note: "月中补过一次货" } });
  await call("visit.sign", {
    id: screen.record.id,
    signature: { kind: "drawn", role: "owner", name: null, strokes: await strokes(call) },
  });
  await call("visit.handed_back", { id: screen.record.id });
  const every = { scope: "all", text: "", kind: null, customer_id: null };
  const { issues, now } = await call("issue.list", every);
  const closed = issues.find(({ issue }) => issue.told_at !== null && issue.visit_record_id !== null);
  const open = issues.find(({ issue }) => issue.told_at === null);
  const urgent = await call("issue.put", {
    id: null,
    customer_id: open.issue.customer_id,
    kind: "complaint",
    category: "supply",
    urgent: true,
    content: "上午送来的两箱货外包装被雨淋湿，店主要求今天换货",
    promised_at: now + 6 * HOUR,
    owner: "配送部",
  });
  const { path } = await call("visit.export", { id: signed.id, format: "json" });
  const altered = path.replace(/\.json$/, "-1.json");
  writeFileSync(altered, readFileSync(path, "utf8").replace(/("visit\.outcome":\{[^}]*"v":)"done"/, '$1"closed"'));
  return {
    evidence: path,
    altered,
    signed: signed.id,
    corrected: corrected.id,
    correction: screen.record.id,
    open: open.issue.id,
    urgent: urgent.issue.id,
    closed: closed.issue.id,
    owed: open.issue.customer_id,
  };
}

/**
 * Sheets printed by the program itself, brought back as pictures: today's, a spare one, one too coarse to read, and
 * one of another territory (`strange`, a PDF). The first stop's paper is typed in, and not yet kept.
 */
export async function paper(call, strange, scan) {
  const sheets = { week: WEEK, kind: "record", full: false, duplex: false, spare: 1, dates: [TODAY] };
  const { path, pages } = await call("sheets.print", sheets);
  for (const [file, page, dpi, name] of [
    [path, 1, 150, "IMG_1124_01"],
    [path, pages, 150, "IMG_1124_02"],
    [path, 2, 24, "IMG_1124_03"],
    [strange, 1, 150, "IMG_1124_04"],
  ]) {
    const picture = join(scan.folder, name);
    execFileSync("pdftoppm", ["-jpeg", "-singlefile", "-r", dpi, "-f", page, "-l", page, file, picture]);
    await scan.add(readFileSync(`${picture}.jpg`), { file_name: basename(`${picture}.jpg`) });
  }
  const { rows } = await call("later.get", { date: TODAY });
  await call("later.put", {
    date: TODAY,
    customer_id: rows[0].customer.id,
    planned_visit_id: rows[0].planned_visit_id,
    visit_record_id: rows[0].visit_record_id,
    entry: {
      arrived_min: 540,
      left_min: 556,
      outcome: "done",
      answers: { ...ANSWERS, rating: "satisfied" },
      signed_on_paper: true,
    },
    save: false,
  });
  return {};
}
