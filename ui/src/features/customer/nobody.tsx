import { Empty } from "../../parts/empty";
import { useText } from "../../text";

/** The right side while no customer is open. */
export function Nobody() {
  const t = useText();
  return <Empty icon="customer" title={t.customer.pickTitle} text={t.customer.pickText} />;
}
