import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef, useState } from "react";
import css from "./virtual-list.module.css";

/**
 * A list of any length: only the rows in sight exist. `row` draws `rowHeight` px at the standard text size; it is told
 * whether it is the list's one tab stop, from which the arrow keys lead on.
 */
export function VirtualList({
  label,
  count,
  rowHeight,
  row,
  onRange,
  reveal,
  foot,
  isStatic,
}: {
  label: string;
  count: number;
  rowHeight: number;
  row: (index: number, isTabStop: boolean) => ReactNode;
  /** The first and last row that are drawn, to fetch what is missing. */
  onRange?: (first: number, last: number) => void;
  /** A row to bring into sight when it changes. */
  reveal?: number;
  foot?: ReactNode;
  /** The rows hold nothing to press: the list itself takes the focus, to be scrolled by keys. */
  isStatic?: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize || "16") / 16;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => Math.round(rowHeight * scale),
    overscan: 8,
    initialRect: { width: 400, height: 800 },
  });
  const drawn = virtual.getVirtualItems();
  const pending = useRef<number | null>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const first = drawn[0]?.index ?? 0;
  const last = drawn.at(-1)?.index ?? 0;

  useEffect(() => {
    onRange?.(first, last);
  }, [first, last, onRange]);
  const revealed = useRef(-1);
  useEffect(() => {
    // Once for each row: a row that is not known for a while, far from it, must not pull the list back.
    if (reveal === undefined || reveal < 0 || reveal === revealed.current) return;
    revealed.current = reveal;
    virtual.scrollToIndex(reveal, { align: "auto" });
    // oxlint-disable-next-line react/exhaustive-deps
  }, [reveal]);
  useEffect(() => {
    virtual.measure();
    // oxlint-disable-next-line react/exhaustive-deps
  }, [scale]);

  const wanted = focused ?? (reveal !== undefined && reveal >= 0 ? reveal : first);
  const tabStop = wanted >= first && wanted <= last ? wanted : first;
  const control = (index: number) =>
    scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"] :is(a, button, input)`);
  // A row far away exists only once the list has scrolled there: whichever drawing brings it, focuses it.
  useEffect(() => {
    const found = pending.current === null ? null : control(pending.current);
    if (!found) return;
    pending.current = null;
    found.focus({ preventScroll: true });
  });
  const onKeyDown = (event: React.KeyboardEvent) => {
    const page = Math.max(1, last - first - 16);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const to = Math.min(count - 1, Math.max(0, tabStop + step));
    virtual.scrollToIndex(to, { align: "auto" });
    setFocused(to);
    pending.current = to;
  };

  return (
    <div
      ref={scroller}
      className={css.scroller}
      {...(isStatic ? { tabIndex: 0, role: "group", "aria-label": label } : {})}
    >
      {/* The keys belong to the rows' own links and buttons; they are heard here because rows come and go. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="list"
        aria-label={label}
        onKeyDown={isStatic ? undefined : onKeyDown}
        onFocus={(event) => {
          const index = event.target.closest<HTMLElement>("[data-row]")?.dataset.row;
          if (index !== undefined) setFocused(Number(index));
        }}
        style={{ position: "relative", height: virtual.getTotalSize() }}
      >
        {drawn.map((item) => (
          <div
            key={item.key}
            role="listitem"
            data-row={item.index}
            aria-setsize={count}
            aria-posinset={item.index + 1}
            className={css.row}
            style={{ height: item.size, transform: `translateY(${item.start}px)` }}
          >
            {row(item.index, item.index === tabStop)}
          </div>
        ))}
      </div>
      {foot}
    </div>
  );
}
