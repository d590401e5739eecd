import type { OpeningSpan } from "../../ipc/types/OpeningSpan";
import { Button, IconButton } from "../../parts/button";
import { Labelled } from "../../parts/field";
import { TimeInput } from "../../parts/time-input";
import { Weekdays } from "../../parts/weekdays";
import { useText } from "../../text";
import css from "./overview.module.css";

const USUAL: OpeningSpan = { weekdays: [], from_min: 480, to_min: 1200 };

/** 营业时间: spans, each on some weekdays or on all. */
export function HoursEditor({
  spans,
  onChange,
  error,
}: {
  spans: OpeningSpan[];
  onChange: (spans: OpeningSpan[]) => void;
  error?: string;
}) {
  const t = useText();
  const change = (at: number, part: Partial<OpeningSpan>) =>
    onChange(spans.map((span, n) => (n === at ? { ...span, ...part } : span)));
  return (
    <Labelled
      label={t.customer.hours}
      hint={spans.length === 0 ? t.customer.hoursAlways : undefined}
      error={error}
    >
      {spans.map((span, at) => (
        // A span has no name of its own; its place in the list is what it is.
        // oxlint-disable-next-line react/no-array-index-key
        <div
          key={at}
          className={css.span}
          role="group"
          aria-label={t.format.clockSpan(span.from_min, span.to_min)}
        >
          <div className={css.times}>
            <TimeInput
              label={t.customer.hoursFrom}
              value={span.from_min}
              onChange={(from_min) => change(at, { from_min })}
            />
            <span>–</span>
            <TimeInput
              label={t.customer.hoursTo}
              value={span.to_min}
              onChange={(to_min) => change(at, { to_min })}
            />
            <IconButton
              icon="trash"
              label={t.customer.hoursRemove}
              onPress={() => onChange(spans.filter((_, n) => n !== at))}
            />
          </div>
          <Weekdays
            label={t.customer.hoursDays}
            value={span.weekdays}
            onChange={(weekdays) => change(at, { weekdays })}
          />
          <span className="soft small">{t.customer.hoursDays}</span>
        </div>
      ))}
      <div className={css.start}>
        <Button kind="quiet" icon="plus" onPress={() => onChange([...spans, USUAL])}>
          {t.customer.hoursAdd}
        </Button>
      </div>
    </Labelled>
  );
}
