import { useMemo, useState } from "react";
import { useReading } from "../../app/data";
import { useNewDay, useNow } from "../../app/clock";
import { useMedia } from "../../app/media";
import { href, useRoute } from "../../app/router";
import { useStatus } from "../../app/status";
import type { TodayView } from "../../ipc/types/TodayView";
import { Button, ButtonLink } from "../../parts/button";
import { Empty } from "../../parts/empty";
import { PageHead } from "../../parts/page-head";
import { useText } from "../../text";
import { weekOf } from "../../text/format";
import { AdHocDialog } from "./ad-hoc-dialog";
import { Finished, OpenVisit, Paper, PinOffer, Tidy, Unplanned } from "./banners";
import { Bulletins } from "./bulletins";
import { DepartureCard } from "./departure";
import { Due } from "./due";
import css from "./index.module.css";
import { Notices } from "./notices";
import { type DayProgress, progressOf } from "./progress";
import { Stops } from "./stops";
import { TodayMap } from "./today-map";
import { useStart } from "./use-start";

/** 今日: where to go today, in order, what falls due, and what must not be forgotten. */
export default function TodayScreen() {
  const t = useText();
  const view = useReading("today.get", {});
  if (view.error) return <Empty icon="warning" title={t.say.error(view.error)} />;
  return view.data ? <Today view={view.data} /> : null;
}

function Today({ view }: { view: TodayView }) {
  const t = useText();
  const { customer_count } = useStatus();
  const now = useNow();
  useNewDay(now);
  const start = useStart();
  const wide = useMedia("(min-width: 1000px)");
  const [mapOpen, setMapOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  // Whoever comes from a visit is led to the stop that is next.
  const led = useRoute().query.get("stop");
  // undefined: nothing was touched yet, and the stop one was led to or the next one is open.
  const [shown, setShown] = useState<string | null | undefined>(undefined);
  const { minuteOf } = t.format;
  const progress = useMemo(() => progressOf(view, now.min, minuteOf), [view, now.min, minuteOf]);

  const hasStops = progress.stops.length > 0;
  const finished = progress.total > 0 && progress.next === null && view.open_visit === null;
  // Who has been somewhere today has departed: asking then would only nag.
  const underWay = progress.stops.some(({ state, record }) => state === "done" || record !== null);
  const asksToDepart = progress.total > 0 && !finished && (!underWay || view.departure.departed_at !== null);
  const mapShown = hasStops && (wide || mapOpen);
  const stop = shown === undefined ? (led ?? progress.next?.visit.id ?? null) : shown;
  const map = mapShown && <TodayMap view={view} progress={progress} lit={stop} onStop={setShown} />;
  return (
    <div className={css.screen}>
      <PageHead
        title={t.today.head(t.format.dateDay(view.date), t.format.week(view.week))}
        facts={progress.total > 0 && <Facts progress={progress} />}
      >
        {hasStops && !wide && (
          <Button icon="map" onPress={() => setMapOpen(!mapOpen)}>
            {mapOpen ? t.today.hideMap : t.today.showMap}
          </Button>
        )}
        {customer_count > 0 && view.open_visit === null && (
          <Button icon="plus" onPress={() => setAsking(true)}>
            {t.today.adHoc}
          </Button>
        )}
      </PageHead>
      <div className={css.body} data-wide={(wide && hasStops) || undefined}>
        <div className={css.column}>
          {view.open_visit && <OpenVisit visit={view.open_visit} />}
          {!wide && map && <div className={css.mapAbove}>{map}</div>}
          <Due due={view.due} duties={view.duties} now={now.ms} />
          <Bulletins items={view.bulletins} />
          <Notices view={view} part="plan" />
          {finished && <Finished view={view} />}
          {finished && <Tidy visits={view.notes_to_tidy} />}
          {asksToDepart && <DepartureCard departure={view.departure} now={now.ms} />}
          {hasStops ? (
            <Stops
              view={view}
              progress={progress}
              open={stop}
              led={led}
              onOpen={setShown}
              start={start}
              now={now.ms}
            />
          ) : (
            <NoStops view={view} />
          )}
          <Unplanned visits={view.unplanned} />
          {customer_count > 0 && <Paper date={view.date} />}
          {!finished && <Tidy visits={view.notes_to_tidy} />}
          <PinOffer />
          <Notices view={view} part="rest" />
        </div>
        {wide && map && <div className={css.mapBeside}>{map}</div>}
      </div>
      {asking && <AdHocDialog view={view} start={start} onClose={() => setAsking(false)} />}
    </div>
  );
}

function Facts({ progress }: { progress: DayProgress }) {
  const t = useText();
  const { done, total, next, leftMin } = progress;
  const facts = next
    ? [
        t.today.progress(done, total),
        t.today.left(t.format.span(leftMin)),
        t.today.next(t.format.clock(next.arriveMin % 1440)),
      ]
    : [t.today.progress(done, total), leftMin > 0 && t.today.left(t.format.span(leftMin))].filter(Boolean);
  return facts.join(" · ");
}

function NoStops({ view }: { view: TodayView }) {
  const t = useText();
  const { customer_count } = useStatus();
  const words = t.today;
  if (customer_count === 0) {
    return (
      <Empty
        icon="customer"
        title={words.noCustomers}
        text={words.noCustomersText}
        action={
          <ButtonLink kind="primary" icon="import" to={href(["customer", "import"])}>
            {words.toCustomers}
          </ButtonLink>
        }
      />
    );
  }
  const { kind, name } = view.day;
  const free = kind === "rest" || kind === "holiday" || kind === "away";
  if (view.plan_status === null && !free) {
    return (
      <Empty
        icon="plan"
        title={words.noPlan}
        text={words.noPlanText}
        action={
          <ButtonLink kind="primary" icon="plan" to={href(["plan", view.week])}>
            {words.toPlan}
          </ButtonLink>
        }
      />
    );
  }
  const title =
    kind === "holiday" && name
      ? words.holiday(name)
      : kind === "away" && name
        ? words.away(name)
        : free
          ? words.rest
          : words.free;
  const next = view.next_day;
  return (
    <Empty
      icon="today"
      title={title}
      text={next ? words.nextDay(t.format.dateDay(next)) : free ? undefined : words.freeText}
      action={
        next ? (
          <ButtonLink kind="primary" icon="forward" to={href(["plan", weekOf(next)], { day: next })}>
            {words.toNextDay}
          </ButtonLink>
        ) : (
          <ButtonLink icon="plan" to={href(["plan", view.week])}>
            {words.toPlan}
          </ButtonLink>
        )
      }
    />
  );
}
