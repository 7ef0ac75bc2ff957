// While a title is typed, topics with the same words appear beside it; an audience is counted while it is put together.

const WAIT = 350;
let waiting;

document.addEventListener("input", ({ target }) => {
  if (target.matches("input[data-similar]")) later(() => showSimilar(target));
});
document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-audience]");
  if (form && target.matches("select")) later(() => countReaders(form));
});

function later(act) {
  clearTimeout(waiting);
  waiting = setTimeout(act, WAIT);
}

async function answer(url, query) {
  const response = await fetch(`${url}?${query}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
  return response?.ok ? response.json() : undefined;
}

async function showSimilar(field) {
  const box = document.getElementById("similar");
  const found = await answer(field.dataset.similar, new URLSearchParams({ title: field.value }));
  if (!box || !found) return;
  const lines = found.topics.map(({ title, url, act }) => {
    const line = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title, target: "_blank" });
    line.append(link);
    if (act) line.append(instead(field.form, act, found.label));
    return line;
  });
  const looked = field.form.elements.namedItem("looked");
  if (looked) looked.value = field.value;
  box.querySelector(".similar").replaceChildren(...lines);
  box.hidden = lines.length === 0;
}

// A button that sends the form elsewhere: "Vote for that one instead".
function instead(form, act, label) {
  const button = Object.assign(document.createElement("button"), { className: "btn btn-sm", textContent: label, formAction: act });
  button.setAttribute("form", form.id);
  button.formNoValidate = true;
  return button;
}

async function countReaders(form) {
  const chosen = [...new FormData(form)].filter(([name]) => name === "agreement" || name.startsWith("see-"));
  const found = await answer(form.dataset.audience, new URLSearchParams(chosen.filter(([, value]) => value !== "0")));
  if (found) form.querySelector("#readers span").textContent = found.words;
}
