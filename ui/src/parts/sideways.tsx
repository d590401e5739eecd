import { type ComponentProps, useEffect, useRef } from "react";
import css from "./sideways.module.css";

/** A row that may be longer than its place: it scrolls sideways and fades where there is more. */
export function Sideways({ className = "", ...rest }: ComponentProps<"div">) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = row.current;
    if (!shown) return undefined;
    const tell = () => {
      const left = Math.abs(shown.scrollLeft);
      shown.toggleAttribute("data-before", left > 1);
      shown.toggleAttribute("data-after", left + shown.clientWidth < shown.scrollWidth - 1);
    };
    tell();
    const resized = new ResizeObserver(tell);
    resized.observe(shown);
    const changed = new MutationObserver(tell);
    changed.observe(shown, { childList: true, characterData: true, subtree: true });
    shown.addEventListener("scroll", tell, { passive: true });
    return () => {
      resized.disconnect();
      changed.disconnect();
      shown.removeEventListener("scroll", tell);
    };
  }, []);
  return <div ref={row} {...rest} className={`${css.row} ${className}`} />;
}
