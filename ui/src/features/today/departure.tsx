import { useState } from "react";
import { useDoing, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import type { Departure } from "../../ipc/types/Departure";
import { Button } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./departure.module.css";
import dialog from "./today-dialog.module.css";

/** What is taken along (S0.4), in the source's order. */
const TOOLS = [
  "vehicle",
  "phone",
  "pen",
  "notebook",
  "work_card",
  "sheets",
  "notices",
  "leaflets",
  "gifts",
  "price_tags",
  "survey_form",
  "information_form",
  "other_papers",
] as const;
const LOOKS = "appearance";
const ALL = [...TOOLS, LOOKS] as const;

/** 出发前检查: asked once a day, skipped by one tap, a quiet line afterwards. */
export function DepartureCard({ departure, now }: { departure: Departure; now: number }) {
  const t = useText();
  const settle = useSettle();
  const [open, setOpen] = useState(false);
  const depart = useDoing("today.depart", { done: (view) => settle("today.get", {}, view) });
  const go = (ticked: readonly string[]) =>
    depart.run({ date: departure.date, ticked: [...ticked], departed_at: now });
  const keep = (ticked: readonly string[]) =>
    depart.run({ date: departure.date, ticked: [...ticked], departed_at: null });

  return (
    <>
      {departure.departed_at === null ? (
        <section className={css.card} aria-label={t.today.departTitle}>
          <Icon name="list" />
          <div className={css.words}>
            <p className={css.title}>{t.today.departTitle}</p>
            <p className={`${css.text} soft small`}>{t.today.departText}</p>
          </div>
          <div className={css.actions}>
            <Button onPress={() => setOpen(true)}>{t.today.departOpen}</Button>
            <Button busy={depart.busy} onPress={() => go(departure.ticked)}>
              {t.today.departGo}
            </Button>
          </div>
        </section>
      ) : (
        <p className={css.gone}>
          <Icon name="check" size={16} />
          <span>
            {departure.ticked.length > 0
              ? t.today.departed(
                  t.format.clock(t.format.minuteOf(departure.departed_at)),
                  departure.ticked.length,
                  ALL.length,
                )
              : t.today.departedBare(t.format.clock(t.format.minuteOf(departure.departed_at)))}
          </span>
          <button type="button" className={css.again} onClick={() => setOpen(true)}>
            {t.today.departAgain}
          </button>
        </p>
      )}
      {open && (
        <Checklist
          departure={departure}
          onClose={() => setOpen(false)}
          onKeep={(ticked) => {
            keep(ticked);
            setOpen(false);
            toast.say(t.today.departKept, undefined, "depart");
          }}
          onGo={(ticked) => {
            go(ticked);
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function Checklist({
  departure,
  onClose,
  onKeep,
  onGo,
}: {
  departure: Departure;
  onClose: () => void;
  onKeep: (ticked: readonly string[]) => void;
  onGo: (ticked: readonly string[]) => void;
}) {
  const t = useText();
  const [ticked, setTicked] = useState<readonly string[]>(departure.ticked);
  const all = ALL.every((name) => ticked.includes(name));
  const tick = (name: string) =>
    setTicked(ticked.includes(name) ? ticked.filter((one) => one !== name) : [...ticked, name]);
  const gone = departure.departed_at !== null;
  return (
    <Dialog
      title={t.today.departTitle}
      onClose={onClose}
      actions={
        <>
          {!gone && <Button onPress={() => onKeep(ticked)}>{t.today.departKeep}</Button>}
          <Button kind="primary" onPress={() => onGo(ticked)}>
            {gone ? t.today.departNext : t.today.departGo}
          </Button>
        </>
      }
    >
      <div className={dialog.group}>
        <div className={css.groupHead}>
          <h3>{t.today.tools}</h3>
          <Button kind="quiet" onPress={() => setTicked(all ? [] : [...ALL])}>
            {all ? t.today.departNone : t.today.departAll}
          </Button>
        </div>
        <div className={dialog.chips} role="group" aria-label={t.today.tools}>
          {TOOLS.map((name) => (
            <Tool key={name} name={name} on={ticked.includes(name)} onTick={tick} />
          ))}
        </div>
      </div>
      <div className={dialog.group}>
        <h3>{t.today.looks}</h3>
        <div className={dialog.chips}>
          <Tool name={LOOKS} on={ticked.includes(LOOKS)} onTick={tick} />
        </div>
      </div>
      <p className="soft small">{t.today.before}</p>
    </Dialog>
  );
}

function Tool({
  name,
  on,
  onTick,
}: {
  name: (typeof ALL)[number];
  on: boolean;
  onTick: (name: string) => void;
}) {
  const t = useText();
  return (
    <Chip on={on} onPress={() => onTick(name)}>
      <span className={css.tool}>
        {on && <Icon name="check" size={16} />}
        {t.today.tool[name]}
      </span>
    </Chip>
  );
}
