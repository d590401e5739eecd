import { useEffect, useSyncExternalStore } from "react";
import { Icon } from "../parts/icon";
import { useText } from "../text";
import { useRoute } from "./router";
import { inSight, toast } from "./toast";
import css from "./toasts.module.css";

function closed(id: number): void {
  toast.close(id);
  // What goes from under the pointer or the focus does not say that they have left.
  toast.hold(false);
}

export function Toasts() {
  const t = useText();
  const notes = useSyncExternalStore(toast.subscribe, toast.notes);
  const { shown, waiting } = inSight(notes);
  const [screen = ""] = useRoute().path;
  useEffect(() => toast.at(screen), [screen]);
  return (
    // Nothing here is pressed by the pointer's coming and going; only the time stands still meanwhile.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={css.notes}
      role="status"
      aria-live="polite"
      onPointerMove={() => toast.hold(true)}
      onPointerLeave={() => toast.hold(false)}
      onFocus={() => toast.hold(true)}
      onBlur={() => toast.hold(false)}
    >
      {waiting > 0 && <p className={css.waiting}>{t.app.moreErrors(waiting)}</p>}
      {shown.map(({ id, text, error, action }) => (
        <div key={id} className={css.note} data-error={error ? "" : undefined}>
          {error && <Icon name="warning" />}
          <span className={css.text}>{text ?? (error && t.say.error(error))}</span>
          {action && (
            <button
              type="button"
              className={css.action}
              onClick={() => {
                closed(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" className={css.close} aria-label={t.app.close} onClick={() => closed(id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
