import { type Fault, FAULT_KINDS } from "../../emulator";
import { changeDesign, type Design, drawDesign } from "./design";
import { type Victim, VICTIMS } from "./interruption";
import { between, pick, type Random, seededRandom } from "../../kit/layouts/random";

/** What is interrupted: `up` on empty machines, `up` of a changed program, or `destroy`. */
const OPERATIONS = ["create", "create", "change", "change", "destroy"] as const;
type Operation = (typeof OPERATIONS)[number];

/** Everything that a seed decides. */
export interface Plan {
  readonly seed: number;
  readonly operation: Operation;
  readonly before: readonly Design[];
  readonly after: readonly Design[];
  readonly victim: Victim;
  readonly afterWrites: number;
  readonly faults: readonly Fault[];
  readonly skipCheckpoints: boolean;
  readonly parallel: number;
  /** How long MAAS takes for a request: what the engine does at the same time meets in other places. */
  readonly latencyMs: number;
  /** How long a deployment and a release take. */
  readonly transitionMs: number;
}

/** How many writes each operation has, about, on one machine: interruptions are to fall between. */
const WRITES: Readonly<Record<Operation, number>> = { create: 50, change: 20, destroy: 30 };

/** Each at one request, mostly before the interruption: the waits after them stay within a test's patience. */
function drawFault(random: Random, afterWrites: number): Fault {
  const method = pick(random, ["POST", "POST", "PUT", "DELETE", "GET"]);
  return {
    kind: pick(random, FAULT_KINDS),
    method,
    nth: between(random, 1, method === "POST" ? 1 + Math.floor(afterWrites / 2) : 3),
    delayMs: 2_000,
    retryAfterS: 1,
  };
}

export function drawPlan(seed: number): Plan {
  const random = seededRandom(seed);
  const operation = pick(random, OPERATIONS);
  const before = Array.from({ length: between(random, 1, 3) }, () => drawDesign(random));
  const writes = WRITES[operation] * before.length;
  const afterWrites = between(random, 0, writes);
  return {
    seed,
    operation,
    before,
    after: operation === "change" ? before.map((design) => changeDesign(random, design)) : before,
    victim: pick(random, VICTIMS),
    afterWrites,
    faults: Array.from({ length: between(random, 0, 3) }, () => drawFault(random, afterWrites)),
    skipCheckpoints: seed % 2 === 0,
    parallel: pick(random, [4, 16, 64]),
    latencyMs: pick(random, [5, 20, 100]),
    transitionMs: pick(random, [0, 1_000]),
  };
}
