import { useSettings } from "../app/settings";
import type { PlanSettings } from "../ipc/types/PlanSettings";
import type { PlanStyle } from "../ipc/types/PlanStyle";
import type { PlanWeights } from "../ipc/types/PlanWeights";
import { useText } from "../text";
import css from "./plan-style.module.css";
import { Segmented } from "./segmented";
import { Slider } from "./slider";

const STYLES: PlanStyle[] = ["less_travel", "even_days", "few_changes", "own"];
const WEIGHTS: (keyof PlanWeights)[] = ["travel", "even", "stable"];

/** What the presets stand for, as the core has them. */
const PRESETS: Record<Exclude<PlanStyle, "own">, PlanWeights> = {
  less_travel: { travel: 80, even: 20, stable: 20 },
  even_days: { travel: 50, even: 50, stable: 50 },
  few_changes: { travel: 40, even: 40, stable: 90 },
};

export function weightsOf({ style, own }: PlanSettings): PlanWeights {
  return style === "own" ? own : PRESETS[style];
}

/** What plans favour: three presets, and the weights behind them. A weight that is moved makes the style one's own. */
export function PlanStyleChoice() {
  const t = useText();
  const words = t.planner;
  const { settings, change } = useSettings();
  const { planning } = settings;
  const weights = weightsOf(planning);
  return (
    <div className={css.style}>
      <Segmented
        label={words.style}
        value={planning.style}
        choices={STYLES.map((value) => ({ value, label: words.styles[value] }))}
        onChange={(style) =>
          // One's own begins where the preset stood.
          void change({ planning: { ...planning, style, own: style === "own" ? weights : planning.own } })
        }
      />
      <p className="soft small">{words.styleTells[planning.style]}</p>
      <div className={css.weights}>
        {WEIGHTS.map((name) => (
          <Slider
            key={name}
            label={words.weights[name]}
            value={weights[name]}
            hint={words.weightTells[name]}
            shown={words.weight}
            onSave={(value) =>
              void change({ planning: { ...planning, style: "own", own: { ...weights, [name]: value } } })
            }
          />
        ))}
      </div>
    </div>
  );
}
