import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { makeQueryClient } from "./data";
import { useForgetting } from "./door";
import { useTyped } from "./typed";

function Form() {
  const [text, setText] = useTyped("form text", "");
  return <input aria-label="内容" value={text} onChange={(event) => setText(event.target.value)} />;
}

/** The screens below are there only while the core is open. */
function Door({ locked }: { locked: boolean }) {
  useForgetting(locked);
  return locked ? null : <Form />;
}

function Shown({ locked }: { locked: boolean }) {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <Door locked={locked} />
    </QueryClientProvider>
  );
}

const field = () => screen.getByRole<HTMLInputElement>("textbox", { name: "内容" });

it("what is typed and not sent outlives a lock, and nothing else", async () => {
  const { rerender } = render(<Shown locked={false} />);
  await userEvent.type(field(), "送货晚了");
  rerender(<Shown locked />);
  expect(screen.queryByRole("textbox")).toBeNull();
  rerender(<Shown locked={false} />);
  expect(field().value).toBe("送货晚了");
  // Left, it begins anew.
  cleanup();
  render(<Shown locked={false} />);
  expect(field().value).toBe("");
});
