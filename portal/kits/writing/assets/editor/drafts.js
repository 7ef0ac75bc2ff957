// A draft that saves itself. Each one has a number: who saves with an old one is told of the newer draft and chooses.
import { post, say } from "./field.js";

const EVERY = 4000;

export function drafts(field, area) {
  const form = field.closest("form");
  const title = form.querySelector("input[name=title]");
  const bar = field.querySelector(".writing-newer");
  let sequence = Number(field.dataset.draftSequence || 0);
  let kept = written();
  let newer;
  let saving = false;

  function written() {
    return JSON.stringify([area.value, title?.value ?? ""]);
  }

  /** The number goes into the form too, so that its own "Keep as draft" is no stale tab. */
  function number(next) {
    sequence = next;
    const typed = form.querySelector("input[name=sequence]");
    if (typed) typed.value = String(next);
  }

  async function save(options) {
    const now = written();
    if (saving || newer || now === kept) return;
    saving = true;
    try {
      const answer = await post(field, field.dataset.draftUrl, { body: area.value, title: title?.value ?? "", sequence }, options);
      const said = await answer.json();
      if (answer.ok) {
        number(said.sequence);
        kept = now;
        say(field, field.dataset.saved);
      } else if (answer.status === 409) {
        newer = said;
        bar.hidden = false;
      }
    } catch {
      // the network is away; the next round tries again
    }
    saving = false;
  }

  function choose({ target }) {
    const choice = target.closest("button")?.dataset.draft;
    if (!choice || !newer) return;
    number(newer.sequence);
    if (choice === "theirs") {
      area.value = newer.body;
      if (title && newer.title !== undefined) title.value = newer.title;
      kept = written();
    } else kept = null;
    newer = undefined;
    bar.hidden = true;
    area.focus();
    save();
  }

  const leaving = () => document.hidden && save({ keepalive: true });
  const stop = () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", leaving);
  };
  const timer = setInterval(save, EVERY);
  bar.addEventListener("click", choose);
  document.addEventListener("visibilitychange", leaving);
  form.addEventListener("submit", stop);
  return stop;
}
