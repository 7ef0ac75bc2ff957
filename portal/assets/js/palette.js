// The sheet's colours are written in oklch and light-dark(), which a chart cannot read: ask the browser for rgb.

const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const SERIES = ["--tblr-primary", "--tblr-teal", "--tblr-orange", "--tblr-pink", "--tblr-cyan", "--tblr-purple", "--tblr-yellow"];

export function palette(element) {
  const probe = element.appendChild(document.createElement("i"));
  const rgb = (name) => {
    probe.style.color = `var(${name})`;
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return `rgb(${red},${green},${blue})`;
  };
  const found = {
    series: SERIES.map(rgb),
    ink: rgb("--tblr-body-color"),
    quiet: rgb("--tblr-secondary"),
    rule: rgb("--tblr-border-color"),
    paper: rgb("--tblr-bg-surface"),
    font: getComputedStyle(element).fontFamily,
    still: matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
  probe.remove();
  return found;
}
