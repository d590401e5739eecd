/** How plans are made: weights, travel, pairs, positions; shown in 设置 and over the board. */
export const planner = {
  style: "排计划时侧重",
  styles: {
    less_travel: "少跑路",
    even_days: "每天均衡",
    few_changes: "少变动",
    own: "自定",
  },
  styleTells: {
    less_travel: "路最短；有的日子会长一些，拜访日也可能换。",
    even_days: "每天用的时间差不多，路程和固定的拜访日也顾到。",
    few_changes: "客户尽量还在老日子，与上一份计划相近；路会多一点。",
    own: "按下面三项的轻重来排。",
  },
  weights: { travel: "少跑路", even: "每天均衡", stable: "少变动" },
  weightTells: {
    travel: "在途时间越短越好",
    even: "各天的时间一样长",
    stable: "老日子不变，与上一份计划相近",
  },
  weight: (value: number): string =>
    value === 0
      ? "不考虑"
      : value < 40
        ? "少顾一些"
        : value <= 60
          ? "一般"
          : value < 100
            ? "多顾一些"
            : "最看重",
  nextTime: "下次排计划时生效。",
  cycle: "一起排几周",
  cycleUnit: "周",
  cycleTells: "每半月、每月一次的客户，要看完整个周期才排得匀。只有要排的那一周会定下来。",

  points: "每天从哪里出发、在哪里收工，在“片区与人员”里设。",
  pointsLink: "去设出发点和终点",

  speed: "行车速度",
  speedLearn: "按实际到店、离店时间学习",
  speedLearnTells: "不用时，一直按下面填的速度算。",
  speedUsed: (speed: number) => `现在按 ${speed} 公里/时算`,
  speedLearnt: (speed: number, count: number) => `学到 ${speed} 公里/时，来自 ${count} 段路`,
  speedBetween: (from: string, to: string) => `${from}至${to}`,
  speedLeftOut: (count: number) => `另有 ${count} 段异常，没有计入`,
  speedNotYet: "还没有可学的路段；到店、离店记了时间就会学到。",
  speedOwn: "填写的速度",
  speedUnit: "公里/时",
  speedOwnTells: "城区骑车约 15，开车约 24，乡镇约 35。",

  matrix: "路程表",
  matrixTells:
    "没有路程表时，按直线距离乘绕行系数估算。有实际路程（CSV 或二进制）可以导入，里面没有的客户仍按估算。",
  matrixChoose: "选择路程表",
  matrixNow: (file: string, when: string) => `${file}，${when}导入`,
  matrixHolds: (places: number, what: string) => `${places} 个地点，${what}`,
  matrixBoth: "路程和时间都有",
  matrixMetres: "只有路程，时间按车速算",
  matrixMinutes: "只有时间，路程按车速算",
  matrixNoStart: "没有出发点，从出发点走的路按估算",
  matrixGaps: (count: number) => `${count} 段没有数，按估算`,
  matrixMissing: (count: number, names: string) => `${count} 家不在表里，按估算：${names}`,
  comma: "、",
  matrixAnd: (names: string, more: number) => `${names} 等，另有 ${more} 家`,
  matrixRemove: "移除",
  matrixRemoved: "路程表已移除，改按估算",
  matrixUsed: (file: string) => `“${file}”已导入，下次排计划时生效`,
  matrixRefused: (file: string) => `“${file}”没有导入：`,
  matrixSample: "第一行是客户编码，左上角写单位：min、s、m 或 km。",

  apart: "不顺路",
  apartTells: "看着近、其实走不通的两家（隔河、隔高速），不会排在同一天。",
  apartNone: "没有不顺路的客户。",
  apartAdd: "加一对不顺路",
  apartAddTo: "标记不顺路的客户…",
  apartWith: (name: string) => `与 ${name} 不顺路的客户`,
  apartFirst: "第一家",
  apartSecond: "第二家",
  apartNote: "原因",
  apartNoteHint: "例如：隔河，要绕 12 公里",
  apartSave: "标为不顺路",
  apartSaved: (one: string, other: string) => `${one} 与 ${other} 不再排在同一天`,
  apartRemove: (one: string, other: string) => `删除 ${one} 与 ${other}`,
  apartRemoved: (one: string, other: string) => `${one} 与 ${other} 可以同一天了`,
  apartPair: (one: string, other: string) => `${one} ↔ ${other}`,
  apartChange: "换一家",

  positions: "位置缺失或存疑",
  positionsTell: "这些客户的路程不准，到店时标一下位置就好。",
  positionsGood: "所有客户都有位置。",
  doubts: {
    missing: "没有位置，按同线路客户的中间位置排",
    zero: "坐标是 0，按没有位置排",
    far: (km: number) => `离片区中心 ${km} 公里，按没有位置排`,
    shared: (count: number) => `与另外 ${count} 家地址不同的客户在同一点`,
  },
  positionsMore: (count: number) => `另有 ${count} 家`,
};
