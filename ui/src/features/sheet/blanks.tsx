import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import type { SheetKind } from "../../ipc/types/SheetKind";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./print-dialog.module.css";

/** What would be printed empty because nobody has filled it in yet, and the way there. It stops nobody. */
export function Blanks({ kind }: { kind: SheetKind }) {
  const { territory, person, settings } = useStatus();
  const words = useText().sheet;
  const head = [
    !territory?.organisation.trim() && words.blanks.organisation,
    !person?.name.trim() && words.blanks.manager,
  ].filter((word) => word !== false);
  const withHandbook = kind === "handbook" || kind === "all";
  return (
    <>
      {head.length > 0 && <Blank section="territory">{words.blankHead(head.join(words.blankBetween))}</Blank>}
      {withHandbook && !settings.supervision_phone?.trim() && (
        <Blank section="print">{words.blankSupervision(words.blanks.supervision)}</Blank>
      )}
    </>
  );
}

function Blank({ section, children }: { section: "territory" | "print"; children: string }) {
  const { sheet } = useText();
  return (
    <p className={css.blank}>
      <Icon name="info" size={16} />
      <span>{children}</span>
      <a href={href(["setting", section])}>{sheet.fillIn}</a>
    </p>
  );
}
