// While a title is typed, what was said before in the same words appears beside it.
import { later, question } from "portal/assets/js/asking.js";

document.addEventListener("input", ({ target }) => {
  if (target.matches("input[data-similar]")) later(() => showSimilar(target));
});

async function showSimilar(field) {
  const box = document.getElementById("similar");
  const found = await question(field.dataset.similar, new URLSearchParams({ title: field.value }));
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
