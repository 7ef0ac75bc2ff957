// The read marker of topics and feedback: what was on the screen for a moment counts as read. Sent in batches; the button without scripts does the same.

const LOOKED_AT = 800;
const EVERY = 2500;
let watcher, timer, form, furthest, sent;

function begin() {
  end();
  form = document.querySelector("form[data-reading]");
  if (!form) return;
  furthest = sent = 0;
  const since = new Map();
  watcher = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      clearTimeout(since.get(target));
      if (isIntersecting) since.set(target, setTimeout(() => wasRead(target), LOOKED_AT));
    }
  });
  for (const post of document.querySelectorAll("[data-posts] [data-number]")) watcher.observe(post);
}

function wasRead(post) {
  if (document.hidden) return;
  watcher?.unobserve(post);
  furthest = Math.max(furthest, Number(post.dataset.number));
  timer ??= setTimeout(send, EVERY);
}

function send() {
  clearTimeout(timer);
  timer = undefined;
  if (!form || furthest <= sent) return;
  sent = furthest;
  const body = new URLSearchParams(new FormData(form));
  body.set("number", String(furthest));
  fetch(form.action, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => {});
}

function end() {
  send();
  watcher?.disconnect();
  watcher = form = undefined;
}

/** While somebody stays on a page, what was new to them when they came stays marked as that. */
function keepNew({ detail: { newBody } }) {
  const [before, after] = [document, newBody].map((page) => page.querySelector("[data-posts]"));
  const mark = before?.querySelector("#new");
  const next = mark && after?.dataset.partOf === before.dataset.partOf && after.querySelector(`#${mark.nextElementSibling?.id}`);
  if (!next) return;
  after.querySelector("#new")?.remove();
  next.before(mark.cloneNode(true));
}

document.addEventListener("turbo:before-render", keepNew);
document.addEventListener("turbo:load", begin);
document.addEventListener("turbo:before-visit", send);
document.addEventListener("visibilitychange", () => document.hidden && send());
addEventListener("pagehide", send);
