import type { bulletin as zh } from "../zh/bulletin";

/** Words of bulletins. */
export const bulletin: typeof zh = {
  title: "Bulletins",
  kinds: {
    policy: "Policy",
    supply: "Supply",
    brand: "Brand",
    new_product: "New product",
    promotion: "Promotion",
    key_task: "Key task",
  },
  unreadCount: (count) => `${count} unread`,
  unread: "Unread",
  told: (count) => (count === 1 ? "1 customer told" : `${count} customers told`),
  managersOnly: "Not told to customers",
  licensees: "For licensed retailers only",
  number: (number) => `No. ${number}`,
  span: (from, until) => `${from} to ${until}`,
  since: (from) => `From ${from}`,
  report: (number) => `Report no. ${number}`,
  withdrawn: "Withdrawn",
  tell: "Told",
  toldOn: (day) => `Told on ${day}`,
  toTell: "To tell",
  tellHint: "Tap “Told” only for what you have told; what is not tapped was not told.",
};
