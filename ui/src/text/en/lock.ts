import type { lock as zh } from "../zh/lock";

export const lock: typeof zh = {
  title: "Locked",
  lead: "Enter your PIN to go on. What you were writing is kept, and you return to the same screen.",
  pin: "PIN",
  pad: "Number pad",
  erase: "Erase",
  unlock: "Unlock",
  unlocking: "Unlocking…",
  wait: (left) => `Too many wrong tries. You can try again in ${left}. Nothing is erased.`,
  seconds: (seconds) => `${seconds} s`,
  minutes: (minutes, seconds) => (seconds > 0 ? `${minutes} min ${seconds} s` : `${minutes} min`),
  forgot: "Forgotten PIN",
  now: "Lock",
  nowKeys: "Lock (Ctrl+L)",

  demanded: {
    title: "Headquarters asks for a PIN",
    tells: "Set one to go on. Nothing that you were writing is lost.",
  },

  back: {
    title: "Forgotten PIN",
    toPad: "Back to the PIN",
    safe: "Your data is all here and nothing is erased. Nothing is lost by the ways below.",
    lostTitle: "The key of this device is missing",
    lost: "The system's keyring may be locked or was reset. Make sure that it is unlocked and start Rounds again; if that does not help, use a way below.",
    none: "This data was never enrolled at headquarters and has no recovery code. Nobody can open it without the PIN. You can try again at any time.",
    hqTitle: "Through headquarters",
    hqTells:
      "Write a request and bring it, with the eight digits below, to the administrator at headquarters. You get an unlocking file that is good for a day.",
    ask: "Write the request",
    askAgain: "Write another",
    asked: (path) => `The request is in ${path}. Take it to headquarters on a USB stick or otherwise.`,
    number: "Request number",
    grantTells: "With the unlocking file at hand, choose a new PIN, then the file.",
    grant: "Choose the unlocking file",
    codeTitle: "By the recovery code",
    codeTells: "Six groups of five digits, written on paper.",
    code: "Recovery code",
    codeDo: "Unlock by the code",
  },

  fields: {
    old: "Present PIN",
    fresh: "New PIN",
    again: "Once more",
    hint: "6 to 12 digits",
    differ: "The two are not the same. Enter them again.",
  },

  security: {
    intro:
      "With a PIN, the data on this device opens by nothing else. More digits are harder to guess; eight or more are advised.",
    demo: "The demo has no PIN. Switch to your own data first.",
    pinOn: "A PIN is set",
    pinOff: "No PIN",
    pinTells: "Asked for at the start, and after locking, idling or sleep.",
    pinOffTells: "Whoever holds this device can open the data.",
    set: "Set a PIN",
    change: "Change PIN",
    remove: "Remove PIN",
    required: "Headquarters asks for a PIN, so it cannot be removed.",
    requiredNow: "Headquarters asks for a PIN on this device. Set one now.",
    setTitle: "Set a PIN",
    changeTitle: "Change PIN",
    removeTitle: "Remove the PIN?",
    removeTells: "Whoever holds this device can then open the data.",
    removeKeep: "Keep the PIN",
    wasSet: "The PIN is set",
    wasRemoved: "The PIN is removed",
    hqKnows: "If you forget the PIN, headquarters can unlock the device and nothing is lost.",
    recoveryKnows: "If you forget the PIN, your recovery code on paper unlocks the device.",
    nobody:
      "This data is not enrolled at headquarters and has no recovery code. If you forget the PIN, nobody can open it and it is lost.",
    nobodyCode: "Write a recovery code first",
    offerTitle: "Set a PIN for this device",
    offerText:
      "It is enrolled at headquarters. A PIN guards it when it is lost, and headquarters can unlock it when you forget the PIN.",
    offerLater: "Later",
    nobodyYes: "I know that it cannot be opened then",
    after: "Lock after",
    afterMin: (minutes) => `${minutes} min`,
    lockNow: "Lock now",
    lockTells: "Press Ctrl+L at any time, or “Lock” in the main bar.",

    recovery: "Recovery code",
    recoveryOn: "Written down. A new one puts the earlier out of use.",
    recoveryOff: "Written on paper, for when the PIN is forgotten.",
    recoveryMake: "Make one",
    recoveryAnew: "Make a new one",
    recoveryTitle: "Recovery code",
    recoveryWrite:
      "Write it on paper and keep it apart from the device. It is shown this once; whoever has it can open the data. It counts once you say that it is written down.",
    recoveryGroup: (place) => `Group ${place}`,
    recoveryCheck: (place) => `When it is written, enter group ${place} from your paper`,
    recoveryDiffers: "This differs from what stands above. Compare it.",
    recoveryDone: "It is written down",
    recoveryNeedsPin: "Enter your PIN first.",
    recoveryShow: "Show the code",
    recoveryKept: "The recovery code is in use",

    rescue: "Rescue file",
    rescueTells:
      "When this device cannot send, saves what is unsent to an encrypted file for headquarters. Only headquarters can open it.",
    rescueNone: "Nothing waits to be sent.",
    rescueNoHq: "Not enrolled at headquarters, so there is nobody to make a rescue file for.",
    rescueMake: "Save a rescue file",
    rescueMade: (count, files, path) =>
      files > 0
        ? `${count} changes and ${files} pictures saved to ${path}`
        : `${count} changes saved to ${path}`,
    rescueMissing: (count) => `Pictures not on this device or damaged, and not in the file: ${count}.`,

    wipe: "Clear this device",
    wipeTells: "Removes customers, plans, records, pictures and backups from this device.",
    wipeDo: "Remove everything",
    wipeKeep: "Keep it",
    wipeTitle: "Clear this device?",
    wipeWhat:
      "Customers, plans, records, pictures and all backups are removed from this device and cannot be brought back.",
    wipeOutput: (folder) => `Printed and exported files in ${folder} are removed as well.`,
    wipeUnsent: (count, since) =>
      since
        ? `Unsent since ${since}: ${count}. They are gone once removed.`
        : `Unsent: ${count}. They are gone once removed.`,
    wipeNoHq: (count) =>
      `This data is not enrolled at headquarters. ${count} items are on this device only and are gone once removed.`,
    wipeAllSent: "Everything has been sent to headquarters.",
    wipeYes: (count) => `I know that ${count} items are lost`,
    wiped: "This device is cleared",
  },
};
