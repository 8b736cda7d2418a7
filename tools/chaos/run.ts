import { TestStack } from "../../kit/engine/stack";
import { type Declared } from "../../kit/layouts/declared";
import { type Design } from "./design";
import { interrupt } from "./interruption";
import { deviations, everythingOn, foreignOf } from "./ledger";
import { drawPlan, type Plan } from "./plan";
import { programText } from "./program";
import { Region } from "./region";
import { resourcesOf } from "./resources";

/** A chaos run under way: the region, the stack, and what each machine is to hold. */
class Run {
  private constructor(
    private readonly plan: Plan,
    private readonly region: Region,
    private readonly stack: TestStack,
    private readonly foreign: readonly string[],
    private readonly strangers: ReadonlySet<string>,
  ) {}

  static async open(plan: Plan): Promise<Run> {
    const { seed, latencyMs: latency, transitionMs } = plan;
    const region = await Region.start(plan.before, { seed, latency, transitionMs });
    const stack = await TestStack.open({
      program: { "index.ts": textOf(region, plan.before) },
      maas: region.emulator,
      ...(plan.skipCheckpoints ? { env: { PULUMI_SKIP_CHECKPOINTS: "true" } } : {}),
    });
    const machines = machinesOf(region, plan);
    return new Run(plan, region, stack, machines.map(foreignOf), new Set(machines.flatMap(everythingOn)));
  }

  /** Interrupts the operation; says what struck. */
  async break(): Promise<string> {
    const { operation, after, faults, victim, parallel } = this.plan;
    if (operation !== "create") await this.stack.up();
    this.stack.setProgram({ "index.ts": textOf(this.region, after) });
    this.region.emulator.clearRequests();
    this.region.addFaults(faults);
    const verb = operation === "destroy" ? ["destroy"] : ["up"];
    const engine = this.stack.start([...verb, "--yes", "--skip-preview", "--parallel", String(parallel)]);
    const struck = await interrupt(engine, this.region, this.plan);
    const said = `${struck ? victim : `${victim} too late`}, ${this.region.emulator.faults.struck} of ${faults.length} faults`;
    this.region.emulator.faults.clear();
    return said;
  }

  /** One clean run must reach the declared state, and a further one must have nothing to do. */
  async mend(): Promise<void> {
    await this.stack.cancel();
    if (this.plan.operation === "destroy") await this.stack.destroy();
    else {
      await this.stack.up();
      await this.stack.expectNoChanges();
    }
    const problems = [...this.deviations(), ...(await this.orphans()), ...this.touched()];
    if (problems.length > 0) throw new Error(problems.join("\n"));
  }

  async close(): Promise<void> {
    this.stack.close();
    await this.region.close();
  }

  private deviations(): string[] {
    const isGone = this.plan.operation === "destroy";
    return machinesOf(this.region, this.plan).flatMap((machine, at) => {
      const declared = isGone ? [] : declaredOn(this.plan.after, at);
      return deviations(machine, declared, `m${at}`);
    });
  }

  private async orphans(): Promise<string[]> {
    const state = JSON.stringify(await this.stack.exportState());
    return machinesOf(this.region, this.plan)
      .flatMap(everythingOn)
      .filter((id) => !state.includes(`"id":"${id}"`) && !this.strangers.has(id))
      .map((id) => `the state does not know ${id}`);
  }

  private touched(): string[] {
    return machinesOf(this.region, this.plan).flatMap((machine, at) =>
      foreignOf(machine) === this.foreign[at] ? [] : [`${machine.hostname}: what is not ours was touched`],
    );
  }
}

const machinesOf = (region: Region, { before }: Plan) => before.map((_, at) => region.emulator.machine(`chaos-${at}`));

function declaredOn(designs: readonly Design[], at: number): Declared[] {
  const design = designs[at];
  return design === undefined ? [] : resourcesOf(design);
}

const textOf = (region: Region, designs: readonly Design[]): string =>
  programText(
    designs.map((_, at) => ({
      systemId: region.emulator.machine(`chaos-${at}`).system_id,
      resources: declaredOn(designs, at),
    })),
  );

/**
 * One run: an operation is interrupted after a number of writes while faults strike, then one clean run must reach the
 * declared state. Says what it did. @throws when it is not reached, when a preview is not empty, when the server holds
 * something that the state does not know, or when something of somebody else's was touched
 */
export async function chaosRun(seed: number): Promise<string> {
  const plan = drawPlan(seed);
  const run = await Run.open(plan);
  const { operation, before, afterWrites, skipCheckpoints, parallel } = plan;
  const what = `${operation} of ${before.length} machines, after ${afterWrites} writes at --parallel ${parallel}`;
  let said = "before the interruption";
  try {
    said = await run.break();
    await run.mend();
    return `${what}: ${said}${skipCheckpoints ? ", no checkpoints" : ""}`;
  } catch (error) {
    throw new Error(`${what}: ${said}\n${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    await run.close();
  }
}
