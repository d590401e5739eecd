import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

const SRC = import.meta.dirname;

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));

function imports(file: string): string[] {
  const source = readFileSync(join(SRC, file), "utf8");
  return [...source.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name]) => name ?? "");
}

/** `customer` of `features/customer/list.tsx`. */
function feature(file: string): string | null {
  return /^features\/([^/]+)\//.exec(file)?.[1] ?? null;
}

it("only ui/src/ipc speaks to Tauri", () => {
  const others = files.filter((file) => !file.startsWith("ipc/"));
  expect(others.filter((file) => imports(file).some((name) => name.startsWith("@tauri-apps/")))).toEqual([]);
});

it("no feature reaches into another, and nothing below reaches up into one", () => {
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter((name) => name.startsWith("."))
      .map((name) => relative(SRC, resolve(join(SRC, dirname(file)), name)))
      .filter((target) => {
        const into = feature(`${target}/`);
        return into !== null && into !== feature(file) && file !== "app/screens.ts";
      })
      .map((target) => `${file} → ${target}`),
  );
  // The sheets are printed from where the week is planned.
  expect(wrong.filter((line) => !/^features\/plan\/.* → features\/sheet\/print-dialog$/.test(line))).toEqual(
    [],
  );
});

it("no file is longer than 500 lines", () => {
  const long = files.filter(
    (file) =>
      !file.startsWith("ipc/types/") && readFileSync(join(SRC, file), "utf8").split("\n").length > 500,
  );
  expect(long).toEqual([]);
});
