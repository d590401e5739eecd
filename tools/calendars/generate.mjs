// Writes assets/calendars/cn-holidays.json: public holidays and 调休 working days of mainland China, from the
// npm package chinese-days (MIT), which follows the yearly notice of the State Council.
// When a new year is published: raise the version in package.json, `npm install && npm run generate`.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FIRST_YEAR = 2020;
const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("chinese-days"));
const source = JSON.parse(readFileSync(join(folder, "chinese-days.json"), "utf8"));
const { name, version } = JSON.parse(readFileSync(join(folder, "..", "package.json"), "utf8"));

const years = {};
for (const [list, field] of [["holidays", "off"], ["workdays", "working"]]) {
  for (const [date, words] of Object.entries(source[list]).sort()) {
    const year = date.slice(0, 4);
    if (Number(year) < FIRST_YEAR) continue;
    const [en, zh] = words.split(",");
    years[year] ??= { off: {}, working: {} };
    years[year][field][date] = { zh, en };
  }
}

const lines = Object.keys(years).sort().map((year) => {
  const list = (days) => Object.entries(days).map(([date, holiday]) => `      "${date}": ${JSON.stringify(holiday)}`);
  const part = (field) => `      "${field}": {\n${list(years[year][field]).map((line) => `  ${line}`).join(",\n")}\n      }`;
  return `    "${year}": {\n${part("off")},\n${part("working")}\n    }`;
});
const out = join(dirname(fileURLToPath(import.meta.url)), "../../assets/calendars/cn-holidays.json");
const head = JSON.stringify({ package: name, version, licence: "MIT" });
writeFileSync(out, `{\n  "source": ${head},\n  "years": {\n${lines.join(",\n")}\n  }\n}\n`);
