import { LocalWorkspace } from "@pulumi/pulumi/automation";

/** Stacks under way at a time: each takes an engine and two Node processes, about 500 MB and a core. */
const AT_A_TIME = Number(process.env["STACKS_AT_A_TIME"] ?? "4");

async function up(rack: string): Promise<void> {
  const stack = await LocalWorkspace.createOrSelectStack({ stackName: rack, workDir: __dirname });
  await stack.setConfig("rack", { value: rack });
  const { summary } = await stack.up({ onOutput: (text) => process.stdout.write(text.replace(/^/gm, `${rack}: `)) });
  console.log(`${rack}: ${summary.result} ${JSON.stringify(summary.resourceChanges ?? {})}`);
}

/** Runs the stacks of all racks, so many at a time; a rack that fails does not keep the others from being done. */
async function main(racks: string[]): Promise<void> {
  const left = [...racks];
  const failed: string[] = [];
  const work = async (): Promise<void> => {
    for (let rack = left.shift(); rack !== undefined; rack = left.shift()) {
      const name = rack;
      // Why, the engine has said already.
      await up(name).catch(() => failed.push(name));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  if (failed.length > 0) throw new Error(`${failed.length} of ${racks.length} racks failed: ${failed.join(", ")}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
