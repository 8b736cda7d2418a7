import { execFileSync } from "node:child_process";
import { join } from "node:path";

const repository = join(__dirname, "../..");

/** What one `require` of a module costs in a Node of its own, and which files it loads. */
export interface Load {
  readonly milliseconds: number;
  readonly files: readonly string[];
}

const script = (name: string): string => `
  const before = process.hrtime.bigint();
  require(${JSON.stringify(name)});
  const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
  console.log(JSON.stringify({ milliseconds, files: Object.keys(require.cache) }));`;

const isLoad = (value: unknown): value is Load =>
  typeof value === "object" && value !== null && "milliseconds" in value && "files" in value;

/** Requires a module as a program in the repository would: the fastest of three times, since noise only adds. */
export const load = (name: string): Load => {
  const loads = [1, 2, 3].map(() => {
    const output: unknown = JSON.parse(
      execFileSync(process.execPath, ["-e", script(name)], { cwd: repository, encoding: "utf8" }),
    );
    if (!isLoad(output)) throw new Error(`no measurement of ${name}`);
    return output;
  });
  return loads.reduce((best, one) => (one.milliseconds < best.milliseconds ? one : best));
};
