import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Opened } from "../../app/testing";
import type { AppError } from "../../ipc/error";
import { someBoard } from "../../parts/testing";
import { FinaliseDialog } from "./finalise-dialog";

const nothing = () => undefined;

it("visits with which something is wrong are counted before the week is fixed", () => {
  const closed: AppError = { code: "hours_not_met", field: null, detail: { time: "17:40" } };
  const board = someBoard([["a", "b"], ["c"]]);
  const { rerender } = render(<FinaliseDialog board={board} onFinalise={nothing} onClose={nothing} />, {
    wrapper: Opened,
  });
  expect(screen.queryByText(/带警告/)).toBeNull();
  const days = board.days.map((day) => ({
    ...day,
    visits: day.visits.map((visit, at) => (at === 0 ? { ...visit, warnings: [closed] } : visit)),
  }));
  rerender(<FinaliseDialog board={{ ...board, days }} onFinalise={nothing} onClose={nothing} />);
  expect(screen.getByText(/有 2 家的拜访带警告/)).toBeTruthy();
});
