// Tabler brings parts for shops, calendars and pickers. Leaving out those this product never uses takes more
// than half of its weight. The list names what goes, never what stays: a class used in some template tomorrow
// is either here or in the sheet today, whatever the templates of the moment contain.

const COLOURS = "facebook|twitter|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket|tabler|x";
const UNUSED = [
  // navigation, overlays and widgets that need Tabler's script; ours are <details> and forms
  /^(navbar|nav-fill|nav-justified|nav-pills|nav-bordered|nav-segmented|offcanvas|modal|carousel|popover|tooltip|toast|accordion|collapse|collapsing|dropdown|dropup|dropend|dropstart|dropdown-menu|tab-content|tab-pane|fade)/,
  // widgets of other libraries
  /^(noUi|ts-|plyr|litepicker|fslightbox|apexcharts|jsvectormap|jvm|dropzone|tox|fullcalendar|fc-|flatpickr|vc-|clr|hugerte|io-|sortable|star-rating|gl-)/,
  // rooms of other products
  /^(otp|signal|signature|sparkline|calendar|ribbon|chat|mention|strength|payment|flag|social|browser|device|tracking|card-(group|stacked|stamp|tabs|img|mosaic|sponsor|rotate|link|progress|category|logo)|img-|object-|ratio|placeholder|legend|chart|steps?(-|$)|status|timeline|avatar|alert|progress|empty|tag|datagrid|callout|breadcrumb|markdown|theme|layout|page-(header|pretitle|title|subtitle|cover|tab)|hr-|list-group|switch|input-icon|form-(selectgroup|colorinput|imagecheck|floating|range|fieldset|switch|check-(highlight|single|description))|btn-(check|toolbar|group|close|floating|action|square|pill|loading|animate|spinner)|pagination|page-(item|link)|sticky|vr$|bs-|icon-(pulse|tada|rotate|filled|inline)|spinner|loader|animated|cursor|float|space-[xy]|columns?-|order|offset|rounded-(top|bottom|start|end)|focus-ring|link-|border-(top|bottom|start|end)|divide|antialiased|subpixel|opacity|blur|bg-(pattern|blur|gradient|white|black|dark|light|cover|opacity)|text-bg|text-opacity|border-opacity|scrollable|scroll|dirty|navigation|hover-elevate|demo)/,
  new RegExp(`-(${COLOURS})(-lt|-fg|-overlay)?$`),
  // colour families: tones (css/tones.css) are used instead, because their contrast is known
  /^(bg|text|border|btn|badge|alert|status|link|table|list-group-item)-(outline-|ghost-)?(blue|azure|indigo|purple|pink|red|orange|yellow|lime|green|teal|cyan|gray|success|info|warning|light|dark|muted|white|black)(-\d+|-lt|-fg|-subtle|-emphasis|-darken)?$/,
  // rare steps of the spacing and size scales
  /^(m|p|g|gx|gy)[tbsexy]?-(xxl|xl|sm)-/,
  /-(xxl)(-|$)/,
  /^(h|w|min-[vw]|max-[vw]|vh|vw)-(33|66|px)$/,
];
const SELECTOR_OF_ANOTHER_THEME = /data-bs-navbar-theme|data-bs-theme-|data-theme|theme-dark|body\[data-bs-theme|\[data-vc|\.layout-|\[data-bs-popper/;

export function trim(css) {
  return blocks(css.replace(/\/\*[\s\S]*?\*\//g, "")).map(keep).join("");
}

function keep({ head, body }) {
  if (body === null) return head;
  if (/^@(media|supports|layer|container)/.test(head)) {
    const inside = blocks(body).map(keep).join("");
    return inside.trim() ? `${head}{${inside}}` : "";
  }
  if (head.startsWith("@")) return `${head}{${body}}`;
  const left = selectors(head).filter((one) => !unused(one));
  return left.length && body.trim() ? `${left.join(",")}{${body}}` : "";
}

function unused(selector) {
  if (SELECTOR_OF_ANOTHER_THEME.test(selector)) return true;
  const bare = selector.replace(/:(not|where|is|has)\([^)]*\)/g, "");
  const classes = [...bare.matchAll(/\.((?:[\w-]|\\.)+)/g)].map((match) => match[1]);
  return classes.some((name) => UNUSED.some((pattern) => pattern.test(name)));
}

/** Top-level rules of a sheet, as {head, body}; statements without a block have body null. */
function blocks(css) {
  const found = [];
  for (let at = 0; at < css.length; ) {
    const open = css.indexOf("{", at);
    const stop = css.indexOf(";", at);
    if (stop >= 0 && (open < 0 || stop < open)) {
      found.push({ head: css.slice(at, stop + 1).trim(), body: null });
      at = stop + 1;
      continue;
    }
    if (open < 0) break;
    const close = closing(css, open);
    found.push({ head: css.slice(at, open).trim(), body: css.slice(open + 1, close) });
    at = close + 1;
  }
  return found;
}

function closing(css, open) {
  for (let at = open + 1, depth = 1; at < css.length; at += 1) {
    if (css[at] === '"') at = css.indexOf('"', at + 1);
    else if (css[at] === "{") depth += 1;
    else if (css[at] === "}" && (depth -= 1) === 0) return at;
  }
  throw new Error("a rule of the sheet is not closed");
}

function selectors(head) {
  const found = [""];
  let depth = 0;
  for (const sign of head) {
    if (sign === "(" || sign === "[") depth += 1;
    if (sign === ")" || sign === "]") depth -= 1;
    if (sign === "," && depth === 0) found.push("");
    else found[found.length - 1] += sign;
  }
  return found.map((one) => one.trim());
}
