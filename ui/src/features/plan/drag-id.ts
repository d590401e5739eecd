/** How a customer that is not in the plan is named while it is dragged; a visit goes by its own id. */
export function waitingId(customerId: string): string {
  return `waiting ${customerId}`;
}
