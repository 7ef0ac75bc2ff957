// Builds the front end into portal/static/build: styles, scripts, fonts, icons, and a manifest of what to link.
// What belongs to everybody lies here; what belongs to a feature lies in its own `assets/` folder (features.mjs).
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { featureFiles, quotedNames } from "./features.mjs";
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

// `import "features.js"` and `@import "features.css"` stand for every feature's own files of that kind.
const features = {
  name: "features",
  setup(bundle) {
    bundle.onResolve({ filter: /^features\.(js|css)$/ }, ({ path }) => ({ path, namespace: "features" }));
    bundle.onResolve({ filter: /^portal\// }, ({ path }) => ({ path: join(ROOT, path) }));
    bundle.onLoad({ filter: /./, namespace: "features" }, async ({ path }) => {
      const loader = extname(path).slice(1);
      const statement = loader === "css" ? "@import" : "import";
      const files = await featureFiles(ROOT, (name) => name.endsWith(extname(path)));
      return { contents: files.map((file) => `${statement} ${JSON.stringify(file)};`).join("\n"), loader, resolveDir: ROOT };
    });
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
    plugins: [tabler, features],
  });
  await rename(join(DRAFT, "app-style.css"), join(DRAFT, "app.css"));
}

// The drawings of every icon that some template or some Python of the portal names in quotes: there is no list to keep.
async function icons() {
  const outline = join(ROOT, "node_modules/@tabler/icons/icons/outline");
  const drawable = new Set((await readdir(outline)).map((file) => basename(file, ".svg")));
  const names = [...(await quotedNames(ROOT))].filter((name) => drawable.has(name)).sort();
  const drawings = await Promise.all(names.map(async (name) => [name, shapes(await readFile(join(outline, `${name}.svg`), "utf8"))]));
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
