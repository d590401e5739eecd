import { useId } from "react";
import type { Layout } from "../../ipc/types/Layout";
import type { RowLayout } from "../../ipc/types/RowLayout";
import type { Section } from "../../ipc/types/Section";
import { Chip } from "../../parts/chip";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import { bagOf, isUntouched } from "./draft";
import css from "./fields.module.css";
import { FormRow } from "./form-rows";
import { answerWords, nameOf, withBehind } from "./layout";
import own from "./page.module.css";
import { useDraft, useStore } from "./store-context";

const COMPANION_RATINGS = ["excellent", "good", "fair", "poor"] as const;

/** Where 今日 leads to when notes are still to be tidied. */
export const INTERNAL_ID = "visit-internal";

/** The manager's notes for the office: clearly apart, folded away while a customer may look on. */
export function Internal({
  layout,
  open,
  editable,
}: {
  layout: Layout;
  /** Shown unfolded: nobody looks on. */
  open: boolean;
  editable: boolean;
}) {
  const t = useText();
  const id = useId();
  const sections = layout.sections.filter(({ part }) => part === "internal");
  return (
    <section id={INTERNAL_ID} className={own.internal} aria-labelledby={id}>
      <details open={open || undefined}>
        <summary>
          <h2 id={id}>{t.visit.internal.title}</h2>
        </summary>
        <p className="soft small">{editable ? t.visit.internal.until : t.visit.internal.locked}</p>
        {sections.map((section) => (
          <InternalRows key={section.key} section={section} editable={editable} />
        ))}
        <CompanionRating editable={editable} />
      </details>
    </section>
  );
}

function isRestricted(row: RowLayout): boolean {
  return bagOf("internal", row.fields[0]?.field ?? "") === "restricted";
}

function InternalRows({ section, editable }: { section: Section; editable: boolean }) {
  const t = useText();
  const open = section.rows.filter((row) => !isRestricted(row));
  const restricted = section.rows.filter(isRestricted);
  const draw = (row: RowLayout) =>
    editable ? (
      <FormRow key={row.fields[0]?.field} row={row} section={section} />
    ) : (
      <ReadRow key={row.fields[0]?.field} row={row} section={section} />
    );
  return (
    <>
      {open.map(draw)}
      {restricted.length > 0 && (
        <details className={own.restricted}>
          <summary>
            <Icon name="lock" size={16} />
            <span>{t.visit.internal.restricted}</span>
          </summary>
          {restricted.map(draw)}
        </details>
      )}
    </>
  );
}

function ReadRow({ row, section }: { row: RowLayout; section: Section }) {
  const t = useText();
  const draft = useDraft((now) => now);
  const [first] = row.fields;
  if (!first) return null;
  const words = row.fields
    .flatMap(withBehind)
    .map((field) => answerWords(field, draft[bagOf(section.part, field.field)][field.field], t))
    .filter(Boolean);
  return (
    <div className={css.read}>
      <span>{nameOf(0, row, section, t)}</span>
      <span className={words.length === 0 ? "soft" : undefined}>
        {words.length === 0 ? t.visit.fill.empty : words.join(t.visit.between)}
      </span>
    </div>
  );
}

/** 陪访: how the companion saw the visit. Not for the customer's eyes either. */
function CompanionRating({ editable }: { editable: boolean }) {
  const t = useText();
  const store = useStore();
  const companion = useDraft((draft) => draft.companion);
  const rating = useDraft((draft) => draft.companion_rating);
  if (isUntouched(companion)) return null;
  const name = t.visit.companionRates(companion ?? "");
  const words = t.visit.companionRatings;
  return (
    <div className={css.row} data-table>
      <span className={css.rowLabel}>{name}</span>
      {editable ? (
        <div className={css.chips} role="group" aria-label={name}>
          {COMPANION_RATINGS.map((one) => (
            <Chip
              key={one}
              on={rating === one}
              onPress={() =>
                store.change((draft) => ({ ...draft, companion_rating: rating === one ? null : one }))
              }
            >
              {words[one]}
            </Chip>
          ))}
        </div>
      ) : (
        <span>{rating === null ? t.visit.fill.empty : (words[rating] ?? rating)}</span>
      )}
    </div>
  );
}
