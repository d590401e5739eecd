import { useDoing } from "../../app/data";
import { href } from "../../app/router";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { Button } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import { isUntouched } from "./draft";
import own from "./page.module.css";

/** How it ended, and the other record where one corrects the other. */
export function State({ screen }: { screen: VisitScreen }) {
  const t = useText();
  const { record, evidence, corrected_by } = screen;
  const words = evidence
    ? evidence.refusal === null
      ? t.visit.state.signed
      : t.visit.state.refused
    : record.paper_id !== null
      ? t.visit.state.paper
      : inVainWords(screen, t);
  return (
    <div className={own.banner} data-tone={evidence ? "plain" : undefined}>
      <Icon name={evidence ? "check" : "info"} size={18} />
      <div>
        <p>{words}</p>
        {record.corrects && (
          <p>
            {t.visit.correction} <a href={href(["visit", record.corrects])}>{t.visit.seeCorrected}</a>
          </p>
        )}
        {corrected_by && (
          <p>
            {t.visit.corrected} <a href={href(["visit", corrected_by])}>{t.visit.seeCorrection}</a>
          </p>
        )}
      </div>
    </div>
  );
}

/** What the visit's end has written into the customer's file, with the way back. */
export function StatusChanged({ screen, onChanged }: { screen: VisitScreen; onChanged: () => void }) {
  const t = useText();
  const back = useDoing("change.undo", { done: onChanged });
  const change = screen.status_change;
  if (change === null) return null;
  return (
    <div className={own.banner} data-tone="plain">
      <Icon name="customer" size={18} />
      <div>
        <p>{t.visit.statusSet(t.shared.statuses[change.to])}</p>
        <Button busy={back.busy} icon="undo" onPress={() => back.run({ tx_id: change.tx_id })}>
          {t.visit.statusBack(t.shared.statuses[change.from])}
        </Button>
      </div>
    </div>
  );
}

/** What becomes of a visit that nobody signed. */
function inVainWords({ record, draft }: VisitScreen, t: ReturnType<typeof useText>): string {
  const words = t.visit.state;
  if (record.outcome === "done") return words.unsigned;
  if (record.outcome === "rescheduled" && !isUntouched(draft.answers.rescheduled_to))
    return words.rescheduled;
  return record.outcome === "out_of_business" || record.planned_visit_id === null
    ? words.ended
    : words.inVain;
}
