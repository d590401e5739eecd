import { useState } from "react";
import { useDoing } from "../../app/data";
import type { CustomerClass } from "../../ipc/types/CustomerClass";
import type { FrequencyRule } from "../../ipc/types/FrequencyRule";
import type { FrequencyView } from "../../ipc/types/FrequencyView";
import type { RuleTarget } from "../../ipc/types/RuleTarget";
import type { Segment } from "../../ipc/types/Segment";
import type { SetSummary } from "../../ipc/types/SetSummary";
import type { Window } from "../../ipc/types/Window";
import { Input } from "../../parts/field";
import { FormDialog } from "../../parts/form-dialog";
import { Segmented } from "../../parts/segmented";
import { Select } from "../../parts/select";
import { useText } from "../../text";
import css from "./parts.module.css";
import { readWhole } from "./working";

const CLASSES: CustomerClass[] = ["A", "B", "C", "D"];
const SEGMENTS: Segment[] = ["core", "potential", "general", "problem"];
const WINDOWS: Window["kind"][] = [
  "week",
  "half_month",
  "month",
  "every_weeks",
  "month_alternating_call",
  "free",
];
/** Windows in which one can say how often. */
const COUNTED: Window["kind"][] = ["week", "half_month", "month", "every_weeks"];

/** One rule: whom it is for, and how often. */
export function RuleDialog({
  rule,
  sets,
  onSaved,
  onClose,
}: {
  rule: FrequencyRule | null;
  sets: SetSummary[];
  onSaved: (view: FrequencyView) => void;
  onClose: () => void;
}) {
  const t = useText();
  const words = t.setting.frequency;
  const [target, setTarget] = useState<RuleTarget>(rule?.target ?? { kind: "class", class: "A" });
  const [kind, setKind] = useState<Window["kind"]>(rule?.window.kind ?? "month");
  const [weeks, setWeeks] = useState(rule?.window.kind === "every_weeks" ? String(rule.window.weeks) : "2");
  const [times, setTimes] = useState(String(rule?.times ?? 1));
  const [gap, setGap] = useState(String(rule?.min_gap_days ?? 0));
  const save = useDoing("frequency.put", { done: onSaved, failed: () => undefined });

  const counted = COUNTED.includes(kind);
  const read = {
    weeks: kind === "every_weeks" ? readWhole(weeks, 2, 26) : 2,
    times: counted ? readWhole(times, 1, 7) : 1,
    gap: kind === "free" ? 0 : readWhole(gap, 0, 180),
  };
  const faults = {
    weeks: read.weeks === null ? t.setting.time.range(2, 26) : null,
    times: read.times === null ? t.setting.time.range(1, 7) : null,
    gap: read.gap === null ? t.setting.time.range(0, 180) : null,
  };

  const submit = () => {
    if (read.weeks === null || read.times === null || read.gap === null) return;
    const window: Window = kind === "every_weeks" ? { kind, weeks: read.weeks } : { kind };
    save.run({ id: rule?.id ?? null, target, window, times: read.times, min_gap_days: read.gap });
  };
  const firstSet = sets[0]?.set.id;
  const setKindOfTarget = (next: RuleTarget["kind"]) => {
    if (next === "class") setTarget({ kind: "class", class: "A" });
    if (next === "segment") setTarget({ kind: "segment", segment: "core" });
    if (next === "set" && firstSet) setTarget({ kind: "set", set_id: firstSet });
  };

  return (
    <FormDialog
      title={rule ? words.editTitle : words.newTitle}
      onClose={onClose}
      keep={words.cancel}
      send={words.save}
      ready={!Object.values(faults).some(Boolean)}
      busy={save.busy}
      fault={save.error && t.say.error(save.error)}
      onSend={submit}
    >
      <Segmented
        label={words.target}
        value={target.kind}
        onChange={setKindOfTarget}
        choices={[
          { value: "class", label: words.targetClass },
          { value: "segment", label: words.targetSegment },
          ...(sets.length > 0 ? [{ value: "set" as const, label: words.targetSet }] : []),
        ]}
      />
      {target.kind === "class" && (
        <Segmented
          hideLabel
          label={words.targetClass}
          value={target.class}
          onChange={(value) => setTarget({ kind: "class", class: value })}
          choices={CLASSES.map((value) => ({ value, label: t.shared.classes[value] }))}
        />
      )}
      {target.kind === "segment" && (
        <Segmented
          hideLabel
          label={words.targetSegment}
          value={target.segment}
          onChange={(segment) => setTarget({ kind: "segment", segment })}
          choices={SEGMENTS.map((value) => ({ value, label: t.shared.segments[value] }))}
        />
      )}
      {target.kind === "set" && (
        <Select
          hideLabel
          label={words.targetSet}
          value={target.set_id}
          onChange={(set_id) => setTarget({ kind: "set", set_id })}
          options={sets.map(({ set }) => ({ value: set.id, label: set.name }))}
        />
      )}
      <Select
        label={words.window}
        value={kind}
        onChange={(value) => setKind(value as Window["kind"])}
        options={WINDOWS.map((value) => ({ value, label: words.windows[value] }))}
      />
      <div className={css.pair}>
        {kind === "every_weeks" && (
          <Input
            label={words.weeks}
            value={weeks}
            inputMode="numeric"
            error={faults.weeks}
            onChange={setWeeks}
          />
        )}
        {counted && (
          <Input
            label={words.times}
            value={times}
            inputMode="numeric"
            error={faults.times}
            onChange={setTimes}
          />
        )}
        {kind !== "free" && (
          <Input label={words.gapDays} value={gap} inputMode="numeric" error={faults.gap} onChange={setGap} />
        )}
      </div>
    </FormDialog>
  );
}
