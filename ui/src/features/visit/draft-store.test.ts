import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppError } from "../../ipc/types/AppError";
import type { VisitDraft } from "../../ipc/types/VisitDraft";
import { withAnswer } from "./draft";
import { DraftStore } from "./draft-store";
import { checkOf, EMPTY } from "./testing";

let kept: VisitDraft[] = [];
let failing: AppError | null = null;
let failures: string[] = [];
let lost: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  kept = [];
  failing = null;
  failures = [];
  lost = [];
});
afterEach(() => vi.useRealTimers());

function store(): DraftStore {
  return new DraftStore(EMPTY, {
    keep: async (draft) => {
      if (failing) throw failing;
      kept.push(draft);
      return checkOf(draft);
    },
    failed: ({ code }) => failures.push(code),
    lost: ({ code }) => lost.push(code),
  });
}

const write = (of: DraftStore, text: string) =>
  of.change((draft) => withAnswer(draft, "answers", "opinion", text));
const texts = () => kept.map(({ answers }) => answers.opinion);

describe("saving", () => {
  it("happens 200 ms after the first stroke, however fast one types on", async () => {
    const typing = store();
    for (let letter = 1; letter <= 20; letter += 1) {
      write(typing, "字".repeat(letter));
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(texts().length).toBeGreaterThanOrEqual(4);
    expect(texts().at(-1)).toBe("字".repeat(20));
    expect(typing.clean).toBe(true);
  });

  it("of what was typed while the core was slow waits no second time", async () => {
    const slow = new DraftStore(EMPTY, {
      keep: async (draft) => {
        kept.push(draft);
        await new Promise((done) => setTimeout(done, 500));
        return checkOf(draft);
      },
      failed: () => undefined,
      lost: () => undefined,
    });
    write(slow, "先");
    await vi.advanceTimersByTimeAsync(250);
    write(slow, "后");
    await vi.advanceTimersByTimeAsync(460);
    expect(texts()).toEqual(["先", "后"]);
  });

  it("leaving saves at once, and only what is not kept yet", async () => {
    const typing = store();
    write(typing, "话");
    expect(await typing.flush()).toBe(true);
    await typing.flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(texts()).toEqual(["话"]);
  });

  it("brings back what the answers mean without touching what is typed meanwhile", async () => {
    const typing = store();
    typing.change((draft) => ({ ...draft, outcome: "done" }));
    const flying = typing.flush();
    write(typing, "还在写");
    await flying;
    expect(typing.draft.answers.opinion).toBe("还在写");
    expect(typing.check?.missing).toEqual([]);
  });
});

describe("a failed save", () => {
  const full: AppError = { code: "disk_full", field: null, detail: {} };

  it("is told once and tried again until it succeeds", async () => {
    const typing = store();
    failing = full;
    write(typing, "别丢");
    await vi.advanceTimersByTimeAsync(5000);
    expect(failures).toEqual(["disk_full"]);
    expect(typing.failure?.code).toBe("disk_full");
    failing = null;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(texts()).toEqual(["别丢"]);
    expect(typing.failure).toBeNull();
  });

  it("stops a signature from being sent", async () => {
    const typing = store();
    failing = full;
    write(typing, "先存下");
    expect(await typing.flush()).toBe(false);
  });

  it("of a visit that has ended elsewhere is not tried again", async () => {
    const typing = store();
    failing = { code: "visit_ended", field: null, detail: {} };
    write(typing, "晚了");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lost).toEqual(["visit_ended"]);
    expect(failures).toEqual([]);
  });
});
