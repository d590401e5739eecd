import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import css from "./virtual-list.module.css";

/** A list of any length: only the rows in sight exist. `row` must draw `rowHeight` px at the standard text size. */
export function VirtualList({
  label,
  count,
  rowHeight,
  row,
  onRange,
  reveal,
  foot,
}: {
  label: string;
  count: number;
  rowHeight: number;
  row: (index: number) => ReactNode;
  /** The first and last row that are drawn, to fetch what is missing. */
  onRange?: (first: number, last: number) => void;
  /** A row to bring into sight when it changes. */
  reveal?: number;
  foot?: ReactNode;
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
  const first = drawn[0]?.index ?? 0;
  const last = drawn.at(-1)?.index ?? 0;

  useEffect(() => {
    onRange?.(first, last);
  }, [first, last, onRange]);
  useEffect(() => {
    if (reveal !== undefined && reveal >= 0) virtual.scrollToIndex(reveal, { align: "auto" });
    // Only when the row to reveal changes, not at every scroll.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [reveal]);
  useEffect(() => {
    virtual.measure();
    // oxlint-disable-next-line react/exhaustive-deps
  }, [scale]);

  return (
    <div ref={scroller} className={css.scroller}>
      <div role="list" aria-label={label} style={{ position: "relative", height: virtual.getTotalSize() }}>
        {drawn.map((item) => (
          <div
            key={item.key}
            role="listitem"
            aria-setsize={count}
            aria-posinset={item.index + 1}
            className={css.row}
            style={{ height: item.size, transform: `translateY(${item.start}px)` }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
      {foot}
    </div>
  );
}
