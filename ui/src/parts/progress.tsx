import { useText } from "../text";
import css from "./progress.module.css";

/** How far work is; `total` 0 = not yet known. */
export function Progress({
  label,
  done,
  total,
  note,
}: {
  label: string;
  done: number;
  total: number;
  /** What there is so far, instead of the count. */
  note?: string | null;
}) {
  const t = useText();
  return (
    <div className={css.progress}>
      <div className={css.words}>
        <span>{label}</span>
        {(note || total > 0) && <span className={css.count}>{note || t.app.progress(done, total)}</span>}
      </div>
      <progress
        className={css.bar}
        aria-label={label}
        max={total || undefined}
        value={total > 0 ? done : undefined}
      />
    </div>
  );
}
