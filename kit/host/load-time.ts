import { execFileSync } from "node:child_process";
import { join } from "node:path";

const repository = join(__dirname, "../..");

/** What one `require` of a module costs in a Node of its own, and which files it loads. */
export interface Load {
  /** Of the processor's time: waiting for a busy computer is no cost of a module. */
  readonly milliseconds: number;
  readonly files: readonly string[];
}

const script = (name: string): string => `
  const before = process.cpuUsage();
  require(${JSON.stringify(name)});
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1e3;
  console.log(JSON.stringify({ milliseconds, files: Object.keys(require.cache) }));`;

const isLoad = (value: unknown): value is Load =>
  typeof value === "object" && value !== null && "milliseconds" in value && "files" in value;

function loadOnce(name: string): Load {
  const output: unknown = JSON.parse(
    execFileSync(process.execPath, ["-e", script(name)], { cwd: repository, encoding: "utf8" }),
  );
  if (!isLoad(output)) throw new Error(`no measurement of ${name}`);
  return output;
}

const ROUNDS = 5;

/**
 * Requires two modules as programs in the repository would: in turns, so that other work on the computer meets both, and
 * the fastest of five times each, since noise only adds.
 */
export function loadBoth(one: string, other: string): [Load, Load] {
  const best = (a: Load, b: Load): Load => (b.milliseconds < a.milliseconds ? b : a);
  let fastest: [Load, Load] = [loadOnce(one), loadOnce(other)];
  for (let round = 1; round < ROUNDS; round += 1) {
    fastest = [best(fastest[0], loadOnce(one)), best(fastest[1], loadOnce(other))];
  }
  return fastest;
}
