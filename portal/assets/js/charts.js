// Draws the table inside a <data-chart> as a picture, in the page's own colours, and again when the theme changes.
import * as echarts from "echarts/core";
import { BarChart, LineChart, PieChart, SankeyChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { palette } from "./palette.js";
import { option } from "./options.js";

echarts.use([BarChart, LineChart, PieChart, SankeyChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** Plots the chart of one element; answers with what takes it away again. */
export function plot(element) {
  const box = element.querySelector(".chart-plot");
  const table = element.querySelector("table");
  if (!box.offsetParent) return showTable(element);
  const chart = echarts.init(box, null, { renderer: "svg" });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = () => chart.setOption(option(element.getAttribute("kind"), read(table), palette(element)), true);
  const sized = new ResizeObserver(() => chart.resize());
  const themed = new MutationObserver(draw);
  draw();
  sized.observe(box);
  themed.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  dark.addEventListener("change", draw);
  return () => {
    sized.disconnect();
    themed.disconnect();
    dark.removeEventListener("change", draw);
    chart.dispose();
  };
}

/** Where there is no room for the picture (picture.css says where), the table stands in its place. */
function showTable(element) {
  element.querySelector("details").open = true;
  return () => undefined;
}

const texts = (cells) => [...cells].map((cell) => cell.textContent.trim());

function read(table) {
  return { heads: texts(table.tHead.rows[0].cells), rows: [...table.tBodies[0].rows].map((row) => texts(row.cells)) };
}
