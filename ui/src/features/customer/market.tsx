import { useState } from "react";
import type { MarketDays } from "../../ipc/types/MarketDays";
import type { MarketRule } from "../../ipc/types/MarketRule";
import { Button } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Labelled } from "../../parts/field";
import { Segmented } from "../../parts/segmented";
import { Weekdays } from "../../parts/weekdays";
import { useText } from "../../text";
import css from "./overview.module.css";
import { toggled } from "./query";

const NONE: MarketDays = { weekdays: [], lunar_digits: [], rule: "only" };
/** 逢一 … 逢九, 逢十. */
const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];

/** 赶集日: by weekday or by the lunar day's last digit (逢三六九), and whether to come then or to stay away. */
export function MarketEditor({
  market,
  onChange,
  error,
}: {
  market: MarketDays | null;
  onChange: (market: MarketDays | null) => void;
  error?: string;
}) {
  const t = useText();
  const [adding, setAdding] = useState(false);
  const shown = market ?? (adding ? NONE : null);
  if (!shown) {
    return (
      <Labelled label={t.customer.market} hint={t.customer.marketNone} error={error}>
        <div className={css.start}>
          <Button kind="quiet" icon="plus" onPress={() => setAdding(true)}>
            {t.customer.marketAdd}
          </Button>
        </div>
      </Labelled>
    );
  }
  // Without a day there is no market: nothing is kept.
  const change = (part: Partial<MarketDays>) => {
    const next = { ...shown, ...part };
    const empty = next.weekdays.length === 0 && next.lunar_digits.length === 0;
    if (!empty) onChange(next);
    else if (market) onChange(null);
  };
  return (
    <Labelled label={t.customer.market} error={error}>
      <div className={css.group}>
        <span className="small soft">{t.customer.marketLunar}</span>
        <div className={css.digits} role="group" aria-label={t.customer.marketLunar}>
          {DIGITS.map((digit) => (
            <Chip
              key={digit}
              on={shown.lunar_digits.includes(digit)}
              onPress={() =>
                change({ lunar_digits: toggled(shown.lunar_digits, digit).toSorted((a, b) => a - b) })
              }
            >
              {t.customer.marketDigits[digit]}
            </Chip>
          ))}
        </div>
        <span className="small soft">{t.customer.marketWeekdays}</span>
        <Weekdays
          label={t.customer.marketWeekdays}
          value={shown.weekdays}
          onChange={(weekdays) => change({ weekdays })}
        />
        {market && (
          <>
            <Segmented<MarketRule>
              label={t.customer.marketRule}
              value={market.rule}
              choices={[
                { value: "only", label: t.customer.marketRules.only },
                { value: "avoid", label: t.customer.marketRules.avoid },
              ]}
              onChange={(rule) => change({ rule })}
            />
            <div className={css.start}>
              <Button
                kind="quiet"
                icon="trash"
                onPress={() => {
                  setAdding(false);
                  onChange(null);
                }}
              >
                {t.customer.marketRemove}
              </Button>
            </div>
          </>
        )}
      </div>
    </Labelled>
  );
}
