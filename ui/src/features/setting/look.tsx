import { type Choice, Segmented } from "../../parts/segmented";
import { useText } from "../../text";
import { useSettings } from "../../app/settings";

/** 显示: language, text size, theme; seen at once. */
export function Look() {
  const t = useText();
  const { settings, change } = useSettings();
  const words = t.setting.look;
  return (
    <>
      <Segmented
        label={words.language}
        choices={choices(words.languages)}
        value={settings.language}
        onChange={(language) => void change({ language })}
      />
      <Segmented
        label={words.size}
        choices={choices(words.sizes)}
        value={settings.text_size}
        onChange={(text_size) => void change({ text_size })}
      />
      <Segmented
        label={words.theme}
        choices={choices(words.themes)}
        value={settings.theme}
        onChange={(theme) => void change({ theme })}
      />
    </>
  );
}

function choices<V extends string>(names: Record<V, string>): Choice<V>[] {
  return (Object.keys(names) as V[]).map((value) => ({ value, label: names[value] }));
}
