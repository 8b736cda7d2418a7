import { type MeasuredBlock } from "./block";
import { type Sample, type Subject } from "./measure";
import { minimumRequests } from "./minimum";
import { type Operation, OPERATIONS } from "./operation";
import { tableText } from "./table";
import { type Traffic } from "./traffic";
import { type Need, type Usage } from "./usage";

/** The columns that every table has; each region that was measured adds two. */
const COUNTS = ["", "operation", "reads", "writes", "fewest", "× fewest", "per machine", "KiB/machine"];
const USAGE = ["CPU s", "× engine", "MiB engine", "program", "provider"];

const NOTHING = "-";
const UNKNOWN = "n/a";

/** 1 when both are 0: nothing to do costs nothing. */
function ratio(of: number, to: number): string {
  if (to === 0) return of === 0 ? "1.00" : "∞";
  return (of / to).toFixed(2);
}

/** Reads that others wait for are shared, so their number may depend on how long a region takes. */
function range(values: readonly number[], digits = 0): string {
  if (values.length === 0) return NOTHING;
  const [least, most] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)];
  return least === most ? least : `${least}–${most}`;
}

/** What is measured, in words. */
export const regionText = (region: Subject["region"]): string => {
  if (region === "noop") return "engine alone";
  if (region === "region") return "region";
  return region === 0 ? "no latency" : `${region} ms`;
};

/** The heads of the columns of time: the engine alone first, what the others are measured against. */
const timeHeads = (regions: readonly Subject["region"][]): string[] =>
  regions.flatMap((region) => [`s ${regionText(region)}`, ...(region === "noop" ? [] : ["× engine"])]);

class Row {
  constructor(
    private readonly block: MeasuredBlock,
    private readonly operation: Operation,
  ) {}

  sample(region: Subject["region"]): Sample | undefined {
    const at = this.block.subjects.findIndex((subject) => subject.region === region);
    return this.block.samples[at]?.[this.operation];
  }

  counts(): string[] {
    const { machines, layout } = this.block.fleet;
    const traffic = this.block.samples
      .filter((_, at) => this.block.subjects[at]?.region !== "noop")
      .flatMap((samples) => samples[this.operation]?.traffic ?? []);
    const requests = traffic.map(({ reads, writes }) => reads + writes);
    const fewest = minimumRequests(this.operation, machines, layout);
    const bytes = ({ received, sent }: Traffic): number => (received + sent) / 1024 / machines;
    return [
      this.block.title,
      this.operation,
      range(traffic.map(({ reads }) => reads)),
      range(traffic.map(({ writes }) => writes)),
      String(fewest),
      traffic.length === 0 ? NOTHING : ratio(Math.max(...requests), fewest),
      range(
        requests.map((count) => count / machines),
        1,
      ),
      range(traffic.map(bytes), 1),
    ];
  }

  times(regions: readonly Subject["region"][]): string[] {
    const engine = this.sample("noop")?.seconds;
    return regions.flatMap((region) => {
      const seconds = this.sample(region)?.seconds;
      const text = seconds?.toFixed(1) ?? NOTHING;
      if (region === "noop") return [text];
      return [text, engine === undefined || seconds === undefined ? NOTHING : ratio(seconds, engine)];
    });
  }

  /** Of the first region; what the engine alone needs is in parentheses. */
  usage(region: Subject["region"] | undefined): string[] {
    const alone = this.sample("noop")?.usage;
    const ours = region === undefined ? undefined : this.sample(region)?.usage;
    const both = (text: (usage: Usage | undefined) => string): string =>
      this.sample("noop") === undefined ? text(ours) : `${text(ours)} (${text(alone)})`;
    const times = alone === undefined || ours === undefined ? NOTHING : ratio(cpuOf(ours), cpuOf(alone));
    return [both(cpuText), times, ...ROLES.map((role) => both((usage) => memoryText(usage?.[role])))];
  }
}

const ROLES = ["engine", "program", "provider"] as const;

const cpuOf = (usage: Usage): number => ROLES.reduce((sum, role) => sum + usage[role].cpu, 0);

const cpuText = (usage: Usage | undefined): string => (usage === undefined ? UNKNOWN : cpuOf(usage).toFixed(1));

/** In MiB. A refresh and a destroy run no program. */
const memoryText = (need: Need | undefined): string => {
  if (need === undefined) return UNKNOWN;
  return need.memory === 0 ? NOTHING : String(Math.round(need.memory / 1024 ** 2));
};

/** The table. */
export function reportText(blocks: readonly MeasuredBlock[]): string {
  const regions = [...new Set(blocks.flatMap(({ subjects }) => subjects.map(({ region }) => region)))].sort(
    (a, b) => Number(b === "noop") - Number(a === "noop"),
  );
  const ours = regions.find((region) => region !== "noop");
  const rows = blocks.flatMap((block) =>
    OPERATIONS.filter((operation) => block.samples.some((samples) => samples[operation] !== undefined)).map(
      (operation) => {
        const row = new Row(block, operation);
        return [...row.counts(), ...row.times(regions), ...row.usage(ours)];
      },
    ),
  );
  return tableText([...COUNTS, ...timeHeads(regions), ...USAGE], rows, 2);
}
