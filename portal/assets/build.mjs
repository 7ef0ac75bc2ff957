// Builds the front end into portal/static/build: styles, scripts, fonts, icons, and a manifest of what to link.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { trim } from "./trim.mjs";

const HERE = import.meta.dirname ?? resolve(new URL(".", import.meta.url).pathname);
const ROOT = resolve(HERE, "../..");
const OUT = resolve(HERE, "../static/build");
const DRAFT = `${OUT}.${process.pid}`;
const COMPRESSED = /\.(css|js|svg|json)$/;

const tabler = {
  name: "tabler-without-the-rooms-we-never-enter",
  setup(bundle) {
    bundle.onLoad({ filter: /tabler\/core\/dist\/css\/tabler\.css$/ }, async ({ path }) => ({
      contents: trim(await readFile(path, "utf8")),
      loader: "css",
    }));
  },
};

async function bundle() {
  await build({
    absWorkingDir: ROOT,
    entryPoints: { app: join(HERE, "js/app.js"), "app-style": join(HERE, "css/app.css") },
    outdir: DRAFT,
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    target: "es2022",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file" },
    logLevel: "warning",
    plugins: [tabler],
  });
  await rename(join(DRAFT, "app-style.css"), join(DRAFT, "app.css"));
}

async function icons() {
  const names = (await readFile(join(HERE, "icons.txt"), "utf8")).split("\n").map((line) => line.trim()).filter(Boolean);
  const outline = join(ROOT, "node_modules/@tabler/icons/icons/outline");
  const drawings = await Promise.all(names.sort().map(async (name) => [name, shapes(await readFile(join(outline, `${name}.svg`), "utf8"))]));
  await writeFile(join(DRAFT, "icons.json"), JSON.stringify(Object.fromEntries(drawings)));
  await writeFile(join(DRAFT, "icon.svg"), await readFile(join(HERE, "icon.svg")));
}

const shapes = (svg) => svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>[\s\S]*$/g, "").replace(/\s+/g, " ").trim();

async function manifest() {
  const urls = {};
  for (const file of (await readdir(DRAFT)).sort()) {
    const body = await readFile(join(DRAFT, file));
    const hash = createHash("sha256").update(body).digest("hex").slice(0, 10);
    const font = /^(inter-[a-z-]+)-wght-normal-\w+\.woff2$/.exec(file);
    urls[font ? `${font[1]}.woff2` : file] = font ? file : `${file}?v=${hash}`;
  }
  await writeFile(join(DRAFT, "manifest.json"), JSON.stringify(urls, null, 1));
}

async function compress() {
  for (const file of (await readdir(DRAFT)).filter((name) => COMPRESSED.test(name))) {
    const body = await readFile(join(DRAFT, file));
    await writeFile(join(DRAFT, `${file}.gz`), gzipSync(body, { level: 9 }));
    await writeFile(join(DRAFT, `${file}.br`), brotliCompressSync(body));
  }
}

async function publish() {
  await mkdir(resolve(OUT, ".."), { recursive: true });
  await rm(OUT, { recursive: true, force: true });
  await rename(DRAFT, OUT);
}

await rm(DRAFT, { recursive: true, force: true });
try {
  await bundle();
  await icons();
  await manifest();
  await compress();
  await publish();
  console.log(`Built ${basename(resolve(OUT, ".."))}/${basename(OUT)}.`);
} finally {
  await rm(DRAFT, { recursive: true, force: true });
}
