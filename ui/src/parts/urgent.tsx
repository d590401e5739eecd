import { useText } from "../text";
import { Tag } from "./chip";
import { Icon } from "./icon";
import css from "./urgent.module.css";

/** 紧急 as it looks everywhere: a shape and a word. */
export function Urgent() {
  const t = useText();
  return (
    <Tag tone="overdue">
      <span className={css.urgent}>
        <Icon name="warning" size={14} />
        {t.issue.urgent}
      </span>
    </Tag>
  );
}
