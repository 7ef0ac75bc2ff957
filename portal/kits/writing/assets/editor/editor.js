// The editor around one textarea: a preview, pictures, names and a draft that saves itself. Without it the textarea
// is still a textarea; every word that it shows comes from the template.
import "@github/markdown-toolbar-element";
import { drafts } from "./drafts.js";
import { post, say } from "./field.js";
import { mentions } from "./mentions.js";

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

/** Brings one <writing-field> to life; answers with what puts it to rest. */
export function write(field) {
  const area = field.querySelector("textarea");
  const rest = [tabs(field, area)];
  if (field.dataset.uploadUrl) pictures(field, area);
  if (field.dataset.mentionsUrl) rest.push(mentions(field, area));
  if (field.dataset.draftUrl) rest.push(drafts(field, area));
  return () => rest.forEach((stop) => stop());
}

function tabs(field, area) {
  const shown = field.querySelector(".writing-shown");
  const all = [...field.querySelectorAll("[role=tab]")];
  const show = async (tab, focus) => {
    const preview = tab.dataset.shows === "preview";
    for (const one of all) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
    if (focus) tab.focus();
    field.classList.toggle("is-previewed", preview);
    shown.hidden = !preview;
    if (!preview) return;
    shown.setAttribute("aria-busy", "true");
    shown.innerHTML = await rendered(field, area);
    shown.removeAttribute("aria-busy");
  };
  const clicked = ({ currentTarget }) => show(currentTarget, false);
  const moved = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(all[(all.indexOf(event.currentTarget) + step + all.length) % all.length], true);
  };
  for (const tab of all) {
    tab.addEventListener("click", clicked);
    tab.addEventListener("keydown", moved);
  }
  return () => show(all[0], false);
}

async function rendered(field, area) {
  try {
    const answer = await post(field, field.dataset.previewUrl, { body: area.value }, { headers: { Accept: "text/html", "X-Requested-With": "fetch" } });
    if (answer.ok) return await answer.text();
  } catch {
    // the network is away: said below
  }
  return paragraph(field.dataset.noPreview);
}

function paragraph(text) {
  const box = document.createElement("p");
  box.textContent = text;
  return box.outerHTML;
}

function pictures(field, area) {
  const chooser = field.querySelector("input[type=file]");
  field.querySelector("[data-choose]").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    bring(field, area, chooser.files);
    chooser.value = "";
  });
  area.addEventListener("paste", (event) => taken(event, event.clipboardData));
  area.addEventListener("drop", (event) => taken(event, event.dataTransfer));
  area.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());

  function taken(event, brought) {
    const files = [...brought.files].filter((file) => PICTURE.test(file.type));
    if (!files.length) return;
    event.preventDefault();
    bring(field, area, files);
  }
}

async function bring(field, area, files) {
  for (const file of files) {
    const mark = `![${field.dataset.bringing} ${file.name.replace(/[[\]\\`]/g, "")}…]()`;
    insert(area, mark);
    say(field, field.dataset.bringing);
    const { key, error } = await uploaded(field, file);
    const at = area.value.indexOf(mark);
    if (at >= 0) put(area, at, mark, key ? `![${field.dataset.alt}](/pictures/${key})` : "", key ? field.dataset.alt : "");
    say(field, key ? field.dataset.brought : error);
  }
}

async function uploaded(field, file) {
  try {
    const answer = await post(field, field.dataset.uploadUrl, { picture: file });
    const said = await answer.json();
    return answer.ok ? said : { error: said.error || field.dataset.noPicture };
  } catch {
    return { error: field.dataset.noPicture };
  }
}

/** Writes `text` where the caret is, on a line of its own. */
function insert(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  area.setRangeText((before && !before.endsWith("\n") ? "\n" : "") + text + "\n", area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Puts `text` in the place of `mark` and selects `part` of it, to be typed over. */
function put(area, at, mark, text, part) {
  area.setRangeText(text, at, at + mark.length, "preserve");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  if (!part) return;
  area.focus();
  area.setSelectionRange(at + 2, at + 2 + part.length);
}
