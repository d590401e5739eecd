import { useMemo } from "react";
import type { TodayView } from "../../ipc/types/TodayView";
import { Map, type Line, type Place } from "../../parts/map";
import { useText } from "../../text";
import type { DayProgress, StopState } from "./progress";

const TONES: Record<StopState, Place["tone"]> = {
  next: "ink",
  planned: "ink",
  open: "ink",
  done: "done",
  put_off: "done",
  missed: "due",
  in_vain: "due",
};

/** Today's round on the ground, from the start and back. */
export function TodayMap({
  view,
  progress,
  lit,
  onStop,
}: {
  view: TodayView;
  progress: DayProgress;
  lit: string | null;
  onStop: (id: string) => void;
}) {
  const t = useText();
  const { start_lat_e7: lat, start_lng_e7: lng } = view;
  const { stops } = progress;
  const { places, lines } = useMemo(() => {
    const start = lat === null || lng === null ? [] : [{ lat_e7: lat, lng_e7: lng }];
    const shown: Place[] = start.map((at) => ({ ...at, id: "start", tone: "start", label: t.today.start }));
    const round: Line["places"][number][] = [...start];
    for (const { visit, state } of stops) {
      const { id, order, customer } = visit;
      const { lat_e7, lng_e7, name } = customer;
      if (lat_e7 === null || lng_e7 === null) continue;
      if (state !== "put_off") round.push({ lat_e7, lng_e7 });
      shown.push({ id, lat_e7, lng_e7, mark: String(order), label: `${order} ${name}`, tone: TONES[state] });
    }
    return { places: shown, lines: [{ id: "round", places: [...round, ...start] }] };
  }, [lat, lng, stops, t]);
  return (
    <Map
      label={t.today.map}
      places={places}
      lines={lines}
      lit={lit}
      onPlace={(id) => {
        if (id !== "start") onStop(id);
      }}
    />
  );
}
