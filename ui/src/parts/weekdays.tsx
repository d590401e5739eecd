import { useText } from "../text";
import { Chip } from "./chip";
import css from "./weekdays.module.css";

/** Weekdays to choose, 1 = Monday … 7 = Sunday. */
export function Weekdays({
  label,
  value,
  onChange,
}: {
  label: string;
  value: readonly number[];
  onChange: (value: number[]) => void;
}) {
  const t = useText();
  return (
    <div role="group" aria-label={label} className={css.days}>
      {[1, 2, 3, 4, 5, 6, 7].map((day) => {
        const on = value.includes(day);
        return (
          <Chip
            key={day}
            on={on}
            onPress={() =>
              onChange(on ? value.filter((d) => d !== day) : [...value, day].toSorted((a, b) => a - b))
            }
          >
            {t.format.weekday(day)}
          </Chip>
        );
      })}
    </div>
  );
}
