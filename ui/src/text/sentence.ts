/** Codes of the core → sentences. The templates lie in shared.*.json, which the command line reads too. */
import type { AppError } from "../ipc/types/AppError";
import type { ErrorCode } from "../ipc/types/ErrorCode";
import type { Language } from "../ipc/types/Language";
import type { Outcome } from "../ipc/types/Outcome";
import type { PositionDoubts } from "../ipc/types/PositionDoubts";
import type { Reason } from "../ipc/types/Reason";
import type { Remedy } from "../ipc/types/Remedy";
import type { Uneven } from "../ipc/types/Uneven";
import type { UnplannedReason } from "../ipc/types/UnplannedReason";
import type { VerifyFinding } from "../ipc/types/VerifyFinding";
import type { VerifyReport } from "../ipc/types/VerifyReport";
import type { VerifySigned } from "../ipc/types/VerifySigned";
import type { Window } from "../ipc/types/Window";
import { formatsFor, weekdayOf } from "./format";
import en from "./shared.en.json";
import zh from "./shared.zh.json";

type ReasonTemplate = Reason["kind"] | "rule_no_class" | "order_day_same" | "allowed_market";

/** A code, reason or window without its sentence does not compile. */
interface Shared {
  errors: Record<ErrorCode, string>;
  reasons: Record<ReasonTemplate, string>;
  unplanned: Record<UnplannedReason["kind"], string>;
  remedies: Record<Remedy["kind"], string>;
  windows: Record<Window["kind"], string>;
}

const SHARED = { zh: zh satisfies Shared, en: en satisfies Shared };

export type SharedWords = typeof zh;

export function sharedFor(language: Language): SharedWords {
  return SHARED[language];
}

/** Fills `{name}` from `values`; what is not known becomes —. */
export function fill(template: string, values: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return value === undefined || value === null ? "—" : String(value);
  });
}

export function sentencesFor(language: Language) {
  const shared = SHARED[language];
  const format = formatsFor(language);

  /** The name of a field as screens and workbooks head it. */
  function field(name: string): string {
    return (shared.fields as Record<string, string>)[name] ?? name;
  }

  /** Dates in a sentence are written as everywhere else. */
  function shown(value: unknown): unknown {
    if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return format.date(value);
    return value;
  }

  function filled(template: string, values: Record<string, unknown>): string {
    return fill(
      template,
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)])),
    );
  }

  /** `每周一次`, `每半月 2 次`. */
  function frequency(window: Window, times: number): string {
    if (window.kind === "free") return shared.frequency.free;
    if (window.kind === "month_alternating_call") return shared.frequency.alternating;
    const name = fill(shared.windows[window.kind], window);
    return fill(times === 1 ? shared.frequency.once : shared.frequency.many, { window: name, times });
  }

  function reason(of: Reason): string {
    const words = shared.reasons;
    switch (of.kind) {
      case "rule": {
        const values = {
          class: of.class && shared.classes[of.class],
          frequency: frequency(of.window, of.times),
        };
        return fill(of.class ? words.rule : words.rule_no_class, values);
      }
      case "exception":
        return fill(words.exception, { frequency: frequency(of.window, of.times) });
      case "order_day":
        return fill(of.days_before === 0 ? words.order_day_same : words.order_day, {
          weekday: format.weekday(of.weekday),
          days_before: of.days_before,
        });
      case "weekday_kept":
        return fill(words.weekday_kept, { weekday: format.weekday(of.weekday) });
      case "allowed_days":
        return of.market
          ? words.allowed_market
          : fill(words.allowed_days, { weekdays: format.weekdays(of.weekdays) });
      case "near":
        return fill(words.near, { name: of.name, distance: format.distance(of.metres) });
      case "detour":
        return fill(words.detour, {
          distance: format.distance(of.metres),
          minutes: of.minutes,
          before: of.before ?? shared.places.start,
          after: of.after ?? shared.places.end,
        });
      case "weekday_changed":
        return fill(words.weekday_changed, {
          usual: of.usual,
          weekday: format.weekday(of.usual),
          saved_min: of.saved_min,
        });
      case "in_vain":
        return filled(words.in_vain, { date: of.date, outcome: shared.outcomes[of.outcome] });
      default:
        return filled(words[of.kind], { ...of });
    }
  }

  /** The cheapest change that would fit a customer in. */
  function remedy(of: Remedy): string {
    const words = shared.remedies;
    const day = "date" in of && { date: format.date(of.date), weekday: format.weekday(weekdayOf(of.date)) };
    switch (of.kind) {
      case "less_often":
        return fill(words.less_often, {
          before: frequency(of.from, of.from_times),
          after: frequency(of.to, of.to_times),
        });
      case "other_hours":
        return fill(words.other_hours, {
          ...day,
          from: format.clock(of.from_min),
          to: format.clock(of.to_min),
        });
      default:
        return fill(words[of.kind], { ...of, ...day });
    }
  }

  /** What happened and what to do next. */
  function error(of: AppError): string {
    const template = shared.errors[of.code] ?? shared.errors.internal;
    const values: Record<string, unknown> = { field: of.field, ...of.detail };
    if (typeof values.field === "string") values.field = field(values.field);
    if (typeof values.content === "string") {
      values.content = (shared.contents as Record<string, string>)[values.content];
    }
    if (typeof values.noun === "string") {
      values.noun = (shared.nouns as Record<string, string>)[values.noun] ?? values.noun;
    }
    if (typeof values.cause === "string") {
      values.cause = (shared.causes as Record<string, string>)[values.cause] ?? shared.causes.other;
    }
    if (Array.isArray(values.missing)) {
      values.missing = values.missing
        .map((name) => field(String(name)))
        .join(language === "zh" ? "、" : ", ");
    }
    return filled(template, values);
  }

  /** How many positions an import would leave doubtful, and why; none where all are good. */
  function doubts(of: PositionDoubts): string | null {
    const words = shared.doubts;
    const kinds = (["missing", "zero", "far", "shared"] as const).filter((kind) => of[kind] > 0);
    if (kinds.length === 0) return null;
    const reasons = kinds.map((kind) => fill(words[kind], { count: of[kind] }));
    const count = kinds.reduce((sum, kind) => sum + of[kind], 0);
    return fill(words.told, { count, reasons: reasons.join(language === "zh" ? "、" : ", ") });
  }

  /** What verification found, as the command line says it. */
  function finding({ kind, detail, label }: VerifyFinding): string {
    const { field: path } = detail;
    const table = kind === "table_unreadable" && (shared.nouns as Record<string, string>)[String(path)];
    const named =
      table ||
      (label
        ? fill(shared.verify_places.named, { label: label[language], path })
        : typeof path === "string"
          ? field(path)
          : path);
    const name = path === undefined ? undefined : named;
    const values = { ...detail, ...(name !== undefined && { field: name }) };
    const near = name === undefined ? "" : fill(shared.verify_places.near, values);
    return fill((shared.verify as Record<string, string>)[kind] ?? "—", { ...values, near });
  }

  /** Who signed a verified file and when, as the command line says it. */
  function signed(of: VerifySigned): string {
    const words = shared.verify_signed;
    const kind = of.role ? "drawn" : of.refusal === null ? "other" : "refused";
    return fill(words[kind], {
      customer: of.customer_name,
      who: of.role && [words[of.role], of.name].filter(Boolean).join(" "),
      when: of.signed_at === null ? null : formatsFor(language, of.zone ?? undefined).moment(of.signed_at),
      manager: of.manager_name,
      reason: of.refusal,
      seq: of.seq,
    });
  }

  /** How far a key can be relied on, as the command line says it. */
  function signedKey(key: string, { certified, foreign, keys_known }: VerifyReport): string {
    const words = shared.verify;
    const of = certified.find(({ key_id }) => key_id === key);
    if (of)
      return fill(of.confirmed_seq > 0 ? words.certified_to : words.certified, {
        key,
        seq: of.confirmed_seq,
      });
    if (foreign.includes(key)) return fill(words.foreign, { key });
    return fill(keys_known ? words.confirmed : words.unconfirmed, { key });
  }

  /** From which number on headquarters has confirmed nothing of what this device signed. */
  function toConfirm({ confirmed_seq, last_seq }: VerifyReport): string {
    return fill(shared.verify.to_confirm, { seq: confirmed_seq + 1, last: last_seq });
  }

  return {
    toConfirm,
    field,
    frequency,
    reason,
    remedy,
    error,
    doubts,
    finding,
    signed,
    signedKey,
    uneven: (of: Uneven): string => fill(shared.uneven[of.kind], { ...of }),
    outcome: (of: Outcome): string => shared.outcomes[of],
    unplanned: (of: UnplannedReason) =>
      filled(shared.unplanned[of.kind], {
        ...of,
        ...(of.kind === "rule_never_fits" && { frequency: frequency(of.window, of.times) }),
        ...("outcome" in of && { outcome: shared.outcomes[of.outcome] }),
      }),
  };
}
