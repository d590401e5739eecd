import { expect, it } from "vitest";
import { degreesText, readPair } from "./coordinates";

it("a pasted pair is told apart by what a latitude can be", () => {
  const place = { lng: 121.4737, lat: 31.2304 };
  for (const text of ["121.4737,31.2304", "121.4737， 31.2304", "31.2304 121.4737", "(31.2304, 121.4737)"]) {
    expect(readPair(text)).toEqual(place);
  }
});

it("in the west of China the longitude still comes first", () => {
  expect(readPair("87.617733,43.792818")).toEqual({ lng: 87.617733, lat: 43.792818 });
});

it("one number or three are no pair", () => {
  expect(readPair("121.4737")).toBeNull();
  expect(readPair("121 28 25")).toBeNull();
  expect(readPair("")).toBeNull();
});

it("degrees are shown to a decimetre", () => {
  expect(degreesText(1_214_737_000)).toBe("121.473700");
});
