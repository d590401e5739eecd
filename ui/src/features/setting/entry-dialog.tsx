import { useState } from "react";
import { useDoing } from "../../app/data";
import { useStatus } from "../../app/status";
import type { CalendarEntry } from "../../ipc/types/CalendarEntry";
import type { CalendarKind } from "../../ipc/types/CalendarKind";
import type { DayPart } from "../../ipc/types/DayPart";
import { DateField } from "../../parts/date-field";
import { Input } from "../../parts/field";
import { FormDialog } from "../../parts/form-dialog";
import { Segmented } from "../../parts/segmented";
import { useText } from "../../text";
import { addDays } from "../../text/format";
import css from "./parts.module.css";

const KINDS: CalendarKind[] = ["leave", "office", "training", "holiday", "working"];
const PARTS: DayPart[] = ["whole", "morning", "afternoon"];

/** One entry of the calendar: what, from when until when. */
export function EntryDialog({
  entry,
  onSaved,
  onClose,
}: {
  entry: CalendarEntry | null;
  onSaved: (entries: CalendarEntry[]) => void;
  onClose: () => void;
}) {
  const t = useText();
  const words = t.setting.calendar;
  const { today } = useStatus();
  const [kind, setKind] = useState<CalendarKind>(entry?.kind ?? "leave");
  const [part, setPart] = useState<DayPart>(entry?.part ?? "whole");
  const [from, setFrom] = useState(entry?.from ?? addDays(today, 1));
  const [to, setTo] = useState(entry?.to ?? addDays(today, 1));
  const [note, setNote] = useState(entry?.note ?? "");
  const save = useDoing("calendar.put", { done: onSaved, failed: () => undefined });
  const fault = to < from ? words.badOrder : null;
  return (
    <FormDialog
      title={entry ? words.editTitle : words.newTitle}
      onClose={onClose}
      keep={words.cancel}
      send={words.save}
      ready={fault === null}
      busy={save.busy}
      fault={save.error && t.say.error(save.error)}
      onSend={() => save.run({ id: entry?.id ?? null, from, to, kind, part, note: note.trim() || null })}
    >
      <Segmented
        label={words.kind}
        value={kind}
        onChange={setKind}
        choices={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
      />
      <div className={css.pair}>
        <DateField
          label={words.from}
          value={from}
          clearable={false}
          onChange={(date) => {
            if (!date) return;
            setFrom(date);
            if (to < date) setTo(date);
          }}
        />
        <DateField
          label={words.to}
          value={to}
          clearable={false}
          error={fault}
          onChange={(date) => {
            if (date) setTo(date);
          }}
        />
      </div>
      <Segmented
        label={words.part}
        value={part}
        onChange={setPart}
        choices={PARTS.map((value) => ({ value, label: words.parts[value] }))}
      />
      <Input label={words.note} value={note} placeholder={words.noteHint} maxLength={60} onChange={setNote} />
    </FormDialog>
  );
}
