import type { ComponentType } from "react";
import { usePhone } from "../../app/media";
import { href, useRoute } from "../../app/router";
import { Icon, type IconName } from "../../parts/icon";
import { type Text, useText } from "../../text";
import { About } from "./about";
import { Backups } from "./backups";
import { CalendarSection } from "./calendar";
import { Frequency } from "./frequency";
import css from "./index.module.css";
import { Look } from "./look";
import { PlanningSection } from "./planning";
import { PrintSection } from "./print";
import { SecuritySection } from "./security";
import { SyncSection } from "./sync";
import { TerritorySection } from "./territory";
import { TimeSection } from "./time";
import { Verify } from "./verify";
import { VisitSection } from "./visit";

type Section = keyof Text["setting"]["sections"];

const SECTIONS: { name: Section; icon: IconName; body: ComponentType }[] = [
  { name: "frequency", icon: "route", body: Frequency },
  { name: "planning", icon: "sliders", body: PlanningSection },
  { name: "time", icon: "clock", body: TimeSection },
  { name: "visit", icon: "edit", body: VisitSection },
  { name: "calendar", icon: "calendar", body: CalendarSection },
  { name: "territory", icon: "pin", body: TerritorySection },
  { name: "print", icon: "print", body: PrintSection },
  { name: "look", icon: "device", body: Look },
  { name: "sync", icon: "export", body: SyncSection },
  { name: "security", icon: "lock", body: SecuritySection },
  { name: "backup", icon: "folder", body: Backups },
  { name: "verify", icon: "check", body: Verify },
  { name: "about", icon: "info", body: About },
];

/** 设置: `#/setting/frequency`. On a phone the list comes first, then one section. */
export default function SettingScreen() {
  const t = useText();
  const phone = usePhone();
  const { path } = useRoute();
  const asked = SECTIONS.find(({ name }) => name === path[1]);
  const section = asked ?? (phone ? undefined : SECTIONS[0]);
  const Body = section?.body;
  const Title = phone ? "h1" : "h2";
  return (
    <div className={css.screen}>
      {!(phone && section) && (
        <nav className={css.list} aria-label={t.setting.title}>
          <h1 className={css.title}>{t.setting.title}</h1>
          <ul>
            {SECTIONS.map(({ name, icon }) => (
              <li key={name}>
                <a
                  className={css.link}
                  href={href(["setting", name])}
                  aria-current={name === section?.name ? "page" : undefined}
                >
                  <Icon name={icon} />
                  <span>{t.setting.sections[name]}</span>
                  {phone && <Icon name="forward" size={16} />}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {section && Body && (
        <div className={css.detail} key={section.name}>
          <header className={css.head}>
            {phone && (
              <a className={css.back} href={href(["setting"])} aria-label={t.app.back}>
                <Icon name="back" />
              </a>
            )}
            <Title>{t.setting.sections[section.name]}</Title>
          </header>
          <div className={css.body}>
            <Body />
          </div>
        </div>
      )}
    </div>
  );
}
