/**
 * What time it is to the core, told anew every half minute. The core says it once with the status; from there on the
 * device's clock leads. Where the two differ (a demonstration on another day), the difference stays.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { AppStatus } from "../ipc/types/AppStatus";
import { type Formats, dayNumber } from "../text/format";
import { useText } from "../text";
import { useStatus } from "./status";

const TICK_MS = 30_000;
const MINUTE_MS = 60_000;

export interface Now {
  /** UTC milliseconds. */
  ms: number;
  /** Local day of the territory. */
  date: string;
  /** Minutes after local midnight. */
  min: number;
}

/** How far the core's time is from the device's, in whole minutes; one minute is the age of the answer. */
export function skewOf(
  { today, now_min }: Pick<AppStatus, "today" | "now_min">,
  format: Formats,
  device: number,
) {
  const core = dayNumber(today) * 1440 + now_min;
  const own = dayNumber(format.dayOf(device)) * 1440 + format.minuteOf(device);
  return Math.abs(core - own) <= 1 ? 0 : core - own;
}

export function useNow(): Now {
  const { format } = useText();
  const { today, now_min } = useStatus();
  const [device, setDevice] = useState(() => Date.now());
  // Worked out when the core tells the time, not at every tick; a tick is close enough to a minute.
  const [told, setTold] = useState({
    today,
    now_min,
    format,
    skew: skewOf({ today, now_min }, format, device),
  });
  if (told.today !== today || told.now_min !== now_min || told.format !== format)
    setTold({ today, now_min, format, skew: skewOf({ today, now_min }, format, device) });
  useEffect(() => {
    const tick = () => setDevice(Date.now());
    const timer = setInterval(tick, TICK_MS);
    // A tablet that was asleep tells the time at once when it wakes.
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, []);
  const ms = device + told.skew * MINUTE_MS;
  return useMemo(() => ({ ms, date: format.dayOf(ms), min: format.minuteOf(ms) }), [ms, format]);
}

/** Asks for everything again once, when a new day has begun since the core told the date. */
export function useNewDay({ date }: Now): void {
  const client = useQueryClient();
  const { today } = useStatus();
  useEffect(() => {
    if (date > today) void client.invalidateQueries();
    // oxlint-disable-next-line react/exhaustive-deps
  }, [date, client]);
}
