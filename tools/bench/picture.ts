import { type MeasuredBlock } from "./block";
import { chartSvg, type Line } from "./chart";
import { twelve } from "../../kit/layouts/layouts";
import { type Operation } from "./operation";

/** Its own background in both schemes: a page need not have the scheme of the reader's system. */
const STYLE = `
.page { fill: #ffffff; stroke: #d1d9e0 }
text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #59636e }
.title { font-size: 14px; font-weight: 600; fill: #1f2328 }
.grid { stroke: #d1d9e0; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
.label { font-weight: 600 }
.line.a { stroke: #0969da } .dot.a, .label.a { fill: #0969da }
.line.b { stroke: #bc4c00 } .dot.b, .label.b { fill: #bc4c00 }
.line.c { stroke: #1a7f37 } .dot.c, .label.c { fill: #1a7f37 }
@media (prefers-color-scheme: dark) {
  .page { fill: #0d1117; stroke: #3d444d }
  text { fill: #9198a1 }
  .title { fill: #f0f6fc }
  .grid { stroke: #3d444d }
  .line.a { stroke: #4493f8 } .dot.a, .label.a { fill: #4493f8 }
  .line.b { stroke: #f0883e } .dot.b, .label.b { fill: #f0883e }
  .line.c { stroke: #3fb950 } .dot.c, .label.c { fill: #3fb950 }
}`;

const LINES: readonly (readonly [Operation, Line["colour"]])[] = [
  ["up", "a"],
  ["destroy", "b"],
  ["refresh", "c"],
];

/** The most requests that an operation had, whatever the region's latency. */
function requestsOf({ subjects, samples }: MeasuredBlock, operation: Operation): number | undefined {
  const counts = samples.flatMap((one, at) => {
    const traffic = one[operation]?.traffic;
    return traffic === undefined || subjects[at]?.region === "noop" ? [] : [traffic.reads + traffic.writes];
  });
  return counts.length === 0 ? undefined : Math.max(...counts);
}

function linesOf(blocks: readonly MeasuredBlock[], xOf: (block: MeasuredBlock) => number): Line[] {
  return LINES.map(([name, colour]) => {
    const points = new Map<number, number>();
    for (const block of blocks) {
      const requests = requestsOf(block, name);
      if (requests !== undefined) points.set(xOf(block), Math.max(requests, points.get(xOf(block)) ?? 0));
    }
    return { name, colour, points: [...points].sort(([a], [b]) => a - b) };
  }).filter(({ points }) => points.length > 0);
}

/** Requests by machines, and by resources of one machine. */
export function pictureText(blocks: readonly MeasuredBlock[]): string {
  const fleets = blocks.filter(({ fleet }) => fleet.layout.length === twelve.length);
  const single = blocks.filter(({ fleet }) => fleet.machines === 1 && fleet.layout.length >= twelve.length);
  const charts = [
    {
      title: "Requests, 12 resources on each machine",
      xTitle: "machines",
      lines: linesOf(fleets, ({ fleet }) => fleet.machines),
    },
    {
      title: "Requests, one machine",
      xTitle: "resources on the machine",
      lines: linesOf(single, ({ fleet }) => fleet.layout.length),
    },
  ].filter(({ lines }) => lines.length > 0);
  const width = 30 + charts.length * 430;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 330" width="${width}" height="330" role="img">`,
    "<title>Requests to MAAS: in proportion to the machines; a refresh does not grow with the resources of a machine</title>",
    `<style>${STYLE}\n</style>`,
    `<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="329" rx="8"/>`,
    ...charts.map((chart, at) => chartSvg(chart, 60 + at * 430, 62)),
    "</svg>",
    "",
  ].join("\n");
}
