import { expect, test } from "vitest";
import { serviceMinutes } from "./service";

test("a visit of 1 to 600 minutes is taken as it was typed, and none is the usual", () => {
  expect([serviceMinutes("20"), serviceMinutes("1"), serviceMinutes("600"), serviceMinutes(" ")]).toEqual([
    20,
    1,
    600,
    null,
  ]);
});

test("minutes that no visit takes are refused with the range, and none are cut", () => {
  for (const text of ["-5", "0", "601", "1440"]) {
    expect(serviceMinutes(text)).toEqual({
      code: "out_of_range",
      detail: { value: text, least: 1, most: 600 },
    });
  }
  expect(serviceMinutes("7.5")).toEqual({ code: "bad_number", detail: {} });
  expect(serviceMinutes("半小时")).toEqual({ code: "bad_number", detail: {} });
});
