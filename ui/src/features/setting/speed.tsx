import { useReading } from "../../app/data";
import { useSettings } from "../../app/settings";
import { useStatus } from "../../app/status";
import { Switch } from "../../parts/switch";
import { useText } from "../../text";
import css from "./parts.module.css";
import { WholeField } from "./whole-field";
import { kmPerHour, metresPerMinute } from "./working";

/** 行车速度: what was learnt and from how much, or the manager's own figure. */
export function Speed() {
  const t = useText();
  const words = t.planner;
  const { today } = useStatus();
  const { settings, change } = useSettings();
  const { planning, working_time } = settings;
  const speed = useReading("travel.speed", {});
  const learnt = speed.data;
  const facts =
    learnt &&
    (learnt.observations > 0
      ? [
          words.speedLearnt(kmPerHour(learnt.learnt_m_per_min), learnt.observations),
          learnt.from &&
            learnt.to &&
            words.speedBetween(t.format.dateNear(learnt.from, today), t.format.dateNear(learnt.to, today)),
          learnt.left_out > 0 && words.speedLeftOut(learnt.left_out),
        ]
          .filter(Boolean)
          .join(" · ")
      : words.speedNotYet);
  return (
    <section className={css.group}>
      <h2 className={css.sub}>{words.speed}</h2>
      {speed.error && <p role="alert">{t.say.error(speed.error)}</p>}
      <div className={css.card}>
        <div className={css.row}>
          <span className={`${css.words} figures`}>
            <span className={css.name}>
              {learnt ? words.speedUsed(kmPerHour(learnt.used_m_per_min)) : " "}
            </span>
            <span className="soft small">{facts ?? " "}</span>
          </span>
        </div>
        <div className={css.row}>
          <Switch
            label={words.speedLearn}
            hint={words.speedLearnTells}
            on={planning.learn_speed}
            onChange={(learn_speed) => void change({ planning: { ...planning, learn_speed } })}
          />
        </div>
      </div>
      <WholeField
        label={words.speedOwn}
        value={kmPerHour(working_time.speed_m_per_min)}
        from={3}
        to={120}
        unit={words.speedUnit}
        hint={words.speedOwnTells}
        onSave={(own) =>
          void change({ working_time: { ...working_time, speed_m_per_min: metresPerMinute(own) } })
        }
      />
    </section>
  );
}
