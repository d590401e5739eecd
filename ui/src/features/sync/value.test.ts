import { expect, it } from "vitest";
import { textFor } from "../../text";
import { fieldName, nounName, valueWords } from "./value";

const t = textFor("zh", "Asia/Shanghai");
const one = (noun: string, field: string, value: unknown) => valueWords(t, noun, field, value, null)[0];

it("values read as their own screens say them", () => {
  expect(one("customer", "class", "A")).toBe("A 类");
  expect(one("customer", "status", "closed")).toBe("歇业");
  expect(one("customer", "order_weekday", 2)).toBe("周二");
  expect(one("customer", "visit_weekdays", [1, 3])).toBe("周一、周三");
  expect(one("customer", "standard_store", true)).toBe("是");
  expect(one("customer", "service_min", 25)).toBe("25 分钟");
  expect(one("customer", "licence_expires_on", "2027-03-01")).toBe("2027年3月1日");
  expect(one("customer", "opening_hours", [{ weekdays: [1, 2], from_min: 510, to_min: 1200 }])).toBe(
    "周一、周二 08:30–20:00",
  );
  expect(one("customer", "position", { lat_e7: 312300000, lng_e7: 1214700000, datum: "gcj02" })).toBe(
    "31.23, 121.47",
  );
  expect(one("customer", "frequency", { window: { kind: "half_month" }, times: 2 })).toBe("每半月 2 次");
  expect(one("planned_visit", "arrive_min", 545)).toBe("09:05");
  expect(one("customer", "note", null)).toBe("未填写");
  expect(one("customer", "note", "")).toBe("未填写");
});

it("no id is shown to anybody", () => {
  const id = "01920000-0000-7000-8000-000000000001";
  expect(one("customer", "owner_id", id)).toBe("另一条记录");
  const names = { [id]: "王老板（中和路便利店）" };
  expect(valueWords(t, "customer", "owner_id", id, null, names)).toEqual([
    "王老板（中和路便利店）",
    "未填写",
  ]);
  expect(one("customer_set", "customer_ids", [id, id])).toBe("共 2 项");
});

it("of two answers only what differs is shown", () => {
  const [kept, lost] = valueWords(t, "visit_record", "answers", { a: "同", b: "甲" }, { a: "同", b: "乙" });
  expect([kept, lost]).toEqual(["甲", "乙"]);
});

it("a deletion against a change says which is which", () => {
  const [kept, lost] = valueWords(t, "customer", "deleted_at", 1_700_000_000_000, { phone: "021-1" });
  expect(kept).toBe("删除");
  expect(lost).toBe("保留，不删除\n电话: 021-1");
});

it("every noun and field has a word in both languages, known or not", () => {
  for (const words of [t, textFor("en")]) {
    for (const noun of ["customer", "visit_record", "conflict", "to_come"]) {
      expect(nounName(words, noun)).not.toContain("_");
      for (const field of ["owner", "put_off_reason", "to_come_later"]) {
        expect(fieldName(words, noun, field)).not.toContain("_");
      }
    }
  }
  expect(fieldName(t, "issue", "owner")).toBe("负责人");
  expect(fieldName(t, "customer", "owner")).toBe("经营者");
  const named = ["customer", "contact", "customer_set", "person", "territory"];
  expect(named.map((noun) => fieldName(t, noun, "name"))).toEqual([
    "客户名称",
    "联系人姓名",
    "客户集名称",
    "姓名",
    "片区名称",
  ]);
});
