import type { NextVisit as Proposal } from "../../ipc/types/NextVisit";
import { Chip } from "../../parts/chip";
import { DateField } from "../../parts/date-field";
import { byWeight } from "../../parts/reasons";
import { useText } from "../../text";
import { withAnswer, withNextVisit } from "./draft";
import css from "./fields.module.css";
import { useAnswers, useDraft, useProblem, useStore } from "./store-context";

const PARTS = ["morning", "afternoon"] as const;

/** 约定: the proposal in one tap, another day in one tap, any day in three; a second tap takes it back. */
export function NextVisit({
  proposal,
  wanted = false,
}: {
  proposal: Proposal | null;
  /** A day has to be chosen before the visit can end. */
  wanted?: boolean;
}) {
  const t = useText();
  const store = useStore();
  const rescheduled = useDraft((draft) => draft.outcome === "rescheduled");
  const answers = useAnswers("answers", ["next_visit_on", "next_visit_part", "rescheduled_to"]);
  const error = useProblem("next_visit_on");
  const on = rescheduled ? answers.rescheduled_to : answers.next_visit_on;
  const part = rescheduled ? undefined : answers.next_visit_part;
  const date = typeof on === "string" ? on : null;
  const set = (day: string | null, half: string | null) =>
    store.change((draft) =>
      // 改约 has a line of its own on the sheet, and its day goes into the plan by itself.
      rescheduled
        ? withAnswer(withNextVisit(draft, null, null), "answers", "rescheduled_to", day)
        : withNextVisit(draft, day, half),
    );
  const toggle = (day: string, half: string | null) =>
    date === day && (half === null || part === half || rescheduled) ? set(null, null) : set(day, half);
  const named = new Set([proposal?.date, ...(proposal?.others ?? [])]);
  return (
    <div className={css.field}>
      {proposal && (
        <>
          <div className={css.chips} role="group" aria-label={t.visit.next.title}>
            <Chip
              on={date === proposal.date && (rescheduled || part === proposal.part)}
              onPress={() => toggle(proposal.date, proposal.part)}
            >
              {t.visit.next.proposed(t.format.dateDay(proposal.date), t.visit.part[proposal.part] ?? "")}
            </Chip>
            {proposal.others.map((day) => (
              <Chip key={day} on={date === day} onPress={() => toggle(day, null)}>
                {t.format.dateDay(day)}
              </Chip>
            ))}
          </div>
          <p className="soft small">
            {byWeight(proposal.reasons)
              .map((reason) => t.say.reason(reason))
              .join(t.visit.between)}
          </p>
        </>
      )}
      <div className={css.when}>
        <DateField
          label={proposal ? t.visit.next.another : t.visit.next.day}
          value={named.has(date ?? undefined) ? null : date}
          onChange={(day) => set(day, day === null ? null : typeof part === "string" ? part : null)}
        />
        {date !== null && !rescheduled && (
          <div className={css.chips} role="group" aria-label={t.visit.next.part}>
            {PARTS.map((half) => (
              <Chip key={half} on={part === half} onPress={() => set(date, part === half ? null : half)}>
                {t.visit.part[half]}
              </Chip>
            ))}
          </div>
        )}
      </div>
      {date !== null && <p className="small">{t.visit.next.planned(t.format.dateDay(date))}</p>}
      {wanted && (
        <span className={css.error} role="alert">
          {t.visit.next.wanted}
        </span>
      )}
      {error && (
        <span className={css.error} role="alert">
          {t.say.error({ ...error, field: t.visit.next.title })}
        </span>
      )}
    </div>
  );
}
