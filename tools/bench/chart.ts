/** One line of a chart. */
export interface Line {
  readonly name: string;
  /** Which of the colours of the picture. */
  readonly colour: "a" | "b" | "c";
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Lines over two linear axes that begin at 0: what is proportional is straight, what is constant is flat. */
export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly lines: readonly Line[];
}

const PLOT = { width: 290, height: 210 } as const;

/** The step between the labels of an axis: 1, 2 or 5 times a power of ten, four to eight of them. */
export function stepOf(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest / 4));
  return [1, 2, 5].map((times) => times * power).findLast((step) => largest / step >= 4) ?? power;
}

const axis = (values: readonly number[]): { end: number; marks: number[] } => {
  const step = stepOf(Math.max(...values));
  const count = Math.ceil(Math.max(...values) / step);
  return { end: count * step, marks: Array.from({ length: count + 1 }, (_, at) => at * step) };
};

const text = (x: number, y: number, anchor: string, name: string, what: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" class="${name}">${what}</text>`;

/** A chart at a place of a picture; `left` and `top` are the corner of the plot. */
export function chartSvg({ title, xTitle, lines }: Chart, left: number, top: number): string {
  const xs = axis(lines.flatMap(({ points }) => points.map(([x]) => x)));
  const ys = axis(lines.flatMap(({ points }) => points.map(([, y]) => y)));
  const x = (value: number): number => left + (value / xs.end) * PLOT.width;
  const y = (value: number): number => top + PLOT.height - (value / ys.end) * PLOT.height;
  const right = left + PLOT.width;
  const bottom = top + PLOT.height;
  return [
    text(left, top - 22, "start", "title", title),
    ...ys.marks.map((mark) => `<path class="grid" d="M${left} ${y(mark).toFixed(1)}H${right}"/>`),
    ...ys.marks.map((mark) => text(left - 8, y(mark) + 4, "end", "mark", numberText(mark))),
    ...xs.marks.map((mark) => text(x(mark), bottom + 18, "middle", "mark", numberText(mark))),
    text(left + PLOT.width / 2, bottom + 38, "middle", "mark", xTitle),
    ...lines.map((line) => lineSvg(line, x, y)),
  ].join("\n");
}

/** Thousands are set apart: 5 200. */
export const numberText = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");

function lineSvg({ name, colour, points }: Line, x: (value: number) => number, y: (value: number) => number): string {
  const places = points.map((point): [number, number] => [x(point[0]), y(point[1])]);
  const [endX, endY] = places.at(-1) ?? [0, 0];
  const label = `${name} ${numberText(points.at(-1)?.[1] ?? 0)}`;
  return [
    `<path class="line ${colour}" d="M${places.map((place) => place.map((at) => at.toFixed(1)).join(" ")).join("L")}"/>`,
    ...places.map(
      ([at, height]) => `<circle class="dot ${colour}" cx="${at.toFixed(1)}" cy="${height.toFixed(1)}" r="3.5"/>`,
    ),
    text(endX + 9, endY + 4, "start", `label ${colour}`, label),
  ].join("\n");
}
