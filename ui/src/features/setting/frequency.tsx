import { useState } from "react";
import { useDoing, useReading, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import type { FrequencyRule } from "../../ipc/types/FrequencyRule";
import type { FrequencyView } from "../../ipc/types/FrequencyView";
import type { PresetView } from "../../ipc/types/PresetView";
import type { RuleTarget } from "../../ipc/types/RuleTarget";
import type { SetSummary } from "../../ipc/types/SetSummary";
import { Button, IconButton } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { type Text, useText } from "../../text";
import freq from "./frequency.module.css";
import css from "./parts.module.css";
import { RuleDialog } from "./rule-dialog";

/** What goes before what; the list stands in the same order. */
const PLACE: Record<RuleTarget["kind"], number> = { set: 0, segment: 1, class: 2 };

/** 拜访频率: what the rules ask for against what a week holds, presets, and the rules one by one. */
export function Frequency() {
  const t = useText();
  const view = useReading("frequency.get", {});
  const sets = useReading("set.list", {});
  const settle = useSettle();
  const [edited, setEdited] = useState<FrequencyRule | "new" | null>(null);
  const show = (reply: FrequencyView) => settle("frequency.get", {}, reply);
  const put = useDoing("frequency.put", { done: show });
  const remove = useDoing("frequency.delete", { done: show });
  const words = t.setting.frequency;
  if (view.error) return <p role="alert">{t.say.error(view.error)}</p>;
  if (!view.data) return null;
  const named = (rule: FrequencyRule) => targetName(rule, sets.data ?? [], t);
  const rules = view.data.rules.toSorted(
    (a, b) => PLACE[a.target.kind] - PLACE[b.target.kind] || named(a).localeCompare(named(b)),
  );

  const drop = (rule: FrequencyRule) => {
    const { target, window, times, min_gap_days } = rule;
    remove.run({ id: rule.id });
    toast.say(words.removed(named(rule)), {
      label: words.undo,
      run: () => put.run({ id: null, target, window, times, min_gap_days }),
    });
  };

  return (
    <>
      <p className={css.intro}>{words.intro}</p>
      <LoadOfRules view={view.data} />
      <Presets view={view.data} onChanged={show} />
      <section className={css.group}>
        <h2 className={css.sub}>{words.rules}</h2>
        <p className="soft small">{words.rulesTell}</p>
        {rules.length === 0 && (
          <p className={css.warn}>
            <Icon name="warning" size={16} />
            <span>{words.none}</span>
          </p>
        )}
        {rules.length > 0 && (
          <ul className={css.card}>
            {rules.map((rule) => (
              <li key={rule.id} className={css.row}>
                <span className={css.words}>
                  <span className={css.name}>{named(rule)}</span>
                  <span className="soft small">
                    {t.say.frequency(rule.window, rule.times)}
                    {rule.min_gap_days > 0 && ` · ${words.gapOf(rule.min_gap_days)}`}
                  </span>
                </span>
                <span className={css.tools}>
                  <IconButton
                    icon="edit"
                    label={words.changeNamed(named(rule))}
                    onPress={() => setEdited(rule)}
                  />
                  <IconButton
                    icon="trash"
                    label={words.removeNamed(named(rule))}
                    onPress={() => drop(rule)}
                  />
                </span>
              </li>
            ))}
          </ul>
        )}
        <div className={css.start}>
          <Button icon="plus" onPress={() => setEdited("new")}>
            {words.add}
          </Button>
        </div>
      </section>
      {edited && (
        <RuleDialog
          rule={edited === "new" ? null : edited}
          sets={sets.data ?? []}
          onSaved={(reply) => {
            show(reply);
            setEdited(null);
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}

function targetName({ target }: FrequencyRule, sets: SetSummary[], t: Text): string {
  switch (target.kind) {
    case "class":
      return t.shared.classes[target.class];
    case "segment":
      return t.shared.segments[target.segment];
    case "set":
      return sets.find(({ set }) => set.id === target.set_id)?.set.name ?? t.setting.frequency.unknownSet;
  }
}

function LoadOfRules({ view }: { view: FrequencyView }) {
  const t = useText();
  const words = t.setting.frequency;
  const { demand_per_week: demand, capacity_per_week: capacity } = view;
  const over = demand > capacity;
  const most = Math.max(demand, capacity, 1);
  return (
    <div className={freq.load} data-over={over || undefined}>
      <p className={`${css.name} figures`}>{words.load(demand, capacity)}</p>
      <div className={freq.bars} aria-hidden="true">
        <span className={freq.demand} style={{ inlineSize: `${(demand / most) * 100}%` }} />
        <span className={freq.capacity} style={{ insetInlineStart: `${(capacity / most) * 100}%` }} />
      </div>
      <p className="small">{over ? words.tooMuch : words.fits}</p>
    </div>
  );
}

function Presets({ view, onChanged }: { view: FrequencyView; onChanged: (view: FrequencyView) => void }) {
  const t = useText();
  const words = t.setting.frequency;
  const [asked, setAsked] = useState<PresetView | null>(null);
  const use = useDoing("frequency.use_preset", { done: onChanged });
  const nameOf = (preset: string) => words.presetNames[preset] ?? preset;

  const take = (preset: PresetView) => {
    const before = view.preset;
    setAsked(null);
    use.run({ preset: preset.name });
    // One preset for another is undone by itself; rules of one's own are asked about first.
    toast.say(
      words.replaced(nameOf(preset.name)),
      before ? { label: t.app.undo, run: () => use.run({ preset: before }) } : undefined,
    );
  };

  return (
    <section className={css.group}>
      <h2 className={css.sub}>{words.presets}</h2>
      <ul className={css.card}>
        {view.presets.map((preset) => (
          <li key={preset.name} className={css.row}>
            <span className={css.words}>
              <span className={css.name}>{nameOf(preset.name)}</span>
              <span className="soft small">{words.presetTells[preset.name]}</span>
              <span
                className={`${freq.needs} small figures`}
                data-over={preset.demand_per_week > view.capacity_per_week || undefined}
              >
                {words.needs(preset.demand_per_week)}
              </span>
            </span>
            {view.preset === preset.name ? (
              <Tag tone="ink">{words.inUse}</Tag>
            ) : (
              <Button
                label={words.use(nameOf(preset.name))}
                busy={use.busy}
                onPress={() => (view.preset || view.rules.length === 0 ? take(preset) : setAsked(preset))}
              >
                {words.useShort}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {!view.preset && view.rules.length > 0 && <p className="soft small">{words.own}</p>}
      {asked && (
        <Dialog
          title={words.replaceAsk(nameOf(asked.name))}
          onClose={() => setAsked(null)}
          actions={
            <>
              <Button onPress={() => setAsked(null)}>{words.keep}</Button>
              <Button kind="danger" onPress={() => take(asked)}>
                {words.replace}
              </Button>
            </>
          }
        >
          <p>{words.replaceTells(view.rules.length)}</p>
        </Dialog>
      )}
    </section>
  );
}
