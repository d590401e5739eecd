import { useSyncExternalStore } from "react";
import { Icon } from "../parts/icon";
import { useText } from "../text";
import { toast } from "./toast";
import css from "./toasts.module.css";

export function Toasts() {
  const t = useText();
  const notes = useSyncExternalStore(toast.subscribe, toast.notes);
  return (
    <div className={css.notes} role="status" aria-live="polite">
      {notes.map(({ id, text, error, action }) => (
        <div key={id} className={css.note} data-error={error ? "" : undefined}>
          {error && <Icon name="warning" />}
          <span className={css.text}>{error ? t.say.error(error) : text}</span>
          {action && (
            <button
              type="button"
              className={css.action}
              onClick={() => {
                toast.close(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button
            type="button"
            className={css.close}
            aria-label={t.app.close}
            onClick={() => toast.close(id)}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
