import { type Random } from "../world/random";
import { checkFault, type Fault, type FullFault } from "./fault";

/** What a plan needs to know of a request. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly op: string | undefined;
}

interface Planned {
  readonly fault: FullFault;
  seen: number;
  struck: number;
}

/** The faults of an emulator. Tests add and clear them while it runs. */
export class FaultPlan {
  private planned: Planned[] = [];

  constructor(
    private readonly random: Random,
    faults: readonly Fault[] = [],
  ) {
    for (const fault of faults) this.add(fault);
  }

  /** Adds a fault; it counts matching requests from now on. */
  add(fault: Fault): void {
    this.planned.push({ fault: checkFault(fault), seen: 0, struck: 0 });
  }

  clear(): void {
    this.planned = [];
  }

  /** How many faults have struck so far. */
  get struck(): number {
    return this.planned.reduce((sum, { struck }) => sum + struck, 0);
  }

  /** The faults that strike this request. */
  strike(target: FaultTarget): FullFault[] {
    return this.planned.flatMap((planned) => (this.strikes(planned, target) ? [planned.fault] : []));
  }

  private strikes(planned: Planned, target: FaultTarget): boolean {
    const { fault } = planned;
    if (!matches(fault, target)) return false;
    planned.seen += 1;
    if (planned.seen < fault.nth || (fault.times !== "all" && planned.struck >= fault.times)) return false;
    if (fault.probability < 1 && this.random() >= fault.probability) return false;
    planned.struck += 1;
    return true;
  }
}

function matches({ method, path, op }: FullFault, target: FaultTarget): boolean {
  if (method !== undefined && method !== target.method) return false;
  if (op !== undefined && op !== target.op) return false;
  if (path === undefined) return true;
  return typeof path === "string" ? target.path.includes(path) : path.test(target.path);
}
