import { expect, it } from "vitest";
import type { ColumnUse } from "../../../ipc/types/ColumnUse";
import { columnsOf, columnsWith, letterOf, remapped, withColumn } from "./mapping";

const COLUMNS: ColumnUse[] = [
  { letter: "A", heading: "店号", field: "code", sample: null },
  { letter: "B", heading: "许可证", field: null, sample: null },
  { letter: "C", heading: "店名", field: "name", sample: null },
];

it("a mapping by hand names every column, for it replaces the one remembered", () => {
  expect(remapped(COLUMNS, "许可证", "licence_no")).toEqual({
    店号: "code",
    许可证: "licence_no",
    店名: "name",
  });
});

it("a field given to one column is taken from the other", () => {
  expect(remapped(COLUMNS, "许可证", "code")).toEqual({ 店号: "", 许可证: "code", 店名: "name" });
});

it("leaving a column out takes nothing from the others", () => {
  expect(remapped(COLUMNS, "店名", "")).toEqual({ 店号: "code", 许可证: "", 店名: "" });
});

it("a reading that failed for want of headings can be mapped from what it saw", () => {
  const columns = columnsWith(columnsOf(["店号", "", "店名"]), { 店号: "code" });
  expect(columns.map(({ letter, heading, field }) => [letter, heading, field])).toEqual([
    ["A", "店号", "code"],
    ["C", "店名", null],
  ]);
  expect(columnsOf(undefined)).toEqual([]);
});

it("columns are lettered as in a spreadsheet", () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(letterOf)).toEqual(["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
});

it("before the file could be read only what was said by hand is in the mapping", () => {
  const one = withColumn({}, "店号", "code");
  expect(one).toEqual({ 店号: "code" });
  expect(withColumn(one, "编号", "code")).toEqual({ 编号: "code" });
  expect(withColumn(one, "店号", "")).toEqual({});
});
