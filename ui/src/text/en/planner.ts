import type { planner as zh } from "../zh/planner";

function stretches(count: number): string {
  return count === 1 ? "1 stretch" : `${count} stretches`;
}

function customers(count: number): string {
  return count === 1 ? "1 customer" : `${count} customers`;
}

export const planner: typeof zh = {
  style: "Plans favour",
  styles: {
    less_travel: "Less travel",
    even_days: "Even days",
    few_changes: "Few changes",
    own: "My own",
  },
  styleTells: {
    less_travel: "The shortest way; some days get longer, and visit days may change.",
    even_days: "Every day takes about as long; travel and usual visit days count too.",
    few_changes: "Customers keep their usual day and plans stay alike; that costs some travel.",
    own: "As the three sliders below say.",
  },
  weights: { travel: "Less travel", even: "Even days", stable: "Few changes" },
  weightTells: {
    travel: "As little time on the way as can be",
    even: "Days of equal length",
    stable: "Usual days stay, and the plan stays close to the last one",
  },
  weight: (value) =>
    value === 0
      ? "Not at all"
      : value < 40
        ? "A little"
        : value <= 60
          ? "As usual"
          : value < 100
            ? "More"
            : "Above all",
  nextTime: "Takes effect with the next planning.",
  cycle: "Weeks planned together",
  cycleUnit: "weeks",
  cycleTells:
    "Customers seen every half-month or month spread well only over the whole cycle. Only the week asked for is settled.",

  points: "Where a day starts and ends is set under “Territory and manager”.",
  pointsLink: "Set start and end",

  speed: "Travel speed",
  speedLearn: "Learn from arrivals and departures",
  speedLearnTells: "When off, the speed below always counts.",
  speedUsed: (speed) => `${speed} km/h counts now`,
  speedLearnt: (speed, count) => `Learnt ${speed} km/h from ${stretches(count)}`,
  speedBetween: (from, to) => `${from} to ${to}`,
  speedLeftOut: (count) => `${stretches(count)} left out as unusual`,
  speedNotYet: "Nothing to learn from yet; arrivals and departures will teach it.",
  speedOwn: "Speed as entered",
  speedUnit: "km/h",
  speedOwnTells: "About 15 by bicycle in town, 24 by car, 35 in the country.",

  matrix: "Travel matrix",
  matrixTells:
    "Without one, travel is the straight line times a detour factor. Real distances (CSV or binary) can be imported; customers that are not in the file are still estimated.",
  matrixChoose: "Choose a travel matrix",
  matrixNow: (file, when) => `${file}, imported ${when}`,
  matrixHolds: (places, what) => `${places} places, ${what}`,
  matrixBoth: "distance and time",
  matrixMetres: "distance only; time comes from the speed",
  matrixMinutes: "time only; distance comes from the speed",
  matrixNoStart: "No start point in it; ways from there are estimated",
  matrixGaps: (count) => `${stretches(count)} without a figure, estimated`,
  matrixMissing: (count, names) => `${customers(count)} not in it, estimated: ${names}`,
  comma: ", ",
  matrixAnd: (names, more) => `${names} and ${more} more`,
  matrixRemove: "Remove",
  matrixRemoved: "The travel matrix is removed; ways are estimated",
  matrixUsed: (file) => `“${file}” is imported and counts from the next planning on`,
  matrixRefused: (file) => `“${file}” was not imported:`,
  matrixSample: "The first row holds customer codes, the corner its unit: min, s, m or km.",

  apart: "Kept apart",
  apartTells: "Two that look near and are not (a river, a motorway between) never share a day.",
  apartNone: "No customers are kept apart.",
  apartAdd: "Keep two apart",
  apartAddTo: "Keep apart from…",
  apartWith: (name) => `Kept apart from ${name}`,
  apartFirst: "The first",
  apartSecond: "The second",
  apartNote: "Reason",
  apartNoteHint: "Such as: across the river, 12 km round",
  apartSave: "Keep apart",
  apartSaved: (one, other) => `${one} and ${other} no longer share a day`,
  apartRemove: (one, other) => `Remove ${one} and ${other}`,
  apartRemoved: (one, other) => `${one} and ${other} may share a day again`,
  apartPair: (one, other) => `${one} ↔ ${other}`,
  apartChange: "Another one",

  positions: "Positions missing or doubtful",
  positionsTell: "Ways to these customers are not exact; set the position when you are there.",
  positionsGood: "Every customer has a position.",
  doubts: {
    missing: "No position; planned as if in the middle of its line",
    zero: "The position is 0, 0; planned as if it had none",
    far: (km) => `${km} km from the middle of the territory; planned as if it had none`,
    shared: (count) => `On the very point of ${customers(count)} with other addresses`,
  },
  positionsMore: (count) => `${customers(count)} more`,
};
