import { describe, expect, it } from "vitest";
import { addDays, addWeeks, daysBetween, formatsFor, mondayOf, readClock, weekOf, weekdayOf } from "./format";

const zh = formatsFor("zh");
const en = formatsFor("en");

describe("dates", () => {
  it("are written as people say them", () => {
    expect(zh.dateDay("2026-11-30")).toBe("11月30日 周一");
    expect(en.dateDay("2026-11-30")).toBe("Mon 30 Nov");
    expect(zh.dateNear("2025-01-05", "2026-11-22")).toBe("2025年1月5日");
    expect(zh.dateNear("2026-01-05", "2026-11-22")).toBe("1月5日");
  });

  it("count across months, years and leap days", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(daysBetween("2026-11-30", "2026-11-22")).toBe(-8);
  });

  it("know their weekday", () => {
    expect(["2026-11-22", "2026-11-23", "1969-12-31"].map(weekdayOf)).toEqual([7, 1, 3]);
  });

  it("are told from today", () => {
    expect(
      ["2026-11-22", "2026-11-21", "2026-11-23", "2026-11-10", "2026-11-30"].map((on) =>
        zh.ago(on, "2026-11-22"),
      ),
    ).toEqual(["今天", "昨天", "明天", "12 天前", "8 天后"]);
  });
});

describe("weeks", () => {
  it("follow ISO 8601 over the year's end", () => {
    expect(weekOf("2026-11-30")).toBe("2026-W49");
    expect(weekOf("2027-01-03")).toBe("2026-W53");
    expect(weekOf("2024-12-30")).toBe("2025-W01");
    expect(mondayOf("2026-W53")).toBe("2026-12-28");
    expect(addWeeks("2026-W53", 1)).toBe("2027-W01");
  });

  it("begin on the Monday that is in them", () => {
    for (let n = 0; n < 800; n += 1) {
      const date = addDays("2024-01-01", n);
      const monday = mondayOf(weekOf(date));
      expect(weekdayOf(monday)).toBe(1);
      expect(daysBetween(monday, date)).toBe(weekdayOf(date) - 1);
    }
  });
});

describe("times and spans", () => {
  it("are read in the ways people type them", () => {
    expect(["8:30", "08:30", "8：30", "830", "0830", "24:00"].map(readClock)).toEqual([
      510, 510, 510, 510, 510, 1440,
    ]);
    expect(["25:00", "8:60", "", "8", "half past"].map(readClock)).toEqual([null, null, null, null, null]);
  });

  it("are written short", () => {
    expect(zh.span(260)).toBe("4 小时 20 分");
    expect(zh.span(180)).toBe("3 小时");
    expect(zh.span(59.6)).toBe("1 小时");
    expect(en.span(45)).toBe("45 min");
    expect(zh.clockSpan(510, 1200)).toBe("08:30–20:00");
  });
});

describe("an instant", () => {
  const at = Date.UTC(2026, 10, 30, 16, 5);

  it("is told in the territory's zone, whatever the device's is", () => {
    expect(formatsFor("zh", "Asia/Shanghai").instant(at)).toBe("12月1日 00:05");
    expect(formatsFor("zh", "Asia/Urumqi").instant(at)).toBe("11月30日 22:05");
    expect(formatsFor("en", "America/New_York").instant(at)).toBe("30 Nov 11:05");
  });

  it("comes back from its local day and minute, over a change of the clock as well", () => {
    const newYork = formatsFor("en", "America/New_York");
    for (let hour = 0; hour < 72; hour += 1) {
      const ms = Date.UTC(2026, 2, 7, hour);
      expect(newYork.at(newYork.dayOf(ms), newYork.minuteOf(ms))).toBe(ms);
    }
    expect(formatsFor("zh", "Asia/Shanghai").at("2026-11-30", 20 * 60)).toBe(Date.UTC(2026, 10, 30, 12));
  });

  it("is told even where the device does not know the zone", () => {
    expect(formatsFor("zh", "Asia/Nowhere").instant(at)).toMatch(/^1[12]月\d+日 \d\d:\d\d$/);
  });
});

describe("figures", () => {
  it("carry their unit", () => {
    expect(zh.distance(850)).toBe("850 米");
    expect(zh.distance(12_430)).toBe("12.4 公里");
    expect(en.distance(212_400)).toBe("212 km");
    expect(zh.money(2_345_600)).toBe("23,456.00 元");
    expect(zh.overdue(1)).toBe("逾期 1 天");
    expect(en.overdue(1)).toBe("1 day overdue");
  });
});
