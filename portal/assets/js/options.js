// What each kind of chart looks like: line, bar, stack, pie, sankey.

const number = (text) => Number(text.replace(/[^\d.-]/g, ""));

export function option(kind, { heads, rows }, colours) {
  const shared = {
    color: colours.series,
    animation: !colours.still,
    aria: { enabled: true },
    textStyle: { fontFamily: colours.font, color: colours.ink },
    tooltip: {
      trigger: kind === "pie" || kind === "sankey" ? "item" : "axis",
      renderMode: "richText",
      backgroundColor: colours.paper,
      borderColor: colours.rule,
      textStyle: { color: colours.ink, fontFamily: colours.font },
    },
  };
  if (kind === "sankey") return { ...shared, series: [sankey(rows, colours)] };
  if (kind === "pie") return { ...shared, legend: legend(colours), series: [pie(rows, colours)] };
  return { ...shared, ...axes(heads, rows, colours), series: heads.slice(1).map((name, at) => column(kind, name, at + 1, rows, colours)) };
}

function axes(heads, rows, { ink, quiet, rule }) {
  const many = heads.length > 2;
  return {
    legend: many ? legend({ ink }) : undefined,
    grid: { left: 4, right: 12, top: 16, bottom: many ? 40 : 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "category", data: rows.map((row) => row[0]), axisLabel: { color: quiet }, axisLine: { lineStyle: { color: rule } }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: quiet }, splitLine: { lineStyle: { color: rule } } },
  };
}

const legend = ({ ink }) => ({ bottom: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, itemGap: 18, textStyle: { color: ink } });

function column(kind, name, at, rows, { paper }) {
  const values = rows.map((row) => number(row[at]));
  if (kind === "line") return { name, type: "line", data: values, smooth: 0.35, symbolSize: 6, lineStyle: { width: 2.5 }, areaStyle: { opacity: 0.1 } };
  const stacked = kind === "stack";
  return { name, type: "bar", data: values, barMaxWidth: 34, stack: stacked ? "all" : undefined, itemStyle: { borderRadius: stacked ? 0 : [5, 5, 0, 0], borderColor: paper, borderWidth: stacked ? 1 : 0 } };
}

function pie(rows, { ink, paper }) {
  return {
    type: "pie",
    radius: ["52%", "78%"],
    center: ["50%", "44%"],
    label: { show: false, color: ink },
    itemStyle: { borderColor: paper, borderWidth: 3, borderRadius: 6 },
    data: rows.map(([name, value]) => ({ name, value: number(value) })),
  };
}

function sankey(rows, { series, ink }) {
  const names = [...new Set(rows.flatMap(([from, to]) => [from, to]))];
  return {
    type: "sankey",
    left: 4,
    right: 96,
    top: 10,
    bottom: 10,
    nodeGap: 14,
    label: { color: ink },
    lineStyle: { color: "gradient", opacity: 0.35 },
    data: names.map((name, at) => ({ name, itemStyle: { color: series[at % series.length] } })),
    links: rows.map(([source, target, value]) => ({ source, target, value: number(value) })),
  };
}
