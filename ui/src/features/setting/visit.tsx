import { href } from "../../app/router";
import { ButtonLink } from "../../parts/button";
import { Labelled } from "../../parts/field";
import { Select } from "../../parts/select";
import { Switch } from "../../parts/switch";
import { TimeInput } from "../../parts/time-input";
import { useText } from "../../text";
import css from "./parts.module.css";
import { useSettings } from "../../app/settings";

/** 拜访与期限: the unit's hours, what a signature keeps, and the way to the paper. */
export function VisitSection() {
  const t = useText();
  const { settings, change } = useSettings();
  const words = t.setting.visit;
  return (
    <>
      <Labelled label={words.sunset} hint={words.sunsetTells}>
        <TimeInput
          label={words.sunset}
          value={settings.sunset_min}
          onChange={(sunset_min) => void change({ sunset_min })}
        />
      </Labelled>
      <div className={css.pair}>
        <Select
          label={words.weekDay}
          options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: t.format.weekday(day) }))}
          value={String(settings.week_due_weekday)}
          onChange={(day) => void change({ week_due_weekday: Number(day) })}
        />
        <Labelled label={words.weekHour} hint={words.weekTells}>
          <TimeInput
            label={words.weekHour}
            value={settings.week_due_min}
            onChange={(week_due_min) => void change({ week_due_min })}
          />
        </Labelled>
      </div>
      <div className={css.group}>
        <Switch
          label={words.dynamics}
          hint={words.dynamicsTells}
          on={settings.signature_dynamics}
          onChange={(signature_dynamics) => void change({ signature_dynamics })}
        />
        {settings.signature_dynamics && (
          <p className={css.warn}>
            <span>{words.dynamicsConsent(t.visit.sign.consentDynamics)}</span>
          </p>
        )}
      </div>
      <p className={css.start}>
        <ButtonLink icon="scan" to={href(["scan"])}>
          {words.scan}
        </ButtonLink>
      </p>
    </>
  );
}
