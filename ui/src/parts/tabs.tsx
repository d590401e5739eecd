import { type ReactNode, useEffect, useId } from "react";
import { Sideways } from "./sideways";
import css from "./tabs.module.css";

export interface Tab {
  name: string;
  label: string;
  count?: number;
}

/** Tabs over one panel; arrows move between them. */
export function Tabs({
  label,
  tabs,
  value,
  onChange,
  children,
  even,
}: {
  label: string;
  tabs: readonly Tab[];
  value: string;
  onChange: (name: string) => void;
  children: ReactNode;
  /** All in sight, sharing the width: seven days on a phone. */
  even?: boolean;
}) {
  const id = useId();
  const step = (by: number) => {
    const at = tabs.findIndex(({ name }) => name === value);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.name);
    document.getElementById(`${id}-${next.name}`)?.focus();
  };
  // Where there are more than fit, the chosen one is in sight.
  useEffect(() => {
    document.getElementById(`${id}-${value}`)?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [id, value]);
  return (
    <>
      <Sideways className={css.tabs} data-even={even || undefined} role="tablist" aria-label={label}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            id={`${id}-${tab.name}`}
            type="button"
            role="tab"
            className={css.tab}
            aria-selected={tab.name === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.name === value ? 0 : -1}
            onClick={() => onChange(tab.name)}
            onKeyDown={(event) => {
              if (event.key === "ArrowRight") step(1);
              if (event.key === "ArrowLeft") step(-1);
            }}
          >
            {tab.label}
            {tab.count !== undefined && <span className={css.count}>{tab.count}</span>}
          </button>
        ))}
      </Sideways>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${value}`} className={css.panel}>
        {children}
      </div>
    </>
  );
}
