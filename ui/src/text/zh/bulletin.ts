import type { BulletinKind } from "../../ipc/types/BulletinKind";

/** Words of 服务信息. */
export const bulletin = {
  title: "服务信息",
  kinds: {
    policy: "政策宣传",
    supply: "货源供应",
    brand: "品牌培育",
    new_product: "新品上市",
    promotion: "促销政策",
    key_task: "重点工作",
  } satisfies Record<BulletinKind, string> as Record<BulletinKind, string>,
  unreadCount: (count: number) => `未读 ${count}`,
  unread: "未读",
  told: (count: number) => `已告知 ${count} 家`,
  managersOnly: "不向客户告知",
  licensees: "仅供持证零售户",
  number: (number: string) => `编号 ${number}`,
  span: (from: string, until: string) => `${from}至${until}`,
  since: (from: string) => `${from}起`,
  report: (number: string) => `备案号 ${number}`,
  withdrawn: "已撤回",
  /** At a visit: whether this customer was told of it. */
  tell: "已告知",
  toldOn: (day: string) => `${day}告知过`,
  toTell: "要告知",
  tellHint: "说到了才点“已告知”；没点的就是没告知。",
};
