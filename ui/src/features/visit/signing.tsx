import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useDoing } from "../../app/data";
import { useLock } from "../../app/lock";
import { useStatus } from "../../app/status";
import type { AppError } from "../../ipc/types/AppError";
import type { Signature } from "../../ipc/types/Signature";
import type { ShownLine } from "../../ipc/types/ShownLine";
import type { SignerRole } from "../../ipc/types/SignerRole";
import type { Strokes } from "../../ipc/types/Strokes";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { Button } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { Segmented } from "../../parts/segmented";
import { SignaturePad } from "../../parts/signature-pad";
import { type Text, useText } from "../../text";
import { fieldOf } from "./arrival";
import { isUntouched, tapped, withAnswer } from "./draft";
import { TextBox } from "./fields";
import { word } from "./layout";
import css from "./signing.module.css";
import { useDraft, useStore } from "./store-context";
import { Unlock } from "./unlock";

/**
 * In the customer's hands: what is signed, in large type, and the pad. Nothing else can be reached until the manager
 * unlocks.
 */
export function Signing({
  screen,
  onSigned,
}: {
  screen: VisitScreen;
  onSigned: (screen: VisitScreen) => void;
}) {
  const t = useText();
  useLock();
  const store = useStore();
  const { settings } = useStatus();
  const { shown } = useSyncExternalStore(store.subscribe, () => store.check ?? screen.check);
  const strokes = useDraft((draft) => draft.strokes);
  const absent = useDraft((draft) => draft.outcome === "owner_absent");
  const receptionist = useDraft((draft) => draft.answers.receptionist);
  const role = useDraft((draft) => draft.signer_role) ?? (absent ? "clerk" : "owner");
  const name =
    useDraft((draft) => draft.signer_name) ??
    (absent && typeof receptionist === "string" ? receptionist : "");
  const [asksRating] = useState(() => isUntouched(store.draft.answers.rating));
  const rated = useDraft((draft) => !isUntouched(draft.answers.rating));
  // Without a rating one is asked once, and may go on without it.
  const [asking, setAsking] = useState<"not yet" | "now" | "asked">("not yet");
  const [linesBefore] = useState(shown.length);
  const [cleared, setCleared] = useState<Strokes | null>(null);
  // Typed into the draft as everything else; the core takes it from the signature alone.
  const said = useDraft((draft) => draft.answers.refusal_reason);
  const reason = typeof said === "string" ? said : "";
  const setReason = (text: string) =>
    store.change((draft) => withAnswer(draft, "answers", "refusal_reason", text));
  const [refusing, setRefusing] = useState(reason !== "");
  const [failure, setFailure] = useState<AppError | null>(null);
  const signing = useDoing("visit.sign", {
    done: onSigned,
    failed: (error) => {
      setFailure(error);
      // What is no signature must not become part of the next one.
      if (error.code === "signature_empty") setStrokes(null);
    },
  });
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const page = useRef<HTMLDivElement>(null);
  const pad = useRef<HTMLDivElement>(null);
  const foot = useRef<HTMLElement>(null);
  const padInSight = usePadInSight(page, pad, foot, !refusing);

  const drawn = strokes !== null && strokes.strokes.length > 0;
  const setStrokes = (next: Strokes | null) => store.change((draft) => ({ ...draft, strokes: next }));
  const send = async (signature: Signature) => {
    setFailure(null);
    if (!(await store.flush())) return;
    signing.run({ id: screen.record.id, signature, revision: (store.check ?? screen.check).revision });
  };
  const sign = (unrated = asking === "asked") => {
    if (strokes === null) {
      setFailure({ code: "signature_empty", field: null, detail: {} });
      return;
    }
    if (!rated && !unrated && fieldOf(screen, "rating")) {
      setAsking("now");
      return;
    }
    void send({ kind: "drawn", role, name: name.trim() || null, strokes });
  };

  return (
    <div ref={page} className={css.screen}>
      <header className={css.head}>
        <div className={css.title}>
          <h1 ref={head} tabIndex={-1}>
            {screen.customer.name}
          </h1>
          <p className="soft figures">{visitedAt(screen, t)}</p>
        </div>
        <Unlock
          onUnlock={() => {
            store.change((draft) => ({ ...draft, signing: false }));
            void store.flush();
          }}
        />
      </header>

      <div className={css.body}>
        <div className={css.read}>
          <Lines shown={shown} awaits={asksRating && shown.length <= linesBefore} />
          {asksRating && <Rating screen={screen} />}
        </div>

        <div className={css.sign}>
          {refusing ? (
            <div className={css.refusal}>
              <span className={css.label}>{t.visit.sign.reason}</span>
              <TextBox label={t.visit.sign.reason} long value={reason} onChange={setReason} />
            </div>
          ) : (
            <>
              <Signer
                role={role}
                name={name}
                onRole={(next) => store.change((draft) => ({ ...draft, signer_role: next }))}
                onName={(next) => store.change((draft) => ({ ...draft, signer_name: next }))}
              />
              <div ref={pad} className={css.pad}>
                <SignaturePad
                  value={strokes}
                  dynamics={settings.signature_dynamics}
                  label={drawn ? t.visit.sign.drawn(strokes.strokes.length) : t.visit.sign.here}
                  onChange={(next) => {
                    setCleared(null);
                    setFailure(null);
                    setStrokes(next);
                  }}
                />
                {!drawn && (
                  <span className={css.here} aria-hidden="true">
                    {t.visit.sign.here}
                  </span>
                )}
                {drawn && (
                  <div className={css.corner}>
                    <Button
                      kind="quiet"
                      onPress={() => {
                        setCleared(strokes);
                        setStrokes(null);
                      }}
                    >
                      {t.visit.sign.again}
                    </Button>
                  </div>
                )}
                {!drawn && cleared && (
                  <div className={css.corner}>
                    <Button
                      kind="quiet"
                      icon="undo"
                      onPress={() => {
                        setStrokes(cleared);
                        setCleared(null);
                      }}
                    >
                      {t.visit.sign.bringBack}
                    </Button>
                  </div>
                )}
              </div>
            </>
          )}
          {!refusing && (
            <p className={css.consent}>
              {settings.signature_dynamics ? t.visit.sign.consentDynamics : t.visit.sign.consent}
            </p>
          )}
          {failure && (
            <p className={css.error} role="alert">
              {t.say.error({ ...failure, field: failure.field ?? t.visit.strip.signature })}
            </p>
          )}
        </div>
      </div>

      <footer ref={foot} className={css.foot}>
        {refusing ? (
          <>
            <Button
              onPress={() => {
                setFailure(null);
                setReason("");
                setRefusing(false);
              }}
            >
              {t.visit.sign.backToPad}
            </Button>
            <Button
              kind="primary"
              busy={signing.busy}
              onPress={() =>
                reason.trim() === ""
                  ? setFailure({ code: "refusal_reason_missing", field: null, detail: {} })
                  : void send({ kind: "refused", reason: reason.trim() })
              }
            >
              {t.visit.sign.refuseNow}
            </Button>
          </>
        ) : (
          <>
            <Button
              kind="quiet"
              onPress={() => {
                setFailure(null);
                setRefusing(true);
              }}
            >
              {t.visit.sign.refuse}
            </Button>
            {padInSight || drawn ? (
              <Button kind="primary" icon="check" busy={signing.busy} onPress={() => sign()}>
                {t.visit.sign.done}
              </Button>
            ) : (
              <Button
                kind="primary"
                icon="down"
                onPress={() => page.current?.scrollTo({ top: page.current.scrollHeight })}
              >
                {t.visit.sign.toPad}
              </Button>
            )}
          </>
        )}
      </footer>
      {asking === "now" && (
        <Dialog
          title={t.visit.sign.unratedTitle}
          onClose={() => setAsking("asked")}
          actions={
            <>
              <Button
                onPress={() => {
                  setAsking("asked");
                  sign(true);
                }}
              >
                {t.visit.sign.unratedGoOn}
              </Button>
              <Button kind="primary" onPress={() => setAsking("asked")}>
                {t.visit.sign.unratedRate}
              </Button>
            </>
          }
        >
          <p>{shown.length === 0 ? t.visit.sign.unratedNothing : t.visit.sign.unratedText}</p>
        </Dialog>
      )}
    </div>
  );
}

/** Of the pad so much must show that a name fits. */
const IN_SIGHT = 0.8;

/**
 * Whether the pad shows above the foot. Where large words leave it no room it lies further down, and the foot leads
 * there.
 */
function usePadInSight(
  page: RefObject<HTMLElement | null>,
  pad: RefObject<HTMLElement | null>,
  foot: RefObject<HTMLElement | null>,
  /** No pad while a refusal is written. */
  shown: boolean,
): boolean {
  const [inSight, setInSight] = useState(true);
  useEffect(() => {
    if (!shown || !pad.current || !foot.current) return;
    const watch = new IntersectionObserver(
      ([seen]) => seen && setInSight(seen.intersectionRatio >= IN_SIGHT),
      {
        root: page.current,
        rootMargin: `0px 0px -${foot.current.offsetHeight}px 0px`,
        threshold: IN_SIGHT,
      },
    );
    watch.observe(pad.current);
    return () => watch.disconnect();
  }, [page, pad, foot, shown]);
  return inSight;
}

/** `11月30日 周一 09:40`. */
function visitedAt({ record }: VisitScreen, t: Text): string {
  const at = record.arrived_at;
  const day = t.format.dateDay(record.date);
  if (record.corrects !== null) return t.visit.sign.correcting(day);
  return at === null ? day : `${day} ${t.format.clock(t.format.minuteOf(at))}`;
}

/**
 * What is signed, word for word. Usually five lines; where there are more they scroll, and how many there are is
 * said: what cannot be seen must not be signed unawares.
 */
function Lines({
  shown,
  awaits,
}: {
  shown: readonly ShownLine[];
  /** The rating's line will come: its place is kept, so that nothing jumps under the finger. */
  awaits: boolean;
}) {
  const t = useText();
  const box = useRef<HTMLDListElement>(null);
  const note = useRef<HTMLParagraphElement>(null);
  const [below, setBelow] = useState(0);
  useEffect(() => {
    const list = box.current;
    if (!list) return;
    const look = () => {
      // The note stands where the words end that can be seen, whatever scrolls: the list, its column or the page.
      const edge = (note.current ?? list).getBoundingClientRect().top + 4;
      setBelow(
        [...list.children].slice(0, shown.length).filter((line) => line.getBoundingClientRect().bottom > edge)
          .length,
      );
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(list);
    document.addEventListener("scroll", look, { passive: true, capture: true });
    return () => {
      resized.disconnect();
      document.removeEventListener("scroll", look, { capture: true });
    };
  }, [shown]);
  return (
    <div className={css.linesBox}>
      <dl
        ref={box}
        className={css.lines}
        data-awaits={awaits || undefined}
        // What scrolls is a stop for Tab.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={t.visit.sign.read}
      >
        {shown.map(({ label, text }) => (
          <div key={`${label} ${text}`}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {shown.length === 0 && <p className="soft">{t.visit.sign.nothing}</p>}
      <p ref={note} className={css.below} aria-hidden="true">
        {below > 0 && t.visit.sign.below(below)}
      </p>
    </div>
  );
}

/** The customer rates by a tap of their own. */
function Rating({ screen }: { screen: VisitScreen }) {
  const t = useText();
  const store = useStore();
  const rating = useDraft((draft) => draft.answers.rating);
  const layout = fieldOf(screen, "rating");
  if (!layout) return null;
  return (
    <fieldset className={css.rates}>
      <legend className={css.label}>{t.visit.sign.rate}</legend>
      <div className={css.ratings}>
        {(layout.options ?? []).map(({ value, label }) => (
          <Chip
            key={value}
            on={rating === value}
            onPress={() =>
              store.change((draft) =>
                withAnswer(draft, "answers", "rating", tapped(layout, draft.answers.rating, value)),
              )
            }
          >
            {word(label, t)}
          </Chip>
        ))}
      </div>
    </fieldset>
  );
}

function Signer({
  role,
  name,
  onRole,
  onName,
}: {
  role: SignerRole;
  name: string;
  onRole: (role: SignerRole) => void;
  onName: (name: string) => void;
}) {
  const t = useText();
  return (
    <div className={css.signer}>
      <Segmented
        label={t.visit.sign.who}
        hideLabel
        value={role}
        choices={[
          { value: "owner", label: t.visit.sign.roles.owner },
          { value: "clerk", label: t.visit.sign.roles.clerk },
        ]}
        onChange={onRole}
      />
      {role === "clerk" && (
        <div className={css.name}>
          <TextBox label={t.visit.sign.name} placeholder={t.visit.sign.name} value={name} onChange={onName} />
        </div>
      )}
    </div>
  );
}
