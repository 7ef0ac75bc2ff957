// Forms: filters apply at once, a refused form brings the reader to what is wrong, words can be copied.

document.addEventListener("change", ({ target }) => {
  if (target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) target.closest("form[data-apply-at-once]")?.requestSubmit();
});

document.addEventListener("turbo:load", showFirstMistake);
document.addEventListener("turbo:render", showFirstMistake);

/** After Turbo has gone to the top of the page, as it does with what was refused. */
function showFirstMistake() {
  requestAnimationFrame(() => document.getElementById("form-errors")?.focus());
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("button[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText.trim());
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => (label.textContent = before), 2000);
});
