import { useStatus } from "../../app/status";
import type { Datum } from "../../ipc/types/Datum";
import { Field } from "../../parts/field";
import { Select } from "../../parts/select";
import { Switch } from "../../parts/switch";
import { useText } from "../../text";
import css from "./parts.module.css";
import { useSettings } from "../../app/settings";

const DATUMS: Datum[] = ["gcj02", "bd09", "wgs84"];

/** 打印与导入. */
export function PrintSection() {
  const t = useText();
  const { default_output_folder } = useStatus();
  const { settings, change } = useSettings();
  const words = t.setting.print;
  return (
    <>
      <div className={css.group}>
        <Switch
          label={words.phones}
          hint={words.phonesTells}
          on={settings.print_phones}
          onChange={(print_phones) => void change({ print_phones })}
        />
        <Switch
          label={words.large}
          on={settings.print_large}
          onChange={(print_large) => void change({ print_large })}
        />
      </div>
      <Field
        label={words.folder}
        hint={words.folderDefault(default_output_folder)}
        value={settings.output_folder ?? ""}
        onSave={(folder) => void change({ output_folder: folder || null })}
      />
      <Field
        label={words.supervision}
        hint={words.supervisionTells}
        inputMode="tel"
        maxLength={30}
        value={settings.supervision_phone ?? ""}
        onSave={(phone) => void change({ supervision_phone: phone || null })}
      />
      <div className={css.group}>
        <Select
          label={words.datum}
          options={DATUMS.map((value) => ({ value, label: t.shared.datums[value] }))}
          value={settings.import_datum}
          onChange={(datum) => void change({ import_datum: datum as Datum })}
        />
        <p className="soft small">{words.datumTells}</p>
      </div>
    </>
  );
}
