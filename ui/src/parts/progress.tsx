import { useText } from "../text";
import css from "./progress.module.css";

/** How far work is; `total` 0 = not yet known. */
export function Progress({ label, done, total }: { label: string; done: number; total: number }) {
  const t = useText();
  return (
    <div className={css.progress}>
      <div className={css.words}>
        <span>{label}</span>
        {total > 0 && <span className={css.count}>{t.app.progress(done, total)}</span>}
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
