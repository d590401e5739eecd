import { QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { makeQueryClient } from "./data";
import { onLocked, useForgetting } from "./door";
import { toast } from "./toast";

it("of all that the core answered only that it is locked is still known once it is", () => {
  const client = makeQueryClient();
  client.setQueryData(["app.status", {}], "locked");
  client.setQueryData(["customer.get", { id: "c" }], "中和路便利店");
  client.getMutationCache().build(client, { mutationKey: ["customer.set_field"] });
  toast.say("已移到周三");
  toast.error({ code: "disk_full", field: null, detail: {} });
  const letGo = vi.fn();
  onLocked(letGo);
  const { rerender } = renderHook(({ closed }) => useForgetting(closed), {
    initialProps: { closed: false },
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  });
  expect(client.getQueryCache().getAll()).toHaveLength(2);
  rerender({ closed: true });
  expect(
    client
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey[0]),
  ).toEqual(["app.status"]);
  expect(client.getMutationCache().getAll()).toEqual([]);
  // What could not be saved has still to be read.
  expect(toast.notes().map(({ error }) => error?.code)).toEqual(["disk_full"]);
  expect(letGo).toHaveBeenCalled();
});
