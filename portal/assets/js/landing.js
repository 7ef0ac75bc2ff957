// After something was sent, the page stays where it was, or lands on what was just written: never at its top.
// A redirect loses what stands behind its "#" on the way to a script, so we ask the server where it leads (landing.py).
import { visit } from "@hotwired/turbo";
import { anchor, focusOn, handBack, leadsTo, place, putBack } from "./places.js";

const HEADER = "X-Landing";
const A_MOMENT = 150;
let here; // what the reader had before them when they sent something, or went on
let before; // and on the page from which they had come to it
let landing; // where they are on their way to

document.addEventListener("turbo:before-fetch-request", ({ target, detail }) => {
  if (target instanceof HTMLFormElement && detail.fetchOptions.method?.toUpperCase() === "POST") detail.fetchOptions.headers[HEADER] = "?";
});

document.addEventListener("turbo:submit-start", ({ target, detail: { formSubmission } }) => {
  here = place(pressed(target, formSubmission.submitter));
  landing = formSubmission.isSafe ? towards(formSubmission.location) : undefined;
});

document.addEventListener("turbo:before-fetch-response", (event) => {
  if (event.detail.fetchResponse.header(HEADER)) event.preventDefault();
});

document.addEventListener("turbo:submit-end", ({ target, detail }) => {
  const named = detail.fetchResponse?.header(HEADER);
  if (!detail.success) landing = undefined;
  if (!named) return;
  const url = new URL(named, location.href);
  hold(target, detail.formSubmission.submitter);
  landing = towards(url);
  visit(url.href, { action: landing.there && landing.there === here ? "replace" : "advance" });
});

document.addEventListener("turbo:before-visit", () => {
  if (!landing) here = place();
});

document.addEventListener("turbo:load", () => {
  const stayed = landing?.there && landing.there === here;
  if (landing) land(landing);
  if (!stayed) before = here;
  here = landing = undefined;
});

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector(".flashes.is-afloat")?.replaceChildren();
});

/** Whatever was pressed, or typed in: Enter in a field sends its form as well. */
function pressed(form, submitter) {
  const active = document.activeElement;
  return active?.form === form && !active.matches("button") && active.id ? active : (submitter ?? form);
}

function towards(url) {
  return { anchor: anchor(url), there: [here, before].find((one) => leadsTo(url, one)) };
}

/** The form can't be sent again while the next page is on its way. */
function hold(form, submitter) {
  form.setAttribute("aria-busy", "true");
  if (submitter) submitter.disabled = true;
}

function land({ anchor: name, there: meant }) {
  const there = leadsTo(location, meant) ? meant : undefined;
  const mark = name ? document.getElementById(name) : null;
  if (!there && !mark) return;
  say();
  if (there && !(mark && !there.tops.has(name))) {
    putBack(there, there === here ? undefined : name);
    handBack(there === here ? there : { around: name ? [name] : [] });
  } else {
    mark.scrollIntoView({ behavior: "instant" });
    focusOn(mark);
  }
}

/** What just happened is said over the page, whose top is out of sight; a moment later, so that it is read out. */
function say() {
  const flashes = document.querySelector(".flashes");
  if (!flashes?.children.length) return;
  const said = [...flashes.children];
  flashes.classList.add("is-afloat");
  flashes.replaceChildren();
  setTimeout(() => flashes.replaceChildren(...said), A_MOMENT);
}
