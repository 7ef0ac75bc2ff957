// Where a reader is on a page: how far down each thing with an id stands, and what they had in hand.

const ALL = "main[id], main [id]";

/** The place of the page as it is now; `sender` is what was pressed, if anything was. */
export function place(sender) {
  const tops = new Map([...document.querySelectorAll(ALL)].map((one) => [one.id, one.getBoundingClientRect().top]));
  return { path: location.pathname, whole: whole(), tops, around: around(sender), hand: hand(sender) };
}

/** Whether `url` leads back to the page of this place: by its address, or by something that stood on it. */
export function leadsTo(url, there) {
  if (!there) return false;
  if (url.pathname === there.path) return true;
  return there.tops.has(anchor(url)) && there.whole !== undefined && url.pathname.startsWith(`${there.whole}/`);
}

/** Puts the page where it was: what was pressed, or else what `first` names, stands as high on the screen as before. */
export function putBack(there, first) {
  const id = [first, ...there.around, "main"].find((name) => there.tops.has(name) && document.getElementById(name));
  if (!id) return;
  const moved = document.getElementById(id).getBoundingClientRect().top - there.tops.get(id);
  scrollBy({ top: moved, behavior: "instant" });
}

/** Gives the keyboard back what was pressed, what stands in its place now, or what it stood in. */
export function handBack({ around: ids, hand: held }) {
  const box = ids.map((id) => document.getElementById(id)).find(Boolean) ?? document.getElementById("main");
  if (!box) return;
  const button = held && same(held, box);
  if (button) return focusOn(button.closest("details:not([open])")?.querySelector("summary") ?? button);
  focusOn(box);
}

/** The focus on something, also where it is nothing that takes one; the page stays where it is. */
export function focusOn(element) {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) {
    element.tabIndex = -1;
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  element.focus({ preventScroll: true });
}

export const anchor = (url) => decodeURIComponent(url.hash.slice(1));

/** The address of the whole of which this page is a part: a long topic has one for each of its pages. */
const whole = () => document.querySelector("[data-part-of]")?.dataset.partOf;

function around(element) {
  const ids = [];
  for (let at = element; at && at !== document.body; at = at.parentElement) if (at.id) ids.push(at.id);
  return ids;
}

function hand(sender) {
  if (!sender?.matches("button, input, select, textarea")) return undefined;
  const box = sender.closest("[id]:not(button, input, select, textarea)");
  return { ...signs(sender), box: box?.id, at: box ? alike(sender.className, box).indexOf(sender) : -1 };
}

const signs = (button) => ({ id: button.id, to: goal(button), name: button.name, value: button.value, look: button.className });
const goal = (button) => button.getAttribute("formaction") ?? button.form?.getAttribute("action");
const alike = (look, box) => [...box.querySelectorAll("button, input, select, textarea")].filter((one) => one.className === look);

/** The same button after the page was made anew; where it turned into its opposite, the one in its place. */
function same(held, box) {
  if (held.id && document.getElementById(held.id)) return document.getElementById(held.id);
  const there = [...box.querySelectorAll("button")].filter((one) => goal(one) === held.to && one.name === held.name);
  const turned = held.value.split(":")[0];
  return (
    there.find((one) => one.value === held.value) ??
    there.find((one) => turned && one.value.split(":")[0] === turned) ??
    (held.box === box.id ? alike(held.look, box)[held.at] : undefined)
  );
}
