import { useEffect, useRef, useState } from "react";
import { fileWritten, openFile } from "../../app/file";
import { useDoing } from "../../app/data";
import { usePhone } from "../../app/media";
import { href, useRoute } from "../../app/router";
import { useStatus } from "../../app/status";
import type { FieldLayout } from "../../ipc/types/FieldLayout";
import type { Section } from "../../ipc/types/Section";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { Badge } from "../../parts/badge";
import { Button, ButtonLink } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { Icon } from "../../parts/icon";
import { Menu } from "../../parts/menu";
import { PageHead } from "../../parts/page-head";
import { SignatureDrawing } from "../../parts/signature-pad";
import { useText } from "../../text";
import { arrivalFacts, capital, positionWords } from "./arrival";
import { type FeedbackRow, isInVain, isUntouched, rowsOf } from "./draft";
import { CorrectDialog } from "./correct-dialog";
import css from "./fields.module.css";
import { Internal, INTERNAL_ID } from "./internal";
import { answerWords, nameOf, plainTitle, rowNames, stationOf, unanswered, withBehind, word } from "./layout";
import { onwards } from "./onwards";
import own from "./page.module.css";
import { Photos } from "./photos";
import { State, StatusChanged } from "./record-state";
import { InVainNote, Kept } from "./visit-page";

/** A visit that has ended: what was said and signed, unchangeable, with what proves it. */
export function RecordPage({
  screen,
  onChanged,
  onCorrection,
}: {
  screen: VisitScreen;
  onChanged: () => void;
  onCorrection: (screen: VisitScreen) => void;
}) {
  const t = useText();
  const { today } = useStatus();
  const phone = usePhone();
  const { record, customer, layout, draft } = screen;
  const head = useRef<HTMLSpanElement>(null);
  const toNotes = useRoute().query.get("part") === "internal";
  useEffect(() => {
    if (toNotes) document.getElementById(INTERNAL_ID)?.scrollIntoView?.({ block: "start" });
    else head.current?.focus();
  }, [toNotes]);
  const written = useDoing("visit.export", {
    done: (file) => {
      fileWritten(file, t);
      // A sheet is wanted on paper: it opens at once. The evidence file is handed on.
      if (file.path.endsWith(".pdf")) openFile(file.path);
    },
  });
  const correct = useDoing("visit.correct", { done: onCorrection });
  const [asking, setAsking] = useState(false);
  const inVain = endedInVain(screen);
  const sections = layout.sections.filter(
    (section) =>
      section.part === "signed" &&
      stationOf(section.key) !== "arrival" &&
      section.key !== "signature" &&
      // Where nobody was spoken to, what was not asked is not worth a line.
      (!inVain || isAnswered(section, draft.answers)),
  );
  const { goal_note: note, ...notes } = draft.internal;
  const others = [
    ...(screen.evidence ? [{ name: "json", label: t.visit.exportEvidence, icon: "export" as const }] : []),
    ...(screen.corrected_by === null
      ? [{ name: "correct", label: t.visit.correct, icon: "edit" as const }]
      : []),
  ];
  const exports = (
    <>
      <Button icon="print" busy={written.busy} onPress={() => written.run({ id: record.id, format: "pdf" })}>
        {t.visit.exportPdf}
      </Button>
      <Button
        icon="file"
        busy={written.busy}
        onPress={() => written.run({ id: record.id, format: "pdf_with_handbook" })}
      >
        {t.visit.exportHandbook}
      </Button>
    </>
  );
  return (
    <div className={own.screen}>
      <PageHead
        title={
          <span className={own.name} ref={head} tabIndex={-1}>
            <span className={own.title} title={customer.name}>
              {customer.name}
            </span>
            <Badge of={customer.class} />
          </span>
        }
        facts={arrivalFacts(screen, t)}
      >
        {!phone && exports}
        {others.length > 0 && (
          <Menu
            label={t.app.more}
            items={others}
            onChoose={(name) =>
              name === "json" ? written.run({ id: record.id, format: "json" }) : setAsking(true)
            }
          />
        )}
      </PageHead>
      <div className={own.body}>
        <div className={own.page}>
          <div className={own.column}>
            <State screen={screen} />
            <StatusChanged screen={screen} onChanged={onChanged} />
            {phone && <div className={own.links}>{exports}</div>}
            <section className={own.station}>
              <h2>{t.visit.strip.arrival}</h2>
              <p className={own.fact}>
                <Icon name="pin" size={16} />
                <span>{positionWords(screen, "unknown", t)}</span>
              </p>
              <ReadLine
                label={t.visit.outcome}
                words={draft.outcome && capital(t.say.outcome(draft.outcome))}
              />
              <ReadFields names={["receptionist", "rescheduled_to"]} screen={screen} />
              {!inVain && (
                <ReadLine
                  label={t.visit.purposes}
                  words={purposesOf(screen)
                    .map((purpose) => t.shared.purposes[purpose])
                    .join(t.visit.listMark)}
                />
              )}
              {record.companion && <ReadLine label={t.visit.companion} words={record.companion} />}
            </section>
            {inVain && (screen.internal_open || !isUntouched(note)) && (
              <section className={own.station} aria-labelledby="in-vain-note">
                <h2 id="in-vain-note">{t.visit.inVainNote}</h2>
                {screen.internal_open ? <InVainNote /> : <p>{String(note)}</p>}
              </section>
            )}
            {sections.map((section) => (
              <section key={section.key} className={own.station}>
                <h2>{plainTitle(section, t)}</h2>
                {section.repeat ? (
                  <ReadRepeated section={section} screen={screen} />
                ) : (
                  <ReadSection section={section} screen={screen} brief={inVain} />
                )}
                {section.key === "publicity" && screen.bulletins.length > 0 && (
                  <ReadLine
                    label={t.bulletin.title}
                    words={screen.bulletins.map(({ bulletin }) => bulletin.title).join(t.visit.listMark)}
                  />
                )}
              </section>
            ))}
            {screen.photos.length > 0 && (
              <section className={own.station}>
                <h2>{t.visit.photo.title}</h2>
                <Photos visitId={record.id} photos={screen.photos} fixed onChanged={onChanged} />
              </section>
            )}
            <SignedBy screen={screen} />
            {(!inVain || draft.companion || Object.keys({ ...notes, ...draft.restricted }).length > 0) && (
              <Internal layout={layout} open editable={screen.internal_open} />
            )}
          </div>
        </div>
      </div>
      <footer className={own.foot}>
        {screen.internal_open ? <Kept /> : <span />}
        <div className={own.actions}>
          {record.date === today && screen.next_stop !== null ? (
            <ButtonLink kind="primary" icon="forward" to={onwards(screen, today)}>
              {t.visit.toNextStop}
            </ButtonLink>
          ) : (
            <ButtonLink kind={record.date === today ? "primary" : "plain"} to={href(["today"])}>
              {t.app.toToday}
            </ButtonLink>
          )}
        </div>
      </footer>
      {asking && (
        <CorrectDialog
          busy={correct.busy}
          onCorrect={() => correct.run({ id: record.id })}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** Nobody was spoken to, and nobody signed. */
function endedInVain({ record, evidence }: VisitScreen): boolean {
  if (evidence !== null || record.paper_id !== null) return false;
  return record.outcome === "owner_absent" || isInVain(record.outcome);
}

function isAnswered({ repeat, rows }: Section, answers: Record<string, unknown>): boolean {
  if (repeat) return !isUntouched(answers[repeat.field]);
  return rows.some((row) => rowNames(row).some((name) => !isUntouched(answers[name])));
}

function purposesOf({ draft, purposes }: VisitScreen) {
  const said = draft.answers.purposes;
  return Array.isArray(said) ? (said as VisitScreen["purposes"]) : purposes;
}

function ReadLine({
  label,
  words,
  none,
  copied,
}: {
  label: string;
  words: string | null;
  /** What stands there without an answer; null = 未填. */
  none?: string;
  copied?: boolean;
}) {
  const t = useText();
  return (
    <div className={css.read}>
      <span>{label}</span>
      <span className={words ? undefined : "soft"}>
        {words || (none ?? t.visit.fill.empty)} {copied && <Tag tone="due">{t.visit.copied}</Tag>}
      </span>
    </div>
  );
}

/** Single answers of the first station, only where there is one. */
function ReadFields({ names, screen }: { names: string[]; screen: VisitScreen }) {
  const t = useText();
  const fields = screen.layout.sections.flatMap(({ rows }) =>
    rows.flatMap((row) => row.fields.flatMap(withBehind)),
  );
  return names.map((name) => {
    const layout = fields.find(({ field }) => field === name);
    const words = layout && answerWords(layout, screen.draft.answers[name], t);
    return words ? (
      <ReadLine
        key={name}
        label={word(layout.label, t) || capital(t.say.outcome("rescheduled"))}
        words={words}
      />
    ) : null;
  });
}

function fieldWords(fields: FieldLayout[], answers: Record<string, unknown>, t: ReturnType<typeof useText>) {
  return fields
    .flatMap(withBehind)
    .map((field) => answerWords(field, answers[field.field], t))
    .filter(Boolean)
    .join(t.visit.between);
}

function ReadSection({
  section,
  screen,
  brief,
}: {
  section: Section;
  screen: VisitScreen;
  /** Only what was answered. */
  brief: boolean;
}) {
  const t = useText();
  const { answers, copied } = screen.draft;
  const rows = section.rows.filter(
    (row) => !brief || rowNames(row).some((name) => !isUntouched(answers[name])),
  );
  return (
    <div>
      {rows.map((row) => (
        <ReadLine
          key={row.fields[0]?.field}
          label={nameOf(0, row, section, t)}
          words={fieldWords(row.fields, answers, t)}
          none={unanswered(section.key, t)}
          copied={row.fields.flatMap(withBehind).some(({ field }) => copied.includes(field))}
        />
      ))}
    </div>
  );
}

function ReadRepeated({ section, screen }: { section: Section; screen: VisitScreen }) {
  const t = useText();
  const rows: FeedbackRow[] = rowsOf(screen.draft, section.repeat?.field ?? "");
  const [layout] = section.rows;
  if (rows.length === 0 || !layout) return <p className="soft">{t.visit.feedback.none}</p>;
  return (
    <ol className={css.cases}>
      {rows.map((values, index) => (
        // Rows have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className={css.case}>
          {layout.fields.map((field, at) => {
            const behind = withBehind(field);
            return behind.every((one) => isUntouched(values[one.field])) ? null : (
              <ReadLine
                key={field.field}
                label={nameOf(at, layout, section, t)}
                words={fieldWords([field], values, t)}
              />
            );
          })}
        </li>
      ))}
    </ol>
  );
}

/** The signature as it was drawn, and what is known of it. */
function SignedBy({ screen }: { screen: VisitScreen }) {
  const t = useText();
  const { evidence, signature } = screen;
  if (!evidence) return null;
  const who =
    evidence.refusal !== null
      ? t.visit.refusedBecause(evidence.refusal)
      : [evidence.role && t.visit.sign.roles[evidence.role], evidence.name].filter(Boolean).join(" ");
  return (
    <section className={own.station}>
      <h2>{t.visit.strip.signature}</h2>
      <div className={own.signature}>
        {signature?.kind === "drawn" && (
          <SignatureDrawing strokes={signature.strokes} label={t.visit.signatureOf(who)} />
        )}
        <p>{who}</p>
        <p className={`soft ${own.evidence}`}>{t.visit.evidence.tells}</p>
        <dl className={`${own.read} ${own.evidence}`}>
          {(
            [
              [t.visit.evidence.at, t.format.instant(evidence.signed_at)],
              [t.visit.evidence.seq, t.format.number(evidence.seq)],
              [t.visit.evidence.hash, evidence.hash.slice(0, 16)],
              [t.visit.evidence.key, evidence.key_id.slice(0, 16)],
            ] as const
          ).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
