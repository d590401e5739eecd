import { describe, expect, it } from "vitest";
import type { AppError } from "../ipc/types/AppError";
import type { Reason } from "../ipc/types/Reason";
import { fill, sentencesFor, sharedFor } from "./sentence";

const zh = sentencesFor("zh");
const en = sentencesFor("en");

/** Every text in a nest of objects, with the way to it. */
function texts(nest: object, way = ""): [string, string][] {
  return Object.entries(nest).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[`${way}${name}`, value]] : texts(value as object, `${way}${name}.`),
  );
}

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe("the shared words", () => {
  const chinese = new Map(texts(sharedFor("zh")));
  const english = new Map(texts(sharedFor("en")));

  it("are the same in both languages", () => {
    expect([...english.keys()]).toEqual([...chinese.keys()]);
  });

  it("are filled by the same values in both languages", () => {
    for (const [way, text] of chinese)
      expect([way, placeholders(english.get(way) ?? "")]).toEqual([way, placeholders(text)]);
  });

  it("leave no word untranslated", () => {
    for (const [way, text] of english) expect([way, /[\u4e00-\u9fff]/.test(text)]).toEqual([way, false]);
  });

  it("never shout and never say sorry", () => {
    for (const text of [...chinese.values(), ...english.values()])
      expect(text).not.toMatch(/[!！]|抱歉|sorry/i);
  });

  it("end every error with what to do or what stands", () => {
    for (const [way, text] of chinese)
      if (way.startsWith("errors.")) expect([way, text.endsWith("。")]).toEqual([way, true]);
  });
});

const error = (code: AppError["code"], field: string | null, detail: AppError["detail"] = {}): AppError => ({
  code,
  field,
  detail,
});

describe("an error's sentence", () => {
  it("names the field as the screen does", () => {
    expect(zh.error(error("required", "licence_no"))).toBe("“许可证号”没有填写。请填写后再试。");
    expect(en.error(error("required", "licence_no"))).toBe(
      "“Licence number” is empty. Fill it in and try again.",
    );
  });

  it("keeps a heading of the workbook as it is", () => {
    expect(zh.error(error("bad_date", "到期日"))).toContain("“到期日”");
  });

  it("lists missing columns by name", () => {
    expect(zh.error(error("heading_missing", null, { missing: ["code", "name"] }))).toContain(
      "客户编码、客户名称",
    );
  });

  it("shows — for a figure that did not come", () => {
    expect(zh.error(error("too_many_rows", null))).toContain("最多 — 行");
  });

  it("has words even for a code from a newer core", () => {
    expect(zh.error({ code: "brand_new" as never, field: null, detail: {} })).toContain("程序内部出错");
  });
});

describe("a reason", () => {
  it.each<[Reason, string]>([
    [{ kind: "rule", class: "A", window: { kind: "week" }, times: 1 }, "A 类 每周一次"],
    [{ kind: "rule", class: null, window: { kind: "half_month" }, times: 2 }, "未分级 每半月 2 次"],
    [{ kind: "exception", window: { kind: "every_weeks", weeks: 3 }, times: 1 }, "本客户单独设为每 3 周一次"],
    [{ kind: "last_visit", date: "2026-11-16" }, "上次 11月16日"],
    [{ kind: "order_day", weekday: 3, days_before: 2 }, "订货日 周三，提前 2 个工作日"],
    [{ kind: "order_day", weekday: 3, days_before: 0 }, "当天是订货日（周三）"],
    [{ kind: "allowed_days", weekdays: [2, 4], market: false }, "只能周二、周四去"],
    [{ kind: "near", customer_id: "", name: "顺发超市", metres: 160 }, "与顺发超市相距 160 米"],
    [{ kind: "locked" }, "已锁定"],
  ])("%j is said in words", (reason, words) => {
    expect(zh.reason(reason)).toBe(words);
  });
});

describe("filling", () => {
  it("leaves braces that name nothing", () => {
    expect(fill("{a} {b c} {}", { a: 1 })).toBe("1 {b c} {}");
  });
});

it("a finding calls a table by the domain's word", () => {
  const found = { subject: "database", field: "visit_record", label: null, kind: "table_unreadable" };
  const said = sentencesFor("zh").finding({ ...found, detail: { field: "visit_record" } });
  expect(said).toBe("数据库的“拜访记录”读不全。");
});
