// Names after an @: a list under the textarea, used with the arrow keys, Enter or Tab, or a tap; Escape closes it.

const TYPED = /(?:^|[^\p{L}\p{N}_/@.-])@([\p{L}\p{N}_.-]{1,40})$/u;
const PAUSE = 150;

export function mentions(field, area) {
  const list = field.querySelector(".writing-names");
  let timer;
  let asked;
  let chosen = -1;

  const typed = () => TYPED.exec(area.value.slice(0, area.selectionStart))?.[1];
  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    list.replaceChildren();
    area.removeAttribute("aria-activedescendant");
    chosen = -1;
  }

  async function ask() {
    const words = typed();
    if (!words) return close();
    asked?.abort();
    asked = new AbortController();
    try {
      const url = new URL(field.dataset.mentionsUrl, location.href);
      url.searchParams.set("q", words);
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: asked.signal });
      if (answer.ok) show(await answer.json(), words);
    } catch {
      // a newer question was asked, or the network is away
    }
  }

  function show(people, words) {
    if (!people.length || typed() !== words) return close();
    list.replaceChildren(...people.map(option));
    list.hidden = false;
    choose(0);
  }

  function option({ handle, name }, number) {
    const line = document.createElement("li");
    line.id = `${list.id}-${number}`;
    line.role = "option";
    line.dataset.handle = handle;
    const called = document.createElement("span");
    called.className = "writing-handle";
    called.textContent = `@${handle}`;
    line.append(name, " ", called);
    return line;
  }

  function choose(number) {
    const all = options();
    chosen = (number + all.length) % all.length;
    all.forEach((line, at) => line.setAttribute("aria-selected", String(at === chosen)));
    all[chosen].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", all[chosen].id);
  }

  function take(line) {
    const words = typed();
    if (words !== undefined) {
      const at = area.selectionStart;
      area.setRangeText(`${line.dataset.handle} `, at - words.length, at, "end");
      area.dispatchEvent(new Event("change", { bubbles: true }));
    }
    close();
    area.focus();
  }

  function pressed(event) {
    if (list.hidden || event.isComposing) return;
    const acts = {
      ArrowDown: () => choose(chosen + 1),
      ArrowUp: () => choose(chosen - 1),
      Enter: () => take(options()[chosen]),
      Tab: () => take(options()[chosen]),
      Escape: close,
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  area.addEventListener("keydown", pressed);
  area.addEventListener("blur", close);
  area.addEventListener("input", () => {
    clearTimeout(timer);
    if (typed()) timer = setTimeout(ask, PAUSE);
    else close();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const line = event.target.closest("[role=option]");
    if (line) take(line);
  });
  return close;
}
