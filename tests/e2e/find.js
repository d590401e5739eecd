const [role, name] = arguments;
const implied = {
  button: "button, summary, input[type=button], input[type=submit]",
  link: "a[href]",
  textbox: "input:not([type]), input[type=text], input[type=tel], input[type=url], textarea",
  searchbox: "input[type=search]",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  combobox: "select",
  heading: "h1, h2, h3, h4",
  list: "ul, ol",
  listitem: "li",
  row: "tr",
  dialog: "dialog[open]",
  group: "fieldset",
  region: "section[aria-label], section[aria-labelledby]",
};
const text = (node) => (node ? (node.innerText || node.textContent || "").trim() : "");
const named = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (element.getAttribute("aria-label")) return element.getAttribute("aria-label").trim();
  if (by) return by.split(/\s+/).map((id) => text(document.getElementById(id))).join(" ").trim();
  if (element.labels && element.labels.length) return text(element.labels[0]);
  return text(element) || element.placeholder || element.title || "";
};
const seen = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden";
};
const usable = (element) => !element.disabled && element.getAttribute("aria-disabled") !== "true";
const tags = implied[role] ? `, ${implied[role]}` : "";
return [...document.querySelectorAll(`[role=${role}]${tags}`)]
  .filter((element) => (element.getAttribute("role") || role) === role)
  .filter((element) => seen(element) && usable(element) && named(element).startsWith(name));
