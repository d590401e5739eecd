// Headquarters for the pictures: the real one on loopback, and devices of one territory that have worked apart.

import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";

const PASSWORD = "correct horse";
/** Who works the territory, and who stands in. */
const MANAGER = "1001";
const COLLEAGUE = "1002";
const TERRITORY = "T1";

/** Starts headquarters and gives its address, a one-time code, and its end. */
async function headquarters(program, data) {
  const env = { ...process.env, ROUNDS_PASSWORD: PASSWORD };
  const tell = (...args) => execFileSync(program, ["--data", data, ...args], { env, encoding: "utf8" }).trim();
  tell("territory", "add", TERRITORY, "城东一片");
  for (const [code, name] of [
    [MANAGER, "王芳"],
    [COLLEAGUE, "李强"],
  ]) {
    tell("person", "add", code, name);
    tell("territory", "assign", TERRITORY, code);
  }
  const child = spawn(program, ["--data", data, "serve", "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return {
    server: `http://127.0.0.1:${line.split(":").pop()}`,
    /** Changes of somebody who does not have the territory are set aside. */
    take: (person) => tell("territory", "unassign", TERRITORY, person),
    give: (person) => tell("territory", "assign", TERRITORY, person),
    requirePins: () => tell("pin", "required"),
    code: (person) => tell("device", "code", person, TERRITORY),
    close: () => child.kill(),
  };
}

async function enrol(call, hq, user) {
  await call("sync.enrol", { server: hq.server, user, password: PASSWORD, code: hq.code(user) });
  // The pictures are of one moment.
  const { settings } = await call("app.status", {});
  await call("settings.save", { ...settings, sync_auto: false });
}

const FIRST = { sort: "code", offset: 0, limit: 12 };
const EVERYBODY = {
  text: "",
  classes: [],
  segments: [],
  statuses: [],
  order_weekdays: [],
  lines: [],
  set_id: null,
  not_seen_days: null,
  overdue: false,
  position_missing: false,
};

/**
 * `on(name)` calls the core of a folder. Afterwards `office` has differences, something set aside, and waits, `reported` has everything at
 * headquarters, `out` is signed out with something unsent, `owing` has heard last that it needs a PIN, and headquarters
 * is gone.
 */
export async function office(on, program, data) {
  const hq = await headquarters(program, data);
  try {
    const [mine, other, out] = [on("office"), on("reported"), on("out")];
    for (const call of [mine, out]) await enrol(call, hq, MANAGER);
    await enrol(other, hq, COLLEAGUE);
    for (const call of [mine, other]) await call("sync.run", { password: null });
    const { rows } = await mine("customer.list", { ...FIRST, filter: EVERYBODY });
    const set = (call, nth, field, value) => call("customer.set_field", { id: rows[nth].id, field, value });
    await set(mine, 9, "wishes", "想要一块新的价格牌，门口的已经看不清了");
    hq.take(MANAGER);
    await mine("sync.run", { password: null });
    hq.give(MANAGER);
    await mine("sync.run", { password: null });
    const both = [
      ["phone", "021-5555 1234", "13800001111"],
      ["key_points", "新品陈列、明码标价", "许可证快到期，提醒延续"],
      ["note", "店主周三下午不在，找店员小陈。后门在弄堂里，摩托车可以停。", "改由儿媳管店"],
    ];
    for (const [nth, [field, , theirs]] of both.entries()) await set(other, nth, field, theirs);
    await other("sync.run", { password: null });
    // The manager's own second device has something else at the same place.
    await set(out, 3, "landmark", "邮局斜对面");
    await out("sync.run", { password: null });
    await set(mine, 3, "landmark", "小学后门");
    for (const [nth, [field, ours]] of both.entries()) await set(mine, nth, field, ours);
    await mine("sync.run", { password: null });
    await other("sync.run", { password: null });
    for (const { id } of await other("sync.conflicts", {})) await other("sync.decide", { id, choice: "kept" });
    await other("sync.run", { password: null });
    for (const nth of [4, 5, 6, 7]) await set(mine, nth, "key_points", "新品陈列、明码标价");
    await set(out, 8, "key_points", "新品陈列");
    await out("sync.sign_out", { force: true });
    const owing = on("owing");
    await enrol(owing, hq, COLLEAGUE);
    hq.requirePins();
    await owing("sync.run", { password: null });
  } finally {
    hq.close();
  }
}
