import { useMemo, useState } from "react";
import { useReading } from "../../app/data";
import { useMedia } from "../../app/media";
import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import type { TodayView } from "../../ipc/types/TodayView";
import { Button, ButtonLink } from "../../parts/button";
import { Empty } from "../../parts/empty";
import { PageHead } from "../../parts/page-head";
import { useText } from "../../text";
import { weekOf } from "../../text/format";
import css from "./index.module.css";
import { Notices } from "./notices";
import { type DayProgress, progressOf } from "./progress";
import { Stops } from "./stops";
import { TodayMap } from "./today-map";

/** 今日: where to go today, in order, and what must not be forgotten. */
export default function TodayScreen() {
  const t = useText();
  const view = useReading("today.get", {});
  const wide = useMedia("(min-width: 1000px)");
  const [mapOpen, setMapOpen] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const today = view.data;
  const progress = useMemo(() => today && progressOf(today.day), [today]);
  if (view.error) return <Empty icon="warning" title={t.say.error(view.error)} />;
  if (!today || !progress) return null;

  const hasStops = progress.total > 0;
  const mapShown = hasStops && (wide || mapOpen);
  const stop = shown ?? progress.next?.id ?? null;
  const map = mapShown && <TodayMap view={today} progress={progress} lit={stop} onStop={setShown} />;
  return (
    <div className={css.screen}>
      <PageHead
        title={t.today.head(t.format.dateDay(today.date), t.format.week(today.week))}
        facts={hasStops && <Facts progress={progress} />}
      >
        {hasStops && !wide && (
          <Button icon="map" onPress={() => setMapOpen(!mapOpen)}>
            {mapOpen ? t.today.hideMap : t.today.showMap}
          </Button>
        )}
      </PageHead>
      <div className={css.body} data-wide={(wide && hasStops) || undefined}>
        <div className={css.column}>
          {!wide && map && <div className={css.mapAbove}>{map}</div>}
          <Notices view={today} />
          {hasStops ? (
            <Stops view={today} progress={progress} open={stop} onOpen={setShown} />
          ) : (
            <NoStops view={today} />
          )}
        </div>
        {wide && map && <div className={css.mapBeside}>{map}</div>}
      </div>
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
        t.today.next(t.format.clock(next.arrive_min)),
      ]
    : [t.today.progress(done, total), t.today.allDone];
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
