import { useMedia } from "../../app/media";
import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Button, ButtonLink, IconButton } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { Icon } from "../../parts/icon";
import { Menu } from "../../parts/menu";
import { useText } from "../../text";
import { addDays, addWeeks, mondayOf } from "../../text/format";
import { pressing } from "./board";
import { totalsOf } from "./load";
import css from "./plan-head.module.css";

/** What a press in the head asks for. */
export type Ask =
  | "make"
  | "remake"
  | "print"
  | "export"
  | "finalise"
  | "undo"
  | "redo"
  | "add"
  | "unplanned"
  | "style"
  | "map";

interface HeadProps {
  week: string;
  board: PlanBoard | undefined;
  /** Long work under way: the actions wait. */
  busy: Ask | null;
  phone: boolean;
  mapOpen: boolean;
  unplannedOpen: boolean;
  onAsk: (ask: Ask) => void;
}

export function PlanHead(props: HeadProps) {
  const { week, board, phone } = props;
  const t = useText();
  return (
    <header className={css.head}>
      <div className={css.row}>
        <WeekSwitcher week={week} />
        {!phone && <PlanState board={board} />}
        {board?.plan && <Actions {...props} board={board} />}
      </div>
      {board?.plan && (
        <div className={css.row}>
          {phone ? <PlanState board={board} /> : <Totals board={board} />}
          {!phone && <Honesty board={board} />}
          <Tools {...props} board={board} />
        </div>
      )}
      {board && (phone || !board.plan) && <Honesty board={board} />}
      {board?.later_drafts.map((draft) => (
        <p key={draft.week} className={css.honesty} role="status">
          <Icon name="warning" size={16} />
          <span>
            {t.plan.draftBehind(t.format.week(draft.week), draft.customers)}{" "}
            <a href={href(["plan", draft.week])}>{t.plan.toDraft}</a>
          </span>
        </p>
      ))}
    </header>
  );
}

function WeekSwitcher({ week }: { week: string }) {
  const t = useText();
  const { this_week, next_week } = useStatus();
  const monday = mondayOf(week);
  const near = week === this_week ? t.plan.thisWeek : week === next_week ? t.plan.nextWeek : null;
  return (
    <div className={css.switcher}>
      <a
        className={css.turn}
        href={href(["plan", addWeeks(week, -1)])}
        aria-label={t.plan.weekBefore}
        title={t.plan.weekBefore}
      >
        <Icon name="back" />
      </a>
      <h1 className={css.week}>
        <span className={css.number}>{t.format.week(week)}</span>
        <span className={`${css.span} figures`}>
          {t.format.date(monday)}–{t.format.date(addDays(monday, 6))}
          {near && <span className={css.near}> · {near}</span>}
        </span>
      </h1>
      <a
        className={css.turn}
        href={href(["plan", addWeeks(week, 1)])}
        aria-label={t.plan.weekAfter}
        title={t.plan.weekAfter}
      >
        <Icon name="forward" />
      </a>
      {!near && (
        <a className={css.back} href={href(["plan", next_week])}>
          {t.plan.toNextWeek}
        </a>
      )}
    </div>
  );
}

function PlanState({ board }: { board: PlanBoard | undefined }) {
  const t = useText();
  if (!board?.plan) return null;
  const { status, finalised_at } = board.plan;
  return (
    <Tag tone={status === "final" ? "ink" : "plain"}>
      {status === "draft"
        ? t.plan.status.draft
        : t.plan.status.final(finalised_at === null ? "" : t.format.instant(finalised_at))}
    </Tag>
  );
}

/** The four actions; the plan's state says which one is next. */
function Actions({ board, busy, phone, onAsk }: HeadProps & { board: PlanBoard }) {
  const t = useText();
  // What is past is neither planned anew nor fixed.
  const past = board.week < useStatus().this_week;
  const draft = board.plan?.status === "draft" && !past;
  const primary = (
    <Button
      kind="primary"
      icon={draft ? "check" : "print"}
      busy={busy !== null}
      onPress={() => onAsk(draft ? "finalise" : "print")}
    >
      {draft ? t.plan.finalise : t.plan.print}
    </Button>
  );
  const others = [
    ...(phone ? [{ name: "style", label: t.plan.styleTitle, icon: "sliders" } as const] : []),
    ...(draft ? [{ name: "remake", label: t.plan.remake, icon: "spark" } as const] : []),
    { name: "export", label: t.plan.export, icon: "export" } as const,
    ...(draft ? [{ name: "print", label: t.plan.print, icon: "print" } as const] : []),
  ];
  if (phone) {
    return (
      <div className={css.actions}>
        <Menu
          label={t.plan.more}
          items={others.map((item) => ({ ...item, disabled: busy !== null }))}
          onChoose={(name) => onAsk(name as Ask)}
        />
        {primary}
      </div>
    );
  }
  return (
    <div className={css.actions}>
      {others.map((item) => (
        <Button key={item.name} icon={item.icon} busy={busy !== null} onPress={() => onAsk(item.name)}>
          {item.label}
        </Button>
      ))}
      {primary}
    </div>
  );
}

function Totals({ board }: { board: PlanBoard }) {
  const t = useText();
  const totals = totalsOf(board.days);
  return (
    <p className={`${css.totals} figures`}>
      {t.plan.totals(totals.visits, t.format.distance(totals.travelM), t.format.span(totals.travelMin))}
    </p>
  );
}

/**
 * 规则需 169 次/周，本周能力 54 次: said where rules ask for more than a week holds, as long as somebody pays for it. And
 * whom no rule reaches.
 */
function Honesty({ board }: { board: PlanBoard }) {
  const t = useText();
  const isPaid = !board.plan || pressing(board).length > 0;
  const isTooMuch = board.demand_per_week > board.capacity_per_week && isPaid;
  if (!isTooMuch && board.without_rule === 0) return null;
  return (
    <p className={css.honesty} title={isTooMuch ? t.plan.honestyTells : undefined}>
      <Icon name="warning" size={16} />
      <span>
        {isTooMuch && t.plan.honesty(board.demand_per_week, board.capacity_per_week)}
        {isTooMuch && board.without_rule > 0 && "；"}
        {board.without_rule > 0 && t.plan.withoutRule(board.without_rule)}{" "}
        <a href={href(["setting", "frequency"])}>{t.plan.toFrequency}</a>
      </span>
    </p>
  );
}

function Tools({ board, phone, mapOpen, unplannedOpen, onAsk }: HeadProps & { board: PlanBoard }) {
  const t = useText();
  const { settings } = useStatus();
  const style = t.planner.styles[settings.planning.style];
  // Between phone and laptop there is room for the icons only.
  const narrow = useMedia("(max-width: 1179px)");
  const due = pressing(board).length;
  return (
    <div className={css.tools}>
      <IconButton icon="undo" label={t.plan.undo} disabled={!board.can_undo} onPress={() => onAsk("undo")} />
      <IconButton icon="redo" label={t.plan.redo} disabled={!board.can_redo} onPress={() => onAsk("redo")} />
      {narrow ? (
        <IconButton icon="plus" label={t.plan.addCustomer} onPress={() => onAsk("add")} />
      ) : (
        <Button kind="quiet" icon="plus" onPress={() => onAsk("add")}>
          {t.plan.addCustomer}
        </Button>
      )}
      {!phone && (
        <button
          type="button"
          className={css.toggle}
          aria-haspopup="dialog"
          aria-label={t.plan.styleOf(style)}
          title={t.plan.styleOf(style)}
          onClick={() => onAsk("style")}
        >
          <Icon name="sliders" size={18} />
          {!narrow && style}
        </button>
      )}
      <button
        type="button"
        className={css.toggle}
        aria-pressed={unplannedOpen}
        data-some={due > 0 || undefined}
        onClick={() => onAsk("unplanned")}
      >
        {!phone && <Icon name="list" size={18} />}
        {t.plan.unplanned(due)}
      </button>
      <button type="button" className={css.toggle} aria-pressed={mapOpen} onClick={() => onAsk("map")}>
        <Icon name="map" size={18} />
        {narrow ? <span className="unseen">{t.plan.map}</span> : t.plan.map}
      </button>
    </div>
  );
}

/** Leads to where customers are imported. */
export function ToCustomers() {
  const t = useText();
  return (
    <ButtonLink kind="primary" icon="import" to={href(["customer", "import"])}>
      {t.plan.empty.toCustomers}
    </ButtonLink>
  );
}
