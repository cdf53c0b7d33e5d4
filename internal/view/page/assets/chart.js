// The chart of an account's speed and of how full its calls are.
"use strict";

const chartSpan = 600; // seconds, at most
const chartLeast = 60;

class SpeedChart {
  constructor(element) {
    this.element = element;
    this.data = [[], [], [], []]; // time, numbers/s, ceiling, fill
    this.ceiling = 0;
    new ResizeObserver(() => this.plot && this.plot.setSize(this.size())).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  size() {
    return { width: Math.max(240, this.element.clientWidth), height: matchMedia("(max-width: 46rem)").matches ? 120 : 224 };
  }

  add(curve) {
    if (curve.reset) this.data = [[], [], [], []];
    this.ceiling = curve.ceiling;
    curve.at.forEach((at, i) => {
      this.data[0].push(at);
      this.data[1].push(curve.numbers[i]);
      this.data[2].push(curve.ceiling);
      this.data[3].push(curve.fill[i]);
    });
    const oldest = this.data[0][this.data[0].length - 1] - chartSpan;
    const gone = this.data[0].findIndex((at) => at >= oldest);
    if (gone > 0) this.data = this.data.map((column) => column.slice(gone));
    if (this.plot) this.plot.setData(this.data);
    else this.draw();
  }

  draw() {
    if (!this.data[0].length) return;
    if (this.plot) this.plot.destroy();
    this.element.replaceChildren();
    this.plot = new uPlot(this.options(), this.data, this.element);
  }

  options() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue("--" + name).trim();
    const axis = { stroke: colour("soft"), font: "12px system-ui, sans-serif", ticks: { show: false }, grid: { stroke: colour("line"), width: 1 } };
    return {
      ...this.size(),
      padding: [8, 0, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { time: true, range: (_, min, max) => [Math.min(min, max - chartLeast), max] },
        // A burst above the ceiling, of numbers that no call was made for, must not flatten the rest.
        y: { range: (_, __, max) => [0, 1.05 * Math.max(1, this.ceiling, Math.min(max || 0, 1.2 * this.ceiling))] },
        fill: { range: [0, 105] },
      },
      axes: [
        { ...axis, space: 80, size: 28, values: (_, at) => at.map(clock) },
        { ...axis, size: 44 },
        { ...axis, scale: "fill", side: 1, size: 46, grid: { show: false }, splits: [0, 50, 100], values: (_, all) => all.map((v) => v + " %") },
      ],
      series: [
        {},
        { stroke: colour("accent"), width: 2, fill: colour("accent") + "1a", points: { show: false } },
        { stroke: colour("ceiling"), width: 1, dash: [6, 4], points: { show: false } },
        { stroke: colour("fill"), width: 1.25, scale: "fill", points: { show: false } },
      ],
    };
  }
}

function clock(at) {
  const date = new Date(at * 1000);
  return clockOf(date, date.getSeconds() > 0);
}
