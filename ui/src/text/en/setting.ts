import type { setting as zh } from "../zh/setting";

function rules(count: number): string {
  return count === 1 ? "The present rule" : `The ${count} present rules`;
}

export const setting: typeof zh = {
  title: "Settings",
  sections: {
    look: "Appearance",
    territory: "Territory and manager",
    time: "Working time",
    frequency: "Visit frequency",
    planning: "Planning",
    visit: "Visits and deadlines",
    calendar: "Calendar",
    print: "Print and import",
    sync: "Headquarters",
    security: "Security",
    backup: "Backups",
    verify: "Verification",
    about: "About",
  },
  saved: "Saved",

  look: {
    language: "Language",
    languages: { zh: "中文", en: "English" },
    size: "Text size",
    sizes: { standard: "Standard", large: "Large", largest: "Largest" },
    theme: "Theme",
    themes: { system: "As the system", light: "Light", dark: "Dark" },
  },

  territory: {
    intro: "Printed at the head of plan, record and handbook sheets.",
    name: "Territory",
    organisation: "Organisation",
    managerName: "Account manager",
    managerCode: "Staff code",
    managerPhone: "Mobile",
    startPoint: {
      name: "Where a day starts",
      none: "Not set; the middle of all customers stands in",
      hint: "Press the place on the map, such as the office door.",
      clear: "Back to the middle",
    },
    endPoint: {
      name: "Where a day ends",
      none: "Back at the start",
      hint: "Press the place on the map, such as your home.",
      clear: "Back to the start",
    },
    pointPick: "Pick on the map",
    pointPicked: "Hide map",
    pointAt: (lat, lng) => `${lat} N, ${lng} E`,
    save: "Save territory and manager",
  },

  time: {
    intro: "Only time in the field counts; if Friday afternoon is office time, end Friday at 12:00.",
    from: (day) => `${day}, from`,
    to: (day) => `${day}, to`,
    off: "Not in the field",
    lunch: "Lunch break",
    lunchFrom: "Earliest",
    lunchTo: "Latest",
    lunchLength: "Length of the break",
    visitsPerDay: "Most visits a day",
    visitsUnit: "visits",
    serviceMin: "Time in each shop",
    minutes: "min",
    badOrder: "The end must be later than the start; it is saved once it is.",
    takesEffect: "Changes are saved at once and used by the next plan.",
    badLunch: "The break does not fit between earliest and latest.",
    range: (from, to) => `Enter a number from ${from} to ${to}.`,
  },

  frequency: {
    intro: "How often to visit, by class. A single customer can have its own frequency in its file.",
    load: (demand, capacity) => `The rules ask for ${demand} visits a week, the week holds ${capacity}`,
    fits: "Everyone fits.",
    tooMuch:
      "Not everyone fits; the most pressing are planned first. Relax the rules, or let lower classes alternate a visit and a call.",
    presets: "Presets",
    presetNames: {
      tobacco_monthly: "Tobacco, monthly",
      tobacco_graded: "Tobacco, graded",
      group_customers: "Group customers",
    },
    presetTells: {
      tobacco_monthly: "A, B and C monthly, D a visit and a call by turns",
      tobacco_graded: "A every half-month, B monthly, C every 8 weeks, D every 13",
      group_customers: "A and B weekly, C every half-month, D as needed",
    },
    needs: (demand) => `${demand} visits a week`,
    use: (name) => `Use ${name.toLowerCase()}`,
    useShort: "Use",
    inUse: "In use",
    own: "Your own rules",
    replaceAsk: (name) => `Use “${name}”?`,
    replaceTells: (count) => `${rules(count)} will be replaced, and can only be entered again by hand.`,
    replace: "Replace the present rules",
    keep: "Keep the present rules",
    replaced: (name) => `Now using ${name.toLowerCase()}`,
    rules: "Rules",
    rulesTell: "Where several match, a set goes before a segment, a segment before a class.",
    none: "No rules yet. Customers without a rule are never planned; a preset is the quickest start.",
    target: "For whom",
    targetClass: "Class",
    targetSegment: "Segment",
    targetSet: "Customer set",
    window: "Window",
    windows: {
      week: "Every week",
      half_month: "Every half-month",
      month: "Every month",
      every_weeks: "Every few weeks",
      month_alternating_call: "Monthly, visit and call by turns",
      free: "As needed",
    },
    weeks: "Weeks in a window",
    times: "Visits",
    gapDays: "Least days between two visits",
    gapOf: (days) => `at least ${days} ${days === 1 ? "day" : "days"} apart`,
    add: "Add a rule",
    changeNamed: (name) => `Edit the rule for ${name}`,
    remove: "Delete",
    removeNamed: (name) => `Delete the rule for ${name}`,
    removed: (name) => `Rule for ${name} deleted`,
    undo: "Restore",
    save: "Save rule",
    cancel: "Leave as it was",
    newTitle: "New rule",
    editTitle: "Edit rule",
    unknownSet: "Deleted set",
  },

  calendar: {
    intro:
      "Leave, training, office half-days and exceptions. Public holidays and make-up workdays are built in.",
    unpublished: (years) =>
      `The public holidays of ${years} are not published yet; until then only weekends count there. Update Rounds once they are, or enter them here.`,
    none: "Nothing out of the ordinary.",
    between: ", ",
    kinds: {
      leave: "Leave",
      office: "Office",
      training: "Training",
      holiday: "Holiday",
      working: "Working day",
    },
    kind: "What",
    parts: { whole: "Whole day", morning: "Morning", afternoon: "Afternoon" },
    part: "Part of the day",
    from: "From",
    to: "To",
    note: "Note",
    noteHint: "Such as: training at the province",
    add: "Add an entry",
    change: "Edit",
    changeNamed: (what) => `Edit ${what}`,
    remove: "Delete",
    removeNamed: (what) => `Delete ${what}`,
    removed: (what) => `${what} deleted`,
    undo: "Restore",
    save: "Save",
    cancel: "Leave as it was",
    newTitle: "New entry",
    editTitle: "Edit entry",
    badOrder: "The last day cannot be before the first.",
    past: (count) => (count === 1 ? "1 earlier entry" : `${count} earlier entries`),
  },

  visit: {
    sunset: "Sunset hour",
    sunsetTells: "Every request of the day is answered by then, even when it is not yet solved.",
    weekDay: "Weekly hand-in: day",
    weekHour: "Weekly hand-in: time",
    weekTells: "The weekly report and feedback form are due by then.",
    dynamics: "Keep pressure and timing of signatures",
    dynamicsTells:
      "Only the shape is kept by default. Pressure and timing are sensitive personal data; switch this on only where your organisation needs it.",
    dynamicsConsent: (sentence) => `The customer then agrees before signing: “${sentence}”`,
    scan: "Scan signed sheets",
  },

  verify: {
    folder: "Signed on this device",
    intro:
      "Checks the pages of the database itself, then goes through every signature on this device and compares it with the visit records, pictures, forms and issues. What was altered after signing is named: which record, and which field.",
    start: "Verify now",
    again: "Verify again",
    under: "Verifying",
    intact: (count: number) => `All ${count} evidence files are intact, to the letter as they were signed.`,
    none: "Nothing has been signed on this device yet. Come back after the first signature.",
    found: (count: number, checked: number) => `${checked} evidence files compared, ${count} findings`,
    report: "Export the report",
    see: "Open this record",
    of: (name, day, see) => `${name}, ${day} · ${see}`,
    seeIssue: "Open this issue",
    file: "A file that you received",
    fileIntro:
      "Bring an evidence file or a signed record sheet, and see whether it was altered after signing. It is compared, not kept.",
    fileChoose: "Choose evidence or a record sheet",
    fileOther: "Verify another file",
    fileKinds: "Or drop it here. Evidence is .json, a record sheet .pdf",
    fileIntact: (name: string) => `“${name}” is intact, to the letter as it was signed.`,
    fileFound: (name: string, count: number) =>
      `“${name}” is not as it was signed: ${count} ${count === 1 ? "finding" : "findings"}`,
    fileTodo:
      "Do not rely on this file yet. Ask for a fresh export from Rounds and verify that; if it says the same, tell the supervisor.",
    todo: "What to do: ",
    advice: {
      row: "What was signed holds. Open the record and compare; changes go through a correction. Tell the supervisor.",
      evidence:
        "Leave these data as they are. Look for an intact backup under Backups and tell the supervisor.",
      missing:
        "Most likely an older backup was put back, or the data were replaced. Look for a later one under Backups and tell the supervisor.",
      photo:
        "Look for the picture on the phone that took it and attach it again; else tell the supervisor why it is gone.",
      key: "If this device was replaced or set up again, note the day; if not, tell the supervisor.",
      database:
        "Close Rounds and open it again: it sets the damaged file aside as it is (not deleted), puts the newest backup in its place and says what to check.",
      noticed: "Check what the notice says, then press “I have taken note” in it.",
      erased:
        "Erased on request or by rule: nothing to do. If nobody knows who erased it, tell the supervisor.",
    },
  },

  print: {
    phones: "Print phone numbers whole",
    phonesTells: "Otherwise printed as 138****1234",
    large: "Print in large type",
    folder: "Save PDF and workbooks in",
    folderDefault: (folder) => `If empty: ${folder}`,
    supervision: "Supervision phone",
    supervisionTells: "Printed on the handbook page",
    datum: "Coordinates when importing",
    datumTells: "Used where the workbook does not say. The wrong one is off by some 500 m.",
  },

  backup: {
    intro: "Made once a day; the last 14 are kept, all encrypted.",
    last: (when) => `Last backup ${when}`,
    never: "Never backed up",
    make: "Back up now",
    made: "Backed up",
    none: "No backups yet.",
    restore: "Restore this one",
    restoreNamed: (when) => `Restore this one: ${when}`,
    restoreAsk: (when) => `Restore the backup of ${when}?`,
    restoreTells: (when) =>
      `Visit records, signed evidence, issues and photos after ${when}, and customers, plans and settings added or changed since, are not in this backup. The present data is backed up first, so that you can go back.`,
    restoreSigned:
      "Signatures given since then will be missing from the chain of evidence, and the verification will name them.",
    restoreDo: "Restore this one",
    restoreKeep: "Keep the present data",
    restored: (when) => `Restored the backup of ${when}`,
  },

  about: {
    version: (version) => `Rounds ${version}`,
    demo: "Showing the demo data",
    own: "Using your own data",
    customers: (count) => (count === 1 ? "1 customer" : `${count} customers`),
    unsent: (count) =>
      count === 1 ? "1 change kept here, to be sent" : `${count} changes kept here, to be sent`,
    leave: "Switch data",
    leaveTells: "Back to the start, to choose the demo or your own data. Nothing is lost on either side.",
    folder: "Files are saved in",
    support: "Save a support bundle",
    supportSave: "Save",
    supportTells: "Only logs and versions; no customer names or phone numbers.",
    supportSaved: (path) => `Support bundle saved to ${path}`,
    open: "Open",
  },

  uninstall: {
    title: "Before you uninstall",
    keeps:
      "Uninstalling removes the program only, and the system does not ask again. Customers, plans, records, pictures and backups stay on this device; a new installation goes on with them.",
    unsent: (count, since) => {
      const items = count === 1 ? "1 item is" : `${count} items are`;
      const from = since && ` since ${since}`;
      return `${items} unsent${from}, and headquarters cannot see them. Sync first, or save a rescue file and hand it to headquarters.`;
    },
    onlyHere: "This data is not enrolled at headquarters and is on this device only.",
    wipeTells: "When somebody else gets the device, clear the data first, then uninstall.",
    toSecurity: "To Security",
  },
};
