import { expect, it } from "vitest";
import { textFor } from ".";

/** Every word on screen; functions are called with figures and names. */
function words(nest: object, way = ""): [string, string][] {
  return Object.entries(nest).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (typeof value === "string") return [[`${way}${name}`, value]];
    if (typeof value === "function") {
      const given = Array.from({ length: 8 }, () => "7");
      return [[`${way}${name}`, String((value as (...args: string[]) => unknown)(...given))]];
    }
    return typeof value === "object" && value !== null ? words(value, `${way}${name}.`) : [];
  });
}

const FEATURES = [
  "app",
  "customer",
  "issue",
  "lock",
  "plan",
  "planner",
  "scan",
  "setting",
  "sheet",
  "start",
  "sync",
  "today",
  "visit",
] as const;

it.each(FEATURES)("the English of %s holds no Chinese and every word has one", (feature) => {
  const english = words(textFor("en")[feature]);
  const chinese = words(textFor("zh")[feature]);
  expect(english.map(([way]) => way)).toEqual(chinese.map(([way]) => way));
  for (const [way, word] of english) {
    // A language is named in itself.
    if (!way.includes("languages.")) expect([way, /[\u4e00-\u9fff]/.test(word)]).toEqual([way, false]);
  }
});

it.each(FEATURES)("the words of %s neither shout nor say sorry", (feature) => {
  for (const [, word] of [...words(textFor("zh")[feature]), ...words(textFor("en")[feature])]) {
    expect(word).not.toMatch(/[!！]|抱歉|sorry/i);
  }
});
