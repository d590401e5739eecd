import { useEffect, useRef, useState } from "react";
import { href } from "../../app/router";
import type { AppError } from "../../ipc/types/AppError";
import type { LaterDay } from "../../ipc/types/LaterDay";
import type { LaterEntry } from "../../ipc/types/LaterEntry";
import type { LaterRow } from "../../ipc/types/LaterRow";
import type { Outcome } from "../../ipc/types/Outcome";
import { Badge } from "../../parts/badge";
import { Chip, Tag } from "../../parts/chip";
import { useText } from "../../text";
import css from "./later.module.css";
import { ChoiceCell, DayCell, TextCell, TimeCell } from "./later-cells";
import {
  CHOICES,
  FEEDBACK_KINDS,
  type CellName,
  type FeedbackKind,
  feedbackOf,
  isFixed,
  isTold,
  optionsOf,
  problemsOf,
  textOf,
  withAnswer,
  withFeedback,
  withOutcome,
  withTold,
} from "./later-entry";
import type { PutRow } from "./use-later";

const DRAFT_MS = 300;
const OUTCOMES: readonly Outcome[] = [
  "done",
  "closed",
  "owner_absent",
  "refused",
  "rescheduled",
  "out_of_business",
];
const CHOICE_COLUMNS = CHOICES.filter((name) => name !== "rating");

/** One visit of the paper day: kept as a draft while typing, saved as a record on leaving the row. */
export function GridRow({
  row,
  index,
  day,
  put,
  onFocus,
}: {
  row: LaterRow;
  index: number;
  day: LaterDay;
  put: PutRow;
  onFocus: () => void;
}) {
  const t = useText();
  const { entry, change, leave, failure } = useEntry(row, put);
  const { customer } = row;
  const { cells, others } = problemsOf([...(failure ? [failure] : []), ...row.problems]);
  const columns = t.scan.columns;
  const cell = (name: CellName, word: string) => ({
    cell: name,
    label: t.scan.cell(customer.name, word),
    error: cells[name] ? t.say.error(cells[name]) : null,
  });
  const faults = [...Object.values(cells), ...others];
  const said = feedbackOf(entry);
  const bulletins = isTold(entry) ? row.bulletins : [];
  const choice = (name: (typeof CHOICES)[number]) => (
    <td key={name} data-head={columns[name]}>
      <ChoiceCell
        {...cell(name, columns[name])}
        value={textOf(entry, name)}
        options={optionsOf(day.layout, name, t.language)}
        onChange={(value) => change(withAnswer(entry, name, value))}
      />
    </td>
  );
  const who = (lines: number) => (
    <th scope="rowgroup" rowSpan={lines} className={css.customer}>
      <span className={css.name} title={customer.name}>
        {customer.name}
      </span>
      <span className={css.who}>
        <Badge of={customer.class} />
        <Tag tone={row.state === "saved" ? "ink" : row.state === "draft" ? "due" : "plain"}>
          {t.scan.laterStates[row.state]}
        </Tag>
      </span>
    </th>
  );
  if (isFixed(row)) {
    return (
      <tbody className={css.visit}>
        <tr>
          {who(1)}
          <td colSpan={6} className={css.fixed}>
            {t.scan.laterFixed}{" "}
            {row.visit_record_id && <a href={href(["visit", row.visit_record_id])}>{t.scan.openVisit}</a>}
          </td>
        </tr>
      </tbody>
    );
  }
  return (
    // Nobody acts on the group itself: it hears when one of its cells is entered, and when all are left.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <tbody
      className={css.visit}
      data-row={index}
      onFocus={onFocus}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) leave();
      }}
    >
      <tr>
        {who(bulletins.length > 0 ? 3 : 2)}
        <td data-head={columns.arrived}>
          <TimeCell
            {...cell("arrived_min", columns.arrived)}
            value={entry.arrived_min}
            onChange={(arrived_min) => change({ ...entry, arrived_min })}
          />
        </td>
        <td data-head={columns.left}>
          <TimeCell
            {...cell("left_min", columns.left)}
            value={entry.left_min}
            onChange={(left_min) => change({ ...entry, left_min })}
          />
        </td>
        <td data-head={columns.outcome}>
          <ChoiceCell
            {...cell("outcome", columns.outcome)}
            value={entry.outcome ?? ""}
            options={OUTCOMES.map((value) => ({ value, label: capital(t.say.outcome(value)) }))}
            onChange={(value) => change(withOutcome(entry, (value || null) as Outcome | null))}
          />
        </td>
        {CHOICE_COLUMNS.map(choice)}
      </tr>
      <tr>
        <td colSpan={3} data-head={columns.feedback}>
          <div className={css.feedback}>
            <TextCell
              {...cell("feedback", columns.feedback)}
              value={said?.content ?? ""}
              onChange={(content) => change(withFeedback(entry, { kind: said?.kind ?? "question", content }))}
            />
            {said && (
              <select
                className={css.input}
                aria-label={t.scan.cell(customer.name, t.scan.feedbackKind)}
                value={said.kind}
                onChange={(event) =>
                  change(withFeedback(entry, { ...said, kind: event.target.value as FeedbackKind }))
                }
              >
                {FEEDBACK_KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {t.scan.feedbackKinds[kind]}
                  </option>
                ))}
              </select>
            )}
          </div>
        </td>
        {choice("rating")}
        <td data-head={columns.next}>
          <DayCell
            {...cell("next_visit_on", columns.next)}
            value={textOf(entry, "next_visit_on")}
            from={day.date}
            onChange={(iso) => change(withAnswer(entry, "next_visit_on", iso))}
          />
        </td>
        <td className={css.check} data-head={columns.signed}>
          <input
            type="checkbox"
            data-cell="signed_on_paper"
            aria-label={t.scan.cell(customer.name, columns.signed)}
            checked={entry.signed_on_paper}
            onChange={(event) => change({ ...entry, signed_on_paper: event.target.checked })}
          />
        </td>
      </tr>
      {bulletins.length > 0 && (
        <tr>
          <td colSpan={6} data-head={t.bulletin.tell}>
            <div role="group" aria-label={t.scan.cell(customer.name, t.bulletin.tell)} className={css.told}>
              {bulletins.map(({ id, title }) => {
                const on = entry.told.includes(id);
                return (
                  <Chip key={id} on={on} onPress={() => change(withTold(entry, id, !on))}>
                    <span aria-hidden="true">{on ? "☑ " : "☐ "}</span>
                    {title}
                  </Chip>
                );
              })}
            </div>
          </td>
        </tr>
      )}
      {faults.length > 0 && (
        <tr className={css.faults}>
          <td colSpan={7}>
            <div role="alert">
              {faults.map((fault) => (
                <p key={`${fault.code} ${fault.field}`}>{t.say.error(fault)}</p>
              ))}
            </div>
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** A word that stands alone. */
function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** What is typed here and not yet answered for; null = as the core has it. */
function useEntry(row: LaterRow, put: PutRow) {
  const [typed, setTyped] = useState<LaterEntry | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const entry = typed ?? row.entry;
  const latest = useRef<{ row: LaterRow; typed: LaterEntry | null }>({ row, typed });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = { row, typed };
  });

  const send = (save: boolean) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const { row: now } = latest.current;
    // A draft of another day is finished by passing through it.
    const sent = latest.current.typed ?? (save && now.state === "draft" ? now.entry : null);
    if (sent === null) return;
    void put({
      customer_id: now.customer.id,
      planned_visit_id: now.planned_visit_id,
      visit_record_id: now.visit_record_id,
      entry: sent,
      save,
    }).then((error) => {
      setFailure(error);
      // What was typed since stays on top.
      if (error === null && save) setTyped((still) => (still === sent ? null : still));
    });
  };
  const sending = useRef(send);
  useEffect(() => {
    sending.current = send;
  });
  useEffect(() => () => sending.current(false), []);

  return {
    entry,
    failure,
    change(next: LaterEntry) {
      setTyped(next);
      latest.current = { row, typed: next };
      clearTimeout(timer.current);
      timer.current = setTimeout(() => sending.current(false), DRAFT_MS);
    },
    leave: () => send(true),
  };
}
