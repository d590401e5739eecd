import { useSettings } from "../../app/settings";
import { href } from "../../app/router";
import { PlanStyleChoice } from "../../parts/plan-style";
import { useText } from "../../text";
import { Apart } from "./apart";
import { Doubts } from "./doubts";
import { Matrix } from "./matrix";
import { Speed } from "./speed";
import { WholeField } from "./whole-field";

/** 排计划: what plans favour, how far ahead they look, and what they know of the ways. */
export function PlanningSection() {
  const t = useText();
  const words = t.planner;
  const { settings, change } = useSettings();
  const { planning } = settings;
  return (
    <>
      <PlanStyleChoice />
      <WholeField
        label={words.cycle}
        value={planning.cycle_weeks}
        from={1}
        to={13}
        unit={words.cycleUnit}
        hint={words.cycleTells}
        onSave={(cycle_weeks) => void change({ planning: { ...planning, cycle_weeks } })}
      />
      <p className="soft">
        {words.points} <a href={href(["setting", "territory"])}>{words.pointsLink}</a>
      </p>
      <Speed />
      <Matrix />
      <Apart />
      <Doubts />
    </>
  );
}
