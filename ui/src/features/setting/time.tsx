import { useState } from "react";
import type { WorkingHours } from "../../ipc/types/WorkingHours";
import type { WorkingTime } from "../../ipc/types/WorkingTime";
import { Switch } from "../../parts/switch";
import { TimeInput } from "../../parts/time-input";
import { useText } from "../../text";
import css from "./parts.module.css";
import time from "./time.module.css";
import { useSettings } from "../../app/settings";
import { WholeField } from "./whole-field";
import { faultOf } from "./working";

const USUAL: WorkingHours = { from_min: 510, to_min: 1050 };
const USUAL_LUNCH: WorkingHours = { from_min: 690, to_min: 810 };

/** 工作时间: every change is kept as soon as it makes sense. */
export function TimeSection() {
  const t = useText();
  const { settings, change } = useSettings();
  const words = t.setting.time;
  const [draft, setDraft] = useState<WorkingTime | null>(null);
  const now = draft ?? settings.working_time;
  const fault = draft ? faultOf(draft) : null;

  const put = (part: Partial<WorkingTime>) => {
    const next = { ...now, ...part };
    // What cannot be stays on screen with its reason and is not kept.
    if (faultOf(next)) return setDraft(next);
    setDraft(null);
    return void change({ working_time: next });
  };
  const putDay = (at: number, hours: WorkingHours) =>
    put({ weekdays: now.weekdays.map((old, index) => (index === at ? hours : old)) });

  return (
    <>
      <p className={css.intro}>{words.intro}</p>
      <ul className={css.card}>
        {now.weekdays.map((hours, at) => {
          const name = t.format.weekday(at + 1);
          const works = hours.from_min !== hours.to_min;
          return (
            <li key={name} className={time.day}>
              <Switch
                label={name}
                on={works}
                onChange={(on) => putDay(at, on ? USUAL : { from_min: 0, to_min: 0 })}
              />
              {works ? (
                <span className={time.hours}>
                  <TimeInput
                    label={words.from(name)}
                    value={hours.from_min}
                    onChange={(from_min) => putDay(at, { ...hours, from_min })}
                  />
                  <span aria-hidden="true">–</span>
                  <TimeInput
                    label={words.to(name)}
                    value={hours.to_min}
                    onChange={(to_min) => putDay(at, { ...hours, to_min })}
                  />
                </span>
              ) : (
                <span className="soft">{words.off}</span>
              )}
              {fault?.kind === "order" && fault.weekday === at + 1 && (
                <p className={css.fault} role="alert">
                  {words.badOrder}
                </p>
              )}
            </li>
          );
        })}
      </ul>

      <div className={css.card}>
        <div className={time.day}>
          <Switch
            label={words.lunch}
            on={now.lunch !== null}
            onChange={(on) => put({ lunch: on ? USUAL_LUNCH : null })}
          />
          {now.lunch && (
            <span className={time.hours}>
              <TimeInput
                label={words.lunchFrom}
                value={now.lunch.from_min}
                onChange={(from_min) => now.lunch && put({ lunch: { ...now.lunch, from_min } })}
              />
              <span aria-hidden="true">–</span>
              <TimeInput
                label={words.lunchTo}
                value={now.lunch.to_min}
                onChange={(to_min) => now.lunch && put({ lunch: { ...now.lunch, to_min } })}
              />
            </span>
          )}
          {fault && fault.kind !== "order" && (
            <p className={css.fault} role="alert">
              {fault.kind === "lunch_order" ? words.badOrder : words.badLunch}
            </p>
          )}
        </div>
      </div>

      <div className={css.pair}>
        {now.lunch && (
          <WholeField
            label={words.lunchLength}
            value={now.lunch_min}
            from={10}
            to={240}
            unit={words.minutes}
            onSave={(lunch_min) => put({ lunch_min })}
          />
        )}
        <WholeField
          label={words.visitsPerDay}
          value={now.visits_per_day}
          from={1}
          to={60}
          unit={words.visitsUnit}
          onSave={(visits_per_day) => put({ visits_per_day })}
        />
        <WholeField
          label={words.serviceMin}
          value={now.service_min}
          from={1}
          to={480}
          unit={words.minutes}
          onSave={(service_min) => put({ service_min })}
        />
      </div>
      <p className="soft small">{words.takesEffect}</p>
    </>
  );
}
