import { PageHead } from "../../parts/page-head";
import { useText } from "../../text";

export default function Scan() {
  const t = useText();
  return <PageHead title={t.scan.title} facts={t.scan.lead} />;
}
