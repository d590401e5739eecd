import { useState } from "react";
import { useDoing } from "../../app/data";
import { toast } from "../../app/toast";
import type { CustomerStatus } from "../../ipc/types/CustomerStatus";
import type { FieldLayout } from "../../ipc/types/FieldLayout";
import type { Outcome } from "../../ipc/types/Outcome";
import type { Purpose } from "../../ipc/types/Purpose";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { Button } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Icon } from "../../parts/icon";
import { type Text, useText } from "../../text";
import { isInVain, tapped, withAnswer, withOutcome } from "./draft";
import { FormField, TextBox } from "./fields";
import css from "./fields.module.css";
import { useTopScope } from "./form-rows";
import { withBehind } from "./layout";
import own from "./page.module.css";
import { Preparation } from "./preparation";
import { useDraft, useStore } from "./store-context";
import type { PositionState } from "./use-position";

const OUTCOMES: Outcome[] = ["done", "closed", "owner_absent", "out_of_business", "refused", "rescheduled"];

/** As a chip begins it; sentences have the word in small letters. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A field anywhere in the form, by its name. */
export function fieldOf(screen: Pick<VisitScreen, "layout">, name: string): FieldLayout | undefined {
  return screen.layout.sections
    .flatMap(({ rows }) => rows.flatMap(({ fields }) => fields.flatMap(withBehind)))
    .find(({ field }) => field === name);
}

/** 到店: when, where, how the visit ended; what it is for, and who came along. */
export function Arrival({
  screen,
  position,
  showPreparation,
  asksReceptionist,
}: {
  screen: VisitScreen;
  position: PositionState;
  showPreparation: boolean;
  /** Who received the visit has to be named before that person signs. */
  asksReceptionist: boolean;
}) {
  const t = useText();
  const store = useStore();
  const outcome = useDraft((draft) => draft.outcome);
  return (
    <div>
      <p className={own.fact}>
        <Icon name="clock" size={16} />
        <span className="figures">{arrivalFacts(screen, t)}</span>
      </p>
      <p className={own.fact}>
        <Icon name="pin" size={16} />
        <span role="status">{positionWords(screen, position, t)}</span>
      </p>
      {screen.record.clock_doubt_ms !== null && (
        <p className={own.fact} data-tone="due">
          <Icon name="warning" size={16} />
          <span>
            {t.say.error({
              code: "clock_back",
              field: null,
              detail: { minutes: Math.ceil(screen.record.clock_doubt_ms / 60_000) },
            })}
          </span>
        </p>
      )}
      <div className={css.row}>
        <div className={css.chips} role="group" aria-label={t.visit.outcome}>
          {OUTCOMES.map((one) => (
            <Chip
              key={one}
              on={outcome === one}
              onPress={() => store.change((draft) => withOutcome(draft, outcome === one ? null : one))}
            >
              {capital(t.say.outcome(one))}
            </Chip>
          ))}
        </div>
        {outcome === "owner_absent" && <Receptionist screen={screen} wanted={asksReceptionist} />}
        {outcome === "out_of_business" && <StatusOffer screen={screen} />}
      </div>
      {!isInVain(outcome) && <Purposes screen={screen} showPreparation={showPreparation} />}
      <Company />
    </div>
  );
}

export function arrivalFacts({ record }: Pick<VisitScreen, "record">, t: Text): string {
  return [
    record.arrived_at === null
      ? t.format.dateDay(record.date)
      : t.visit.arrivedAt(
          t.format.dateDay(record.date),
          t.format.clock(t.format.minuteOf(record.arrived_at)),
        ),
    record.left_at === null ? null : t.visit.leftAt(t.format.clock(t.format.minuteOf(record.left_at))),
    record.planned_visit_id === null ? t.visit.unplanned : t.visit.planned,
    record.entered === "later" ? t.visit.enteredLater : null,
    record.cover_for === null ? null : t.visit.coverFor(record.cover_for),
  ]
    .filter(Boolean)
    .join(" · ");
}

export function positionWords(
  { record, distance_m }: Pick<VisitScreen, "record" | "distance_m">,
  state: PositionState,
  t: Text,
): string {
  const { position } = record;
  if (position) {
    const accuracy = t.visit.position.known(t.format.distance(position.accuracy_m));
    return distance_m === null
      ? accuracy
      : `${accuracy} · ${t.visit.position.away(t.format.distance(distance_m))}`;
  }
  return state === "asking" ? t.visit.position.asking : t.visit.position.unknown;
}

function Receptionist({ screen, wanted }: { screen: VisitScreen; wanted: boolean }) {
  const t = useText();
  const layout = fieldOf(screen, "receptionist");
  const scope = useTopScope("answers", ["receptionist"]);
  if (!layout) return null;
  return (
    <>
      <FormField layout={layout} name={t.visit.receptionist} titled scope={scope} />
      {wanted && (
        <span className={css.error} role="alert">
          {t.visit.receptionistWanted}
        </span>
      )}
    </>
  );
}

/** 停歇业: the file says so too, if the manager wants it. */
function StatusOffer({ screen }: { screen: VisitScreen }) {
  const t = useText();
  const { id, status } = screen.customer;
  const [set, setSet] = useState<CustomerStatus>(status);
  const save = useDoing("customer.set_field", {
    done: (file) => {
      setSet(file.customer.status);
      toast.say(t.visit.statusSet(t.shared.statuses[file.customer.status]));
    },
  });
  return (
    <div className={css.field}>
      <span className={css.label}>{t.visit.statusAsk}</span>
      <div className={css.chips} role="group" aria-label={t.visit.statusAsk}>
        {(["suspended", "closed"] as const).map((one) => (
          <Chip
            key={one}
            on={set === one}
            disabled={save.busy}
            onPress={() => save.run({ id, field: "status", value: set === one ? "open" : one })}
          >
            {t.shared.statuses[one]}
          </Chip>
        ))}
      </div>
    </div>
  );
}

/** What the visit is for: as planned until the manager says otherwise. */
export function usePurposes(screen: VisitScreen): Purpose[] {
  return (useDraft((draft) => draft.answers.purposes) as Purpose[] | undefined) ?? screen.purposes;
}

function Purposes({ screen, showPreparation }: { screen: VisitScreen; showPreparation: boolean }) {
  const t = useText();
  const store = useStore();
  const layout = fieldOf(screen, "purposes");
  const chosen = usePurposes(screen);
  const other = layout?.options?.find(({ value }) => value === "other")?.detail;
  const scope = useTopScope("answers", ["purpose_other"]);
  if (!layout) return null;
  return (
    <div className={css.row} data-table>
      <span className={css.rowLabel} aria-hidden="true">
        {t.visit.purposes}
      </span>
      <div className={css.chips} role="group" aria-label={t.visit.purposes}>
        {(layout.options ?? []).map(({ value }) => (
          <Chip
            key={value}
            on={chosen.includes(value as Purpose)}
            onPress={() =>
              store.change((draft) => {
                const next = tapped(layout, chosen, value) as Purpose[];
                const kept = withAnswer(draft, "answers", "purposes", next);
                return next.includes("other")
                  ? kept
                  : withAnswer(kept, "answers", "purpose_other", undefined);
              })
            }
          >
            {t.shared.purposes[value as Purpose]}
          </Chip>
        ))}
      </div>
      {other && chosen.includes("other") && (
        <FormField layout={other} name={t.shared.purposes.other} scope={scope} />
      )}
      {showPreparation && chosen.some((one) => t.visit.preparation[one].length > 0) && (
        <details>
          <summary>{t.visit.prepare}</summary>
          <Preparation purposes={chosen} />
        </details>
      )}
    </div>
  );
}

/** 陪访, 代访: seldom, so behind a tap. */
function Company() {
  const t = useText();
  const store = useStore();
  const companion = useDraft((draft) => draft.companion) ?? "";
  const cover = useDraft((draft) => draft.cover_for) ?? "";
  const [opened, setOpened] = useState(companion !== "" || cover !== "");
  if (!opened) {
    return (
      <div className={own.lone}>
        <Button kind="quiet" icon="plus" onPress={() => setOpened(true)}>
          {t.visit.company}
        </Button>
      </div>
    );
  }
  return (
    <div className={css.row}>
      <div className={css.field}>
        <span className={css.label}>{t.visit.companion}</span>
        <TextBox
          label={t.visit.companion}
          value={companion}
          onChange={(name) => store.change((draft) => ({ ...draft, companion: name || null }))}
        />
      </div>
      <div className={css.field}>
        <span className={css.label}>{t.visit.cover}</span>
        <TextBox
          label={t.visit.cover}
          value={cover}
          onChange={(name) => store.change((draft) => ({ ...draft, cover_for: name || null }))}
        />
      </div>
    </div>
  );
}
