import { type ReactNode, useRef, useState, useSyncExternalStore } from "react";
import { useMedia } from "../../app/media";
import { href } from "../../app/router";
import type { AppError } from "../../ipc/types/AppError";
import type { Section } from "../../ipc/types/Section";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { Badge } from "../../parts/badge";
import { Button } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { Menu } from "../../parts/menu";
import { PageHead } from "../../parts/page-head";
import { useText } from "../../text";
import { Arrival } from "./arrival";
import { Bulletins } from "./bulletins";
import { endingLacks, isInVain, withAnswer, withoutEmptyRows } from "./draft";
import { Feedback } from "./feedback";
import { TextBox } from "./fields";
import { FormRows } from "./form-rows";
import { Internal } from "./internal";
import { placeOf, plainTitle, STRIP, type StripKey, stationOf, withoutHidden } from "./layout";
import { DiscardDialog, FinishDialog, type Leaving } from "./leaving";
import { NextVisit } from "./next-visit";
import css from "./page.module.css";
import { Photos } from "./photos";
import { hasSide, Side } from "./side";
import { useDraft, useStore } from "./store-context";
import { Strip } from "./strip";
import { usePosition } from "./use-position";
import { useStation } from "./use-station";

const IN_VAIN: StripKey[] = ["arrival", "next_visit"];
/** Feedback rows live in the form's repeated section. */
const NO_CHECK: VisitScreen["check"] = { sections: [], problems: [], missing: [], shown: [], revision: 0 };

/** What the answers of now mean, as the core said last. */
function useCheck(screen: VisitScreen) {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => store.check ?? screen.check ?? NO_CHECK);
}

/** The visit while it is open: one page, in any order. */
export function VisitPage({
  screen,
  onChanged,
  leaving,
}: {
  screen: VisitScreen;
  onChanged: () => void;
  leaving: Leaving;
}) {
  const t = useText();
  const store = useStore();
  const check = useCheck(screen);
  const wide = useMedia("(min-width: 1000px)");
  const position = usePosition(screen);
  const outcome = useDraft((draft) => draft.outcome);
  const inVain = isInVain(outcome);
  const stations = inVain ? IN_VAIN : STRIP;
  const page = useRef<HTMLDivElement>(null);
  const { at, jump } = useStation(page, stations);
  const [asked, setAsked] = useState(false);
  // What the ending needs is asked for once one has tried to end by it.
  const [wanted, setWanted] = useState<ReturnType<typeof endingLacks>>(null);
  const lacks = useDraft((draft) => (endingLacks(draft) === wanted ? wanted : null));
  const [dialog, setDialog] = useState<"discard" | "finish" | null>(null);
  const { customer, layout, record } = screen;
  const correcting = record.corrects !== null;

  const wants = (field: NonNullable<typeof wanted>, station: StripKey) => {
    if (endingLacks(store.draft) !== field) return false;
    setWanted(field);
    jump(station);
    return true;
  };
  const sign = async () => {
    if (wants("receptionist", "arrival")) return;
    for (const { repeat } of layout.sections) {
      if (!repeat) continue;
      // Without a word: the customer reads the screen that comes next, and a blank row holds nothing.
      store.change((draft) => withoutEmptyRows(draft, repeat.field));
    }
    if (!(await store.flush())) return;
    const missing = (store.check ?? screen.check).missing;
    if (missing.length > 0) {
      setAsked(true);
      const [first] = missing;
      const place = first?.field ? placeOf(layout, first.field, t) : null;
      jump(place?.station ?? (first?.code === "outcome_missing" ? "arrival" : "signature"));
      return;
    }
    setAsked(false);
    store.change((draft) => ({ ...draft, signing: true }));
    void store.flush();
  };
  const finish = async () => {
    if (wants("rescheduled_to", "next_visit")) return;
    store.change((draft) => withoutHidden(draft, layout, stations));
    if (await store.flush()) leaving.finish();
  };

  return (
    <div className={css.screen}>
      <PageHead
        title={
          <span className={css.name}>
            <span className={css.title} title={customer.name}>
              {customer.name}
            </span>
            <Badge of={customer.class} />
          </span>
        }
        facts={customer.address && <span className={css.address}>{customer.address}</span>}
      >
        {customer.phone && !customer.phone.includes("*") && (
          <a className={css.phone} href={`tel:${customer.phone}`} aria-label={t.today.call(customer.phone)}>
            <Icon name="phone" size={18} />
            <span className="figures">{customer.phone}</span>
          </a>
        )}
        <Menu
          label={t.app.more}
          items={[
            ...(inVain || outcome === null
              ? []
              : [{ name: "finish", label: t.visit.finishUnsigned, icon: "check" as const }]),
            {
              name: "discard",
              label: correcting ? t.visit.discardCorrection : t.visit.discard,
              icon: "trash",
              danger: true,
            },
          ]}
          onChoose={(name) => setDialog(name as "discard" | "finish")}
        />
      </PageHead>
      <Strip stations={stations} states={check.sections} at={at} onJump={jump} />
      <div className={css.body} data-wide={wide || undefined}>
        <div ref={page} className={css.page}>
          <div className={css.column}>
            {record.corrects && (
              <p className={css.banner}>
                <Icon name="info" size={18} />
                <span>
                  {t.visit.correcting} <a href={href(["visit", record.corrects])}>{t.visit.seeCorrected}</a>
                </span>
              </p>
            )}
            {!wide && hasSide(screen) && (
              <details className={css.before}>
                <summary>{t.visit.side.title}</summary>
                <div className={css.beforeBody}>
                  <Side screen={screen} />
                </div>
              </details>
            )}
            <Station name="arrival" title={t.visit.strip.arrival}>
              <Arrival
                screen={screen}
                position={position}
                showPreparation={!wide}
                asksReceptionist={lacks === "receptionist"}
              />
            </Station>
            {inVain && (
              <section className={css.station} aria-labelledby="in-vain-note">
                <h2 id="in-vain-note">{t.visit.inVainNote}</h2>
                <InVainNote />
              </section>
            )}
            {!inVain &&
              formSections(layout.sections).map((section) => (
                <Station
                  key={section.key}
                  name={stationOf(section.key)}
                  part={section.key}
                  title={plainTitle(section, t)}
                >
                  {section.repeat ? (
                    <Feedback section={section} date={record.date} />
                  ) : section.key === "next_visit" ? (
                    <NextVisit proposal={screen.next} />
                  ) : (
                    <>
                      {section.key === "publicity" && <Bulletins bulletins={screen.bulletins} />}
                      <FormRows section={section} />
                    </>
                  )}
                </Station>
              ))}
            <section className={css.station} aria-labelledby="visit-photos">
              <h2 id="visit-photos">{t.visit.photo.title}</h2>
              <Photos visitId={record.id} photos={screen.photos} onChanged={onChanged} />
            </section>
            {inVain ? (
              <Station name="next_visit" title={t.visit.next.again}>
                <NextVisit proposal={screen.again} wanted={lacks === "rescheduled_to"} />
                {record.planned_visit_id !== null &&
                  outcome !== "out_of_business" &&
                  outcome !== "rescheduled" && <p className="soft small">{t.visit.next.auto}</p>}
              </Station>
            ) : (
              <Station name="signature" title={t.visit.strip.signature}>
                <Ready missing={check.missing} screen={screen} />
              </Station>
            )}
            <Internal layout={layout} open={false} editable={screen.internal_open} />
          </div>
        </div>
        {wide && (
          <aside className={css.side} aria-label={t.visit.side.title}>
            <Side screen={screen} />
          </aside>
        )}
      </div>
      <footer className={css.foot}>
        {asked && check.missing.length > 0 ? <Missing errors={check.missing} screen={screen} /> : <Kept />}
        <div className={css.actions}>
          {(inVain || outcome === "owner_absent") && (
            <Button kind={inVain ? "primary" : "plain"} busy={leaving.busy} onPress={() => void finish()}>
              {t.visit.finishInVain}
            </Button>
          )}
          {!inVain && (
            <Button kind="primary" icon="edit" onPress={() => void sign()}>
              {outcome === "owner_absent" ? t.visit.askClerk : t.visit.askSignature}
            </Button>
          )}
        </div>
      </footer>
      {dialog === "discard" && (
        <DiscardDialog
          name={customer.name}
          correcting={correcting}
          leaving={leaving}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "finish" && (
        <FinishDialog leaving={leaving} onFinish={() => void finish()} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}

/** What the customer signs, without the part that 到店 and 签字 draw themselves. */
function formSections(sections: readonly Section[]): Section[] {
  return sections.filter(
    ({ part, key }) => part === "signed" && stationOf(key) !== "arrival" && key !== "signature",
  );
}

function Station({
  name,
  part = name,
  title,
  children,
}: {
  name: StripKey;
  /** A station may hold several of the form's sections. */
  part?: string;
  title: string;
  children: ReactNode;
}) {
  const id = `station-${part}`;
  return (
    <section className={css.station} data-station={name} aria-labelledby={id}>
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}

export function InVainNote() {
  const t = useText();
  const store = useStore();
  const note = useDraft((draft) => draft.internal.goal_note);
  return (
    <TextBox
      label={t.visit.inVainNote}
      long
      value={typeof note === "string" ? note : ""}
      placeholder={t.visit.inVainHint}
      onChange={(text) => store.change((draft) => withAnswer(draft, "internal", "goal_note", text))}
    />
  );
}

/** A missing answer in words: what, and in which row. */
function missingWords(error: AppError, screen: VisitScreen, t: ReturnType<typeof useText>): string {
  const place = error.field ? placeOf(screen.layout, error.field, t) : null;
  if (!place) return t.say.error(error);
  const field = place.nth === null ? place.label : t.visit.nthField(place.nth, place.label);
  return t.say.error({ ...error, field });
}

function Missing({ errors, screen }: { errors: AppError[]; screen: VisitScreen }) {
  const t = useText();
  return (
    <div className={css.missing} role="alert">
      <ul>
        {errors.map((error) => (
          <li key={`${error.code} ${error.field}`}>{missingWords(error, screen, t)}</li>
        ))}
      </ul>
    </div>
  );
}

/** What the customer will read, or what is missing before it can be signed. */
function Ready({ missing, screen }: { missing: AppError[]; screen: VisitScreen }) {
  const t = useText();
  const { shown } = useCheck(screen);
  if (missing.length > 0) {
    return (
      <ul className={css.lines}>
        {missing.map((error) => (
          <li key={`${error.code} ${error.field}`} className="soft">
            {missingWords(error, screen, t)}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <p className="soft small">{t.visit.willRead}</p>
      <dl className={css.read}>
        {shown.map(({ label, text }) => (
          <div key={`${label} ${text}`}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {shown.length === 0 && <p>{t.visit.sign.nothing}</p>}
    </>
  );
}

/** Whether what was typed is kept. */
export function Kept() {
  const t = useText();
  const store = useStore();
  const failed = useSyncExternalStore(store.subscribe, () => store.failure !== null);
  return (
    <p className={css.kept} data-failed={failed || undefined} role="status">
      <Icon name={failed ? "warning" : "device"} size={16} />
      <span>{failed ? t.visit.notKept : t.visit.kept}</span>
    </p>
  );
}
