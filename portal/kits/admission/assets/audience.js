// While an audience is put together, the people in it are counted.
import { later, question } from "portal/assets/js/asking.js";

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-audience]");
  if (form && target.matches("select")) later(() => countReaders(form));
});

async function countReaders(form) {
  const chosen = [...new FormData(form)].filter(([name]) => name === "agreement" || name.startsWith("see-"));
  const found = await question(form.dataset.audience, new URLSearchParams(chosen.filter(([, value]) => value !== "0")));
  if (found) form.querySelector("#readers span").textContent = found.label;
}
