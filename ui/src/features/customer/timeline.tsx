import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useStatus } from "../../app/status";
import type { TimelineKind } from "../../ipc/types/TimelineKind";
import { Chip } from "../../parts/chip";
import { Empty } from "../../parts/empty";
import { SearchField } from "../../parts/search-field";
import { Sideways } from "../../parts/sideways";
import { useText } from "../../text";
import { EntryRow } from "./timeline-entry";
import css from "./timeline.module.css";
import { useTimeline } from "./use-timeline";

const KINDS: readonly TimelineKind[] = ["visit", "planned", "issue", "photo", "change"];
const ROW_PX = 64;

/** 时间线: everything that ever happened with a customer, newest first. */
export function Timeline({ customerId }: { customerId: string }) {
  const t = useText();
  const { today } = useStatus();
  const [kinds, setKinds] = useState<TimelineKind[]>([]);
  const [text, setText] = useState("");
  const { page, entry, onRange, error } = useTimeline(customerId, kinds, text);
  if (error) return <Empty icon="warning" title={t.say.error(error)} />;
  if (!page) return null;

  const words = t.customer.timeline;
  const counts = new Map(page.counts);
  const offered = KINDS.filter((kind) => (counts.get(kind) ?? 0) > 0 || kinds.includes(kind));
  const filtered = kinds.length > 0 || text !== "";
  if (page.total === 0 && !filtered) return <Empty icon="clock" title={words.none} text={words.noneText} />;
  return (
    <div className={css.timeline}>
      <SearchField label={words.search} placeholder={words.searchHint} value={text} onSearch={setText} />
      <Sideways className={css.chips} role="group" aria-label={words.kindsLabel}>
        {offered.map((kind) => (
          <Chip
            key={kind}
            on={kinds.includes(kind)}
            count={counts.get(kind)}
            onPress={() =>
              setKinds(kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind])
            }
          >
            {words.kinds[kind]}
          </Chip>
        ))}
      </Sideways>
      <p className="unseen" role="status">
        {words.count(page.total)}
      </p>
      {page.total === 0 ? (
        <Empty icon="search" title={words.noMatch} />
      ) : (
        <Rows
          count={page.total}
          onRange={onRange}
          row={(index) => {
            const found = entry(index);
            return found && <EntryRow entry={found} today={today} />;
          }}
        />
      )}
    </div>
  );
}

/** The rows scroll with the file around them; only those in sight exist. */
function Rows({
  count,
  row,
  onRange,
}: {
  count: number;
  row: (index: number) => React.ReactNode;
  onRange: (first: number, last: number) => void;
}) {
  const t = useText();
  const list = useRef<HTMLOListElement>(null);
  const [place, setPlace] = useState<{ scroller: HTMLElement | null; margin: number }>({
    scroller: null,
    margin: 0,
  });
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize || "16") / 16;
  useLayoutEffect(() => {
    const scroller = scrollerOf(list.current);
    const shown = list.current;
    if (!scroller || !shown) return;
    const margin =
      shown.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    setPlace((now) =>
      now.scroller === scroller && Math.abs(now.margin - margin) < 1 ? now : { scroller, margin },
    );
    // A few pixels of a head that grows later lie within the rows drawn beyond the sight.
  }, [count]);
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => place.scroller,
    estimateSize: () => Math.round(ROW_PX * scale),
    scrollMargin: place.margin,
    overscan: 8,
    initialRect: { width: 400, height: 800 },
  });
  const drawn = virtual.getVirtualItems();
  const first = drawn[0]?.index ?? 0;
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => onRange(first, last), [first, last, onRange]);
  return (
    <ol
      ref={list}
      className={css.rows}
      aria-label={t.customer.timeline.label}
      style={{ height: virtual.getTotalSize() }}
    >
      {drawn.map((item) => (
        <li
          key={item.key}
          aria-setsize={count}
          aria-posinset={item.index + 1}
          className={css.row}
          style={{ height: item.size, transform: `translateY(${item.start - place.margin}px)` }}
        >
          {row(item.index)}
        </li>
      ))}
    </ol>
  );
}

/** What scrolls around an element. */
function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let at = element?.parentElement ?? null; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return element ? document.documentElement : null;
}
