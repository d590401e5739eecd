import type { Purpose } from "../../ipc/types/Purpose";
import { useText } from "../../text";
import css from "./side.module.css";

/** What each purpose wants prepared (S2.3). */
export function Preparation({ purposes }: { purposes: readonly Purpose[] }) {
  const t = useText();
  const shown = purposes.filter((purpose) => t.visit.preparation[purpose].length > 0);
  return (
    <dl className={css.preparation}>
      {shown.map((purpose) => (
        <div key={purpose}>
          <dt>{t.shared.purposes[purpose]}</dt>
          <dd>
            <ul className={css.list}>
              {t.visit.preparation[purpose].map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}
