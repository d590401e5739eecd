/** Words of the first start. */
export const start = {
  title: "巡访",
  lead: "把客户表变成下周的拜访计划，并打印成册。资料只存在这台设备上。",
  demoTitle: "看演示",
  demoText: "打开一个虚构的县，约 260 家客户，随便改都不要紧。",
  demoAction: "看演示",
  ownTitle: "导入自己的客户表",
  ownText: "选择 .xlsx、.xls、.ods 或 .csv 文件；先给您看会导入什么，再决定。",
  ownAction: "选择客户表",
  ownDrop: "也可以把文件拖到这里",
  ownEmpty: "先不导入，直接开始",
  later: "演示和自己的数据分开存放，以后可在设置里切换。",
};
