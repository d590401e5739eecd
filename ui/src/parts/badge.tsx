import type { CustomerClass } from "../ipc/types/CustomerClass";
import { useText } from "../text";
import css from "./badge.module.css";

/** The class of a customer as a small letter; nothing where there is none. */
export function Badge({ of }: { of: CustomerClass | null }) {
  const t = useText();
  if (!of) return null;
  return (
    <span className={css.badge} data-class={of}>
      <span aria-hidden="true">{of}</span>
      <span className="unseen">{t.shared.classes[of]}</span>
    </span>
  );
}
