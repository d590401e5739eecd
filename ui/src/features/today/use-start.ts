import { useQueryClient } from "@tanstack/react-query";
import { useDoing } from "../../app/data";
import { href, navigate } from "../../app/router";

/** 开始拜访: the core writes the arrival, and the visit's page opens with what it answered. */
export function useStart() {
  const client = useQueryClient();
  const start = useDoing("visit.start", {
    done: (screen) => {
      const { id } = screen.record;
      client.setQueryData(["visit.get", { id }], screen);
      navigate(href(["visit", id]));
    },
  });
  return {
    busy: start.busy,
    planned: (id: string) => start.run({ planned_visit_id: id, customer_id: null, position: null }),
    customer: (id: string) => start.run({ planned_visit_id: null, customer_id: id, position: null }),
  };
}

export type Start = ReturnType<typeof useStart>;
