import { useEffect } from "react";
import { dropped } from "../../app/dropped";
import { useRoute } from "../../app/router";
import { Later } from "./later";
import { queue } from "./queue";
import { Sheets } from "./sheets";

/** `#/scan`: signed paper taken in; `#/scan/later/2026-11-30`: a paper day typed in afterwards. */
export default function Scan() {
  const { path } = useRoute();
  useEffect(() => {
    const take = () => {
      const files = dropped.take();
      if (files.length > 0) queue.add(files);
    };
    take();
    return dropped.subscribe(take);
  }, []);
  return path[1] === "later" ? <Later asked={path[2] ?? null} /> : <Sheets />;
}
