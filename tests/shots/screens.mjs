// Every screen that gets its picture, and how to reach it.
//
// `folder`: demo (when left out), none = the first start, own = nobody in it yet, many = 542 shops; begun, half, vain,
// signing, handed, paper = the demo's morning gone on, as field.mjs says; damaged = the demo on its backup, the file
// behind it damaged; guarded = known to headquarters, with a PIN;
// office, reported, out, owing = devices of headquarters, as office.mjs says.
// `url`: what follows the address, or a function of the folder's known ids that gives it.
// `before`: what only a hand can do, on Playwright's page.
// `refused`: the core refuses something on the way, and that is what the picture shows.

import { PIN, TODAY } from "./field.mjs";

/** Presses a button by its word in either language, out of the menu of the rest where there is no room for it. */
const act = (word) => async (page) => {
  const button = page.getByRole("button", { name: word });
  const rest = page.getByRole("button", { name: /^(更多|More)/ });
  await button.or(rest).first().waitFor();
  if ((await button.count()) === 0) {
    await rest.first().click();
    await page.getByRole("menuitem", { name: word }).first().click();
  } else {
    await button.first().click();
  }
};

/** A bulletin opened from 今日; once it has been read it stands folded. */
const bulletin = async (page) => {
  await act(/^(服务信息|Bulletins)/)(page);
  await act(/本月重点/)(page);
};

/** The difference is there once nothing is being worked out any more. */
const replan = async (page) => {
  await act(/^(重新计划|Replan)/)(page);
  await page.waitForTimeout(300);
  await page.getByRole("progressbar").waitFor({ state: "detached" });
};

/** A visit taken up by keyboard and carried to the next day, with what that costs. */
const carried = async (page) => {
  await page.locator("[data-visit] > button:first-child").first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
};

/** A day that is lost, and how the rest of the week would be repaired. */
const lose = async (page) => {
  await act(/^(12月3日 周四的更多|More for Thu 3 Dec)/)(page);
  await page.getByRole("menuitem", { name: /^(这一天去不了|I cannot go)/ }).click();
  await page.getByRole("dialog").waitFor();
};

/** The week on the map, its first day hidden by the legend. */
const mapped = async (page) => {
  await act(/^(地图|Map)$/)(page);
  const legend = page.getByRole("group", { name: /^(各天的路线|The rounds)/ });
  await legend.getByRole("button").first().click();
};

/** The recovery code as it is shown once. */
const write = async (page) => {
  await act(/^(做一份|重新做|Make)/)(page);
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[type=password]").fill(PIN);
  await dialog.getByRole("button", { name: /^(显示恢复码|Show the code)/ }).click();
  await dialog.getByRole("list").waitFor();
};

const lock = async (page) => {
  await page.keyboard.press("Control+l");
  await page.getByRole("heading", { name: /^(已锁定|Locked)$/ }).waitFor();
  // The core locks a moment after the screen.
  await page.waitForTimeout(1500);
};

const mistype = async (page) => {
  await page.locator("dialog input[type=password]").fill("480318");
  await page.keyboard.press("Enter");
  await page.getByText(/PIN 不对|That is not the PIN/).waitFor();
};

const forget = async (page) => {
  await page.getByRole("button", { name: /^(忘记 PIN|Forgotten PIN)/ }).click();
  await page.getByRole("button", { name: /^(写解锁申请|Write the request)/ }).click();
  await page.getByText(/^\d{4} \d{4}$/).waitFor();
};

const shops = { name: "list.csv", mimeType: "text/csv" };
const rows = [
  "客户编码,客户名称,经营地址,电话,经度,纬度",
  "T001,新来的店,试验街1号,,121.47,31.23",
  "T002,远处的店,试验街2号,,87.61,43.82",
  "T003,坐标写错的店,试验街3号,,310.5,31.23",
  "T004,电话写错的店,试验街4号,1.38E+10,121.47,31.23",
].join("\n");

const bring = async (page) => {
  await page.locator("input[type=file]").first().setInputFiles({ ...shops, buffer: Buffer.from(rows) });
  await page.getByRole("tab").first().waitFor();
};

/** Brings a received file to 记录核验. */
const received = (file) => async (page, { ids }) => {
  await page.locator("input[type=file]").setInputFiles(ids[file]);
  await page.locator("li").filter({ hasText: /^.*(密钥|key) / }).first().waitFor();
};

/** The camera that gives no picture. */
const cameraless = async (page) => {
  const camera = page.locator("input[type=file][capture]").first();
  await camera.evaluate((node) => node.dispatchEvent(new Event("cancel", { bubbles: true })));
  await foot("[data-station=next_visit]")(page);
  await page.locator("input[type=file]:not([capture])").evaluate((node) => node.scrollIntoView({ block: "center" }));
};

const SCREENS_OF_A_VISIT = ["begun", "half", "vain", "signing"];

/** Scrolls what scrolls on a page of stations down to one of them. */
const station = (name) => async (page) => {
  await page.locator(`[data-station=${name}]`).evaluate((node) => node.scrollIntoView({ block: "start" }));
};

const foot = (selector) => async (page) => {
  const last = page.locator(selector).last();
  await last.waitFor();
  await last.evaluate((node) => node.scrollIntoView({ block: "end" }));
};

/** The history with one kind chosen and a word searched for. */
const narrow = async (page) => {
  await page.getByRole("button", { name: /^(问题|Issues)/ }).first().click();
  await page.getByRole("searchbox").last().fill("订货");
};

/** Pictures come after the words that they stand beside. */
const drawn = (count) => async (page) => {
  const all = (least) =>
    document.images.length >= least && [...document.images].every(({ naturalWidth }) => naturalWidth > 0);
  await page.waitForFunction(all, count);
};

/** A row of the grid in hand, its picture beside it. */
const intoGrid = async (page) => {
  await page.locator("[data-row] [data-cell]:enabled").first().focus();
  await page.locator("img:not([alt=''])").waitFor();
};

export const SCREENS = [
  { name: "start", folder: "none", url: "#/" },
  { name: "start-enrol", folder: "none", url: "#/", before: act(/^(接入总部|Enrol)$/) },

  { name: "sync", folder: "office", url: "#/sync" },
  { name: "sync-unsent", folder: "office", url: "#/sync/unsent" },
  { name: "sync-conflict", folder: "office", url: "#/sync/conflict" },
  { name: "sync-reported", folder: "reported", url: "#/sync" },
  { name: "sync-unsent-none", folder: "reported", url: "#/sync/unsent" },
  { name: "sync-conflict-none", folder: "reported", url: "#/sync/conflict" },
  { name: "sync-password", folder: "out", url: "#/sync" },
  { name: "sync-enrol", folder: "own", url: "#/sync" },
  { name: "sync-demo", url: "#/sync" },
  { name: "setting-uninstall", folder: "office", url: "#/setting/about", before: foot("main section") },
  { name: "setting-office", folder: "office", url: "#/setting/sync" },
  { name: "setting-sign-out", folder: "office", url: "#/setting/sync", before: act(/^(退出登录|Sign out)$/) },

  { name: "today", url: "#/today" },
  { name: "today-own", folder: "own", url: "#/today" },
  { name: "today-bulletin", url: "#/today", before: bulletin },
  { name: "today-departure", url: "#/today", before: act(/^(对照清单|Open checklist)/) },
  { name: "today-put-off", url: "#/today", before: act(/^(推迟|Put off)/) },
  { name: "today-ad-hoc", url: "#/today", before: act(/^(临时拜访|Unplanned visit)/) },
  { name: "today-open", folder: "half", url: "#/today" },
  { name: "damage", folder: "damaged", url: "#/today" },
  { name: "damage-put-off", folder: "damaged", url: "#/today", before: act(/^(关闭|Close)$/) },

  ...SCREENS_OF_A_VISIT.map((folder) => ({
    name: folder === "signing" ? "signing" : `visit-${folder}`,
    folder,
    url: ({ visit }) => `#/visit/${visit}`,
  })),
  ...["publicity", "guidance", "feedback", "next_visit", "signature"].map((name) => ({
    name: `visit-${name.replace("_", "-")}`,
    folder: "half",
    url: ({ visit }) => `#/visit/${visit}`,
    before: station(name),
  })),
  { name: "visit-no-camera", folder: "half", url: ({ visit }) => `#/visit/${visit}`, before: cameraless },
  { name: "hand-back", folder: "handed", url: "#/today" },
  { name: "hand-back-steps", folder: "handed", url: "#/today", before: act(/^(按住：查看|Hold: see)/) },
  { name: "record-signed", url: ({ signed }) => `#/visit/${signed}` },
  {
    name: "record-signature",
    url: ({ signed }) => `#/visit/${signed}`,
    before: foot("main dl"),
  },
  { name: "record-corrected", url: ({ corrected }) => `#/visit/${corrected}` },
  { name: "record-correction", url: ({ correction }) => `#/visit/${correction}` },

  { name: "issue", url: "#/issue" },
  { name: "issue-own", folder: "own", url: "#/issue" },
  { name: "issue-due", url: "#/issue?scope=due" },
  { name: "issue-new", url: ({ owed }) => `#/issue?new=${owed}` },
  { name: "issue-open", url: ({ open }) => `#/issue/${open}` },
  { name: "issue-urgent", url: ({ urgent }) => `#/issue/${urgent}` },
  { name: "issue-closed", url: ({ closed }) => `#/issue/${closed}?scope=closed` },

  { name: "scan", folder: "paper", url: "#/scan", before: drawn(6) },
  { name: "scan-empty", url: "#/scan" },
  { name: "scan-match", folder: "paper", url: "#/scan", before: act(/^(选对应的拜访|Choose the visit)/) },
  { name: "later", folder: "paper", url: `#/scan/later/${TODAY}`, before: drawn(4) },
  { name: "later-row", folder: "paper", url: `#/scan/later/${TODAY}`, before: intoGrid },

  { name: "plan", url: "#/plan/2026-W49" },
  { name: "plan-visit", url: ({ visit }) => `#/plan/2026-W49?visit=${visit}` },
  { name: "plan-unplanned", url: "#/plan/2026-W49?panel=unplanned" },
  { name: "plan-this-week", url: "#/plan/2026-W48" },
  { name: "plan-holidays", url: "#/plan/2026-W40" },
  { name: "plan-none", url: "#/plan/2026-W50" },
  { name: "plan-own", folder: "own", url: "#/plan" },
  { name: "plan-many", folder: "many", url: "#/plan/2026-W49" },
  { name: "plan-print", url: "#/plan/2026-W49", before: act(/^(打印|Print)$/) },
  { name: "plan-finalise", url: "#/plan/2026-W49", before: act(/^(定稿|Finalise)/) },
  { name: "plan-style", url: "#/plan/2026-W49", before: act(/^(侧重|怎样排|Favours|How plans)/) },
  { name: "plan-outlook", url: "#/plan/2026-W49?panel=outlook&ahead=2026-W50" },
  { name: "plan-carried", url: "#/plan/2026-W49", before: carried },
  { name: "plan-apart", url: ({ visit }) => `#/plan/2026-W49?visit=${visit}`, before: act(/^(标记不顺路|Keep apart)/) },
  { name: "plan-adjust", folder: "many", url: "#/plan/2026-W49", before: act(/^(看怎么调|See how)/) },
  { name: "plan-repair", url: "#/plan/2026-W49?day=2026-12-03", before: lose },
  { name: "plan-replan", url: "#/plan/2026-W49", before: replan },
  { name: "plan-map", url: "#/plan/2026-W49", before: mapped },
  { name: "plan-add", url: "#/plan/2026-W49", before: act(/^(加客户|Add)/) },

  { name: "customer", url: "#/customer" },
  { name: "customer-own", folder: "own", url: "#/customer" },
  { name: "customer-many", folder: "many", url: "#/customer" },
  { name: "customer-search", url: "#/customer?q=zhl" },
  { name: "customer-filtered", url: "#/customer?class=A&overdue=true" },
  { name: "customer-nothing", url: "#/customer?q=nobody-is-called-so" },
  { name: "customer-file", url: ({ customer }) => `#/customer/${customer}` },
  { name: "customer-contacts", url: ({ customer }) => `#/customer/${customer}/contacts` },
  { name: "customer-position", url: ({ customer }) => `#/customer/${customer}/position` },
  { name: "customer-timeline", url: ({ customer }) => `#/customer/${customer}/timeline` },
  { name: "customer-history", url: ({ owed }) => `#/customer/${owed}/timeline`, before: narrow },
  { name: "customer-issues", url: ({ owed }) => `#/customer/${owed}/issues` },
  { name: "customer-sales", url: ({ customer }) => `#/customer/${customer}/sales` },
  { name: "customer-new", url: "#/customer", before: act(/^(新建客户|New customer)/) },
  {
    name: "contact-new",
    url: ({ customer }) => `#/customer/${customer}/contacts`,
    before: act(/^(添加联系人|Add a contact)/),
  },
  { name: "customer-import", url: "#/customer/import" },
  { name: "customer-preview", url: "#/customer/import", before: bring },

  { name: "setting", url: "#/setting" },
  ...[
    "frequency",
    "planning",
    "time",
    "visit",
    "calendar",
    "territory",
    "print",
    "look",
    "security",
    "sync",
    "backup",
    "verify",
    "about",
  ].map((section) => ({
    name: `setting-${section}`,
    url: `#/setting/${section}`,
  })),
  { name: "setting-rule", url: "#/setting/frequency", before: act(/^(加一条规则|Add a rule)/) },
  { name: "setting-entry", url: "#/setting/calendar", before: act(/^(加一项|Add an entry)/) },
  { name: "setting-verified", url: "#/setting/verify", before: received("evidence") },
  { name: "setting-altered", url: "#/setting/verify", before: received("altered") },
  { name: "setting-positions", url: "#/setting/planning", before: foot("#positions") },
  { name: "setting-apart", url: "#/setting/planning", before: act(/^(加一对|Keep two)/) },

  { name: "security-open", folder: "many", url: "#/setting/security" },
  { name: "security-set", folder: "many", url: "#/setting/security", before: act(/^(设置 PIN|Set a PIN)$/) },
  { name: "security", folder: "guarded", url: "#/setting/security" },
  { name: "security-code", folder: "guarded", url: "#/setting/security", before: write },
  { name: "security-wipe", folder: "guarded", url: "#/setting/security", before: act(/^(清除本机数据|Clear this)/) },
  // Locked from here on.
  { name: "security-owed", folder: "owing", url: "#/today" },
  { name: "locked", folder: "guarded", url: "#/customer", before: lock },
  { name: "locked-wrong", folder: "guarded", url: "#/customer", before: mistype, refused: true },
  { name: "locked-forgot", folder: "guarded", url: "#/customer", before: forget },

  { name: "missing", url: "#/nowhere" },
  { name: "missing-week", url: "#/plan/2026-W55" },
  // The core refuses what is no id.
  { name: "missing-customer", url: "#/customer/zzz", refused: true },
  { name: "missing-visit", url: "#/visit/zzz", refused: true },
  { name: "missing-issue", url: "#/issue/zzz", refused: true },
];
