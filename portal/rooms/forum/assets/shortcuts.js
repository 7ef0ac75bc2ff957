// Single keys in the community. They work where nothing is typed, and can be turned off (WCAG 2.1.4) in their own sheet.

const OFF = "fanfare.shortcuts";
const off = () => localStorage.getItem(OFF) === "off";
const sheet = () => document.getElementById("shortcuts");
const TYPING = "input, textarea, select, [contenteditable], [role=listbox]";

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => here()?.querySelector("a[href]")?.click(),
  r: () => write(),
  q: () => key("q", here())?.click(),
  u: () => [...document.querySelectorAll(".crumbs a")].at(-1)?.click(),
  n: () => key("n")?.click(),
  "/": () => key("/")?.focus(),
  "?": () => sheet()?.showModal(),
};

/** What this key is written on, inside of a post or anywhere. */
function key(name, place = document) {
  return place?.querySelector(`[data-key="${name}"]`);
}

function all() {
  return [...document.querySelectorAll("[data-posts] [data-number], [data-topics] > li")];
}

function here() {
  return document.activeElement?.closest("[data-posts] [data-number], [data-topics] > li");
}

function step(by) {
  const lines = all();
  if (!lines.length) return;
  const at = lines.indexOf(here());
  const next = at < 0 ? lines[by > 0 ? 0 : lines.length - 1] : lines[Math.min(Math.max(at + by, 0), lines.length - 1)];
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function write() {
  const answer = key("r", here());
  if (answer) answer.click();
  else document.querySelector("#reply textarea")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !sheet()) return;
  if (event.target.closest(TYPING) || sheet().open) return;
  const act = ACTS[event.key];
  if (!act || (off() && event.key !== "?")) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("a[data-shortcuts]") || !sheet()) return;
  event.preventDefault();
  sheet().showModal();
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-shortcuts-on]")) localStorage.setItem(OFF, target.checked ? "on" : "off");
});

document.addEventListener("turbo:load", () => {
  const box = document.querySelector("[data-shortcuts-on]");
  if (box) box.checked = !off();
});
