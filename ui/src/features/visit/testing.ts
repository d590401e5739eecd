// A visit, and a core that answers, for tests of this folder.
import form from "../../../../assets/forms/visit_record.json";
import type { AppStatus } from "../../ipc/types/AppStatus";
import type { Attachment } from "../../ipc/types/Attachment";
import type { Layout } from "../../ipc/types/Layout";
import type { SectionFill } from "../../ipc/types/SectionFill";
import type { VisitCheck } from "../../ipc/types/VisitCheck";
import type { VisitDraft } from "../../ipc/types/VisitDraft";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { someCustomer } from "../../parts/testing";
import { STRIP } from "./layout";

export const LAYOUT = form.layout as unknown as Layout;

export const EMPTY: VisitDraft = {
  outcome: null,
  answers: {},
  internal: {},
  restricted: {},
  copied: [],
  told: [],
  companion: null,
  companion_rating: null,
  cover_for: null,
  plan_next: false,
  signing: false,
  strokes: null,
  signer_role: null,
  signer_name: null,
};

const FIELDS: Record<string, string[]> = {
  information: ["sales", "supply", "price", "stock", "promotion_effect", "nearby_events"],
  publicity: ["publicity"],
  guidance: ["display", "praise"],
  feedback: ["feedback"],
  evaluation: ["rating"],
  next_visit: ["next_visit_on"],
};

/** What the core would say: enough for the screen to show. */
export function checkOf(draft: VisitDraft, revision = 1): VisitCheck {
  const fill = (key: string): SectionFill => {
    if (key === "arrival") return draft.outcome === null ? "empty" : "done";
    const fields = FIELDS[key] ?? [];
    const given = fields.filter((field) => field in draft.answers).length;
    return given === 0 ? "empty" : given < fields.length ? "partly" : "done";
  };
  const rating = draft.answers.rating;
  return {
    sections: STRIP.map((key) => ({ key, fill: fill(key) })),
    problems: [],
    missing: draft.outcome === null ? [{ code: "outcome_missing", field: "outcome", detail: {} }] : [],
    shown: [
      { label: "下次拜访", text: String(draft.answers.next_visit_on ?? "未约定") },
      ...(rating === undefined ? [] : [{ label: "服务评价", text: String(rating) }]),
    ],
    revision,
  };
}

export function someScreen(id: string, change: Partial<VisitScreen> = {}): VisitScreen {
  return {
    record: {
      id,
      territory_id: "t",
      version: 0,
      created_at: 0,
      updated_at: 0,
      deleted_at: null,
      customer_id: "c",
      person_id: "p",
      planned_visit_id: "v",
      sheet_id: null,
      state: "open",
      outcome: null,
      date: "2026-11-30",
      arrived_at: Date.UTC(2026, 10, 30, 1, 40),
      left_at: null,
      position: null,
      entered: "live",
      clock_doubt_ms: null,
      companion: null,
      companion_rating: null,
      cover_for: null,
      form_id: "visit_record",
      form_version: 1,
      form_hash: "",
      answers: {},
      internal: {},
      restricted: {},
      copied: [],
      told: [],
      corrects: null,
      evidence_id: null,
      paper_id: null,
    },
    customer: { ...someCustomer("c"), name: "中和路便利店" },
    layout: LAYOUT,
    draft: EMPTY,
    check: checkOf(EMPTY),
    purposes: ["routine", "promotion"],
    key_points: "新品铺货",
    wishes: "孩子中考",
    last: null,
    first_visit: false,
    open_issues: [],
    bulletins: [],
    again: { date: "2026-12-01", part: "morning", reasons: [], others: ["2026-12-02"] },
    next: { date: "2026-12-07", part: "morning", reasons: [], others: ["2026-12-08", "2026-12-09"] },
    photos: [],
    evidence: null,
    signature: null,
    internal_open: true,
    corrected_by: null,
    distance_m: null,
    next_stop: "next",
    in_hand: false,
    status_change: null,
    ...change,
  };
}

function somePhoto(kind: Attachment["kind"]): Attachment {
  return {
    id: `photo-${kind}`,
    territory_id: "t",
    version: 0,
    created_at: 0,
    updated_at: 0,
    deleted_at: null,
    customer_id: null,
    visit_record_id: null,
    issue_id: null,
    kind,
    sha256: "",
    bytes: 3,
    small_sha256: null,
    small_bytes: null,
    media_type: "image/jpeg",
    width: 4,
    height: 3,
    taken_at: Date.UTC(2026, 10, 30, 1, 50),
    note: null,
  };
}

export const STATUS = {
  today: "2026-11-30",
  now_min: 600,
  open_visit: null,
  settings: { sunset_min: 1200, signature_dynamics: false },
} as unknown as AppStatus;

/** What the screen has told the core, and the core's answers, over the same way as in the browser. */
export class Core {
  told: { name: string; args: Record<string, unknown> }[] = [];
  screen: VisitScreen;
  /** Commands that fail from now on, with their code. */
  fails = new Map<string, string>();

  constructor(screen: VisitScreen) {
    this.screen = screen;
    globalThis.fetch = async (url, request) => {
      const name = String(url).replace("/call/", "");
      const headers = new Headers(request?.headers);
      const given = headers.get("x-args");
      const args = given ? JSON.parse(decodeURIComponent(given)) : JSON.parse(String(request?.body)).args;
      this.told.push({ name, args });
      const code = this.fails.get(name);
      if (code) return Response.json({ code, field: null, detail: {} }, { status: 400 });
      return Response.json(this.answer(name, args));
    };
  }

  drafts(): VisitDraft[] {
    return this.told.filter(({ name }) => name === "visit.save").map(({ args }) => args.draft as VisitDraft);
  }

  last(name: string): Record<string, unknown> | undefined {
    return this.told.findLast((one) => one.name === name)?.args;
  }

  private answer(name: string, args: Record<string, unknown>): unknown {
    switch (name) {
      case "visit.save": {
        const draft = args.draft as VisitDraft;
        this.screen = { ...this.screen, draft, check: checkOf(draft, this.screen.check.revision + 1) };
        return this.screen.check;
      }
      case "visit.sign": {
        const signature = args.signature as NonNullable<VisitScreen["signature"]>;
        this.screen = {
          ...this.screen,
          record: { ...this.screen.record, state: "signed", outcome: this.screen.draft.outcome },
          signature,
          in_hand: true,
          evidence: {
            id: "e",
            seq: 7,
            hash: "ab".repeat(32),
            key_id: "cd".repeat(32),
            signed_at: Date.UTC(2026, 10, 30, 2, 5),
            role: signature.kind === "drawn" ? signature.role : null,
            name: signature.kind === "drawn" ? signature.name : null,
            refusal: signature.kind === "refused" ? signature.reason : null,
          },
        };
        return this.screen;
      }
      case "visit.handed_back":
        this.screen = { ...this.screen, in_hand: false };
        return this.screen;
      case "visit.finish":
        this.screen = {
          ...this.screen,
          record: { ...this.screen.record, state: "finished", outcome: this.screen.draft.outcome },
        };
        return this.screen;
      case "visit.export":
        return { path: "/out/记录.pdf", pages: 1 };
      case "visit.arrived": {
        const position = args.position as VisitScreen["record"]["position"];
        this.screen = { ...this.screen, record: { ...this.screen.record, position }, distance_m: 40 };
        return this.screen;
      }
      case "photo.add": {
        const photo = somePhoto(args.kind as Attachment["kind"]);
        this.screen = { ...this.screen, photos: [...this.screen.photos, photo] };
        return photo;
      }
      case "photo.get":
        return { id: args.id, url: "data:image/png;base64," };
      case "photo.delete":
        this.screen = { ...this.screen, photos: this.screen.photos.filter(({ id }) => id !== args.id) };
        return { tx_id: "tx-1" };
      case "visit.get":
      case "visit.internal":
        return this.screen;
      default:
        return null;
    }
  }
}
