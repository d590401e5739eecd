import { useMemo } from "react";
import { useStatus } from "../../app/status";
import type { TodayView } from "../../ipc/types/TodayView";
import { Tag } from "../../parts/chip";
import { CustomerSearch } from "../../parts/customer-search";
import { Dialog } from "../../parts/dialog";
import { useText } from "../../text";
import type { Start } from "./use-start";

/** 临时拜访: find the shop, and the tap on it starts the visit. A stop of today is begun as planned. */
export function AdHocDialog({
  view,
  start,
  onClose,
}: {
  view: TodayView;
  start: Start;
  onClose: () => void;
}) {
  const t = useText();
  const { today } = useStatus();
  const planned = useMemo(
    () =>
      new Map(
        view.stops
          .filter(({ visit, record }) => visit.state === "planned" && !record)
          .map(({ visit }) => [visit.customer.id, visit.id]),
      ),
    [view],
  );
  return (
    <Dialog title={t.today.adHocTitle} onClose={onClose}>
      <p className="soft small">{t.today.adHocHint}</p>
      <CustomerSearch
        disabled={start.busy}
        onPick={({ id }) => {
          const stop = planned.get(id);
          if (stop) start.planned(stop);
          else start.customer(id);
        }}
        aside={({ id, last_visit_on: last }) => (
          <>
            {planned.has(id) && <Tag tone="ink">{t.today.adHocPlanned}</Tag>}
            <span>{last ? t.format.ago(last, today) : t.customer.neverVisited}</span>
          </>
        )}
      />
    </Dialog>
  );
}
