import { useStatus } from "../../app/status";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Button } from "../../parts/button";
import { Empty } from "../../parts/empty";
import { useText } from "../../text";
import { ToCustomers } from "./plan-head";

/** A week without a plan: what to do first. */
export function NoPlan({ board, busy, onMake }: { board: PlanBoard; busy: boolean; onMake: () => void }) {
  const t = useText();
  const { customer_count, this_week, next_week } = useStatus();
  const words = t.plan.empty;
  const week =
    board.week === next_week
      ? t.plan.nextWeek
      : board.week === this_week
        ? t.plan.thisWeek
        : t.format.week(board.week);
  if (customer_count === 0) {
    return (
      <Empty
        icon="customer"
        title={words.noCustomers}
        text={words.noCustomersBody}
        action={<ToCustomers />}
      />
    );
  }
  if (board.week < this_week) return <Empty icon="plan" title={words.past} />;
  return (
    <Empty
      icon="plan"
      title={words.title(week)}
      text={words.body}
      action={
        <Button kind="primary" icon="spark" busy={busy} onPress={onMake}>
          {t.plan.make(week)}
        </Button>
      }
    />
  );
}
