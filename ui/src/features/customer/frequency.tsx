import type { CustomerFile } from "../../ipc/types/CustomerFile";
import type { FrequencyException } from "../../ipc/types/FrequencyException";
import type { Window } from "../../ipc/types/Window";
import { Field } from "../../parts/field";
import { Select } from "../../parts/select";
import { useText } from "../../text";
import css from "./overview.module.css";
import type { Save } from "./use-save";

type Kind = Window["kind"];

const KINDS: readonly Kind[] = [
  "week",
  "half_month",
  "month",
  "every_weeks",
  "month_alternating_call",
  "free",
];

/** The customer's own frequency, or the rule's. */
export function FrequencyEditor({ file, save, error }: { file: CustomerFile; save: Save; error?: string }) {
  const t = useText();
  const own = file.customer.frequency;
  const rule =
    file.rule_source === "exception" || file.rule_source === "none"
      ? t.shared.rule_sources.class
      : t.say.frequency(file.rule, file.rule_times);
  const change = (part: Partial<FrequencyException>) => {
    if (own) save("frequency", { ...own, ...part });
  };
  return (
    <>
      <Select
        quiet
        label={t.customer.frequency}
        error={error}
        value={own?.window.kind ?? ""}
        options={[
          { value: "", label: t.customer.frequencyByRule(rule) },
          ...KINDS.map((kind) => ({ value: kind, label: t.customer.frequencyOwn[kind] })),
        ]}
        onChange={(value) => {
          const kind = KINDS.find((one) => one === value);
          if (!kind) save("frequency", null);
          else
            save("frequency", {
              window: kind === "every_weeks" ? { kind, weeks: 2 } : { kind },
              times: 1,
              min_gap_days: own?.min_gap_days ?? 0,
              reason: own?.reason ?? null,
            });
        }}
      />
      {own && own.window.kind !== "free" && (
        <div className={css.numbers}>
          {own.window.kind === "every_weeks" && (
            <Field
              label={t.customer.everyWeeks}
              value={String(own.window.weeks)}
              inputMode="numeric"
              maxLength={2}
              onSave={(text) => change({ window: { kind: "every_weeks", weeks: whole(text, 1) } })}
            />
          )}
          {own.window.kind !== "month_alternating_call" && (
            <Field
              label={t.customer.times}
              value={String(own.times)}
              inputMode="numeric"
              maxLength={2}
              onSave={(text) => change({ times: whole(text, 1) })}
            />
          )}
          <Field
            label={t.customer.minGap}
            value={String(own.min_gap_days)}
            unit={t.customer.days}
            inputMode="numeric"
            maxLength={2}
            onSave={(text) => change({ min_gap_days: whole(text, 0) })}
          />
        </div>
      )}
      {own && (
        <Field
          quiet
          label={t.customer.frequencyReason}
          value={own.reason ?? ""}
          placeholder={t.app.notSet}
          onSave={(reason) => change({ reason: reason || null })}
        />
      )}
    </>
  );
}

/** A whole number, at least `least`; what is no number is the least. */
function whole(text: string, least: number): number {
  return Math.max(least, Math.round(Number(text)) || least);
}
