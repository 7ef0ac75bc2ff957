// What features bring to the front end. Their styles and scripts lie in `portal/<layer>/assets` or
// `portal/<layer>/<feature>/assets`: files right in that folder are part of every page, and what those import
// themselves lies in folders below it. Their icons are those that their templates and their Python name.
import { readFile, readdir } from "node:fs/promises";
import { join, sep } from "node:path";

// The lower layer first, so that a higher one can say it differently; within a layer, by name.
const LAYERS = ["ledger", "access", "people", "kits", "rooms", "nurture", "home", "demo"];

/** The absolute paths of the features' own files whose name is `wanted`, in the order in which they are put together. */
export async function featureFiles(root, wanted) {
  const portal = join(root, "portal");
  return (await readdir(portal, { recursive: true }))
    .map((path) => path.split(sep))
    .filter((parts) => parts.length > 2 && parts.at(-2) === "assets" && wanted(parts.at(-1)))
    .map((parts) => ({ path: join(portal, ...parts), key: [layer(parts), ...parts].join("/") }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ path }) => path);
}

function layer(parts) {
  const place = LAYERS.indexOf(parts[0]);
  if (place < 0) throw new Error(`portal/${parts.join("/")}: ${parts[0]} is no layer with features`);
  return place;
}

/** Everything in quotes in templates and Python that could be the name of an icon. */
export async function quotedNames(root) {
  const portal = join(root, "portal");
  const files = (await readdir(portal, { recursive: true })).filter((path) => /\.(html|py)$/.test(path));
  const texts = await Promise.all(files.map((file) => readFile(join(portal, file), "utf8")));
  return new Set(texts.flatMap((text) => [...text.matchAll(/["']([a-z][a-z\d-]*)(?=["'])/g)].map((match) => match[1])));
}
