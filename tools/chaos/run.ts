import { type Emulator, type Fault, type Fleet, startEmulator } from "../../emulator";
import { TestStack } from "../../tests/support/stack";
import { DISKS, objectsOf, randomProgram } from "./program";
import { type Random, seededRandom } from "./random";

const TB = 1_000_000_000_000;

const fleetOf = (machines: number): Fleet => ({
  users: [{ username: "admin", admin: true, api_key: "chaosconsumer:chaostoken:chaossecret" }],
  machines: Array.from({ length: machines }, (_, at) => ({
    hostname: `chaos-${at}`,
    boot_disk: "sda",
    disks: ["sda", ...DISKS].map((name) => ({ name, size: TB, serial: `${at}-${name}` })),
  })),
});

/** Faults of writes, each at one request: the waits after them stay within a test's patience. */
function randomFaults(random: Random): Fault[] {
  const kinds = ["drop-after", "truncate", "malform", "conflict", "unavailable", "delay-after"] as const;
  return Array.from({ length: 2 }, () => ({
    kind: kinds[Math.floor(random() * kinds.length)] ?? "conflict",
    method: ["POST", "PUT"][Math.floor(random() * 2)] ?? "POST",
    nth: 1 + Math.floor(random() * 12),
    delayMs: 2_000,
    retryAfterS: 1,
  }));
}

/** Waits until so many requests that write were answered, or the CLI has ended. */
async function untilWrites(emulator: Emulator, count: number, ended: () => boolean): Promise<void> {
  while (!ended() && emulator.requests.filter(({ method }) => method !== "GET").length < count) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function interruptedUp(stack: TestStack, emulator: Emulator, afterWrites: number): Promise<void> {
  const engine = stack.start(["up", "--yes", "--skip-preview"]);
  let ended = false;
  void engine.exited.then(() => (ended = true));
  await untilWrites(emulator, afterWrites, () => ended);
  await engine.kill("SIGKILL");
}

async function orphansOf(stack: TestStack, emulator: Emulator, machines: number): Promise<string[]> {
  const state = JSON.stringify(await stack.exportState());
  const made = Array.from({ length: machines }, (_, at) => objectsOf(emulator, `chaos-${at}`)).flat();
  return made.filter((id) => !state.includes(`"id":"${id}"`));
}

/**
 * One run: `up` is killed after a number of writes while faults strike, then one clean `up` must reach the declared
 * state. Says what it did. @throws when it is not reached, when a preview is not empty, or when something is left over
 */
export async function chaosRun(seed: number): Promise<string> {
  const random = seededRandom(seed);
  const machines = 1 + Math.floor(random() * 3);
  const afterWrites = 1 + Math.floor(random() * machines * 10);
  const skipCheckpoints = seed % 2 === 0;
  const faults = randomFaults(random);
  const emulator = await startEmulator({ fleet: fleetOf(machines), seed, latency: 20, faults });
  const hostnames = Array.from({ length: machines }, (_, at) => `chaos-${at}`);
  const text = randomProgram(
    random,
    hostnames.map((hostname) => emulator.machine(hostname).system_id),
  );
  const stack = await TestStack.open({
    program: { "index.ts": text },
    maas: emulator,
    ...(skipCheckpoints ? { env: { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" } } : {}),
  });
  try {
    await interruptedUp(stack, emulator, afterWrites);
    const struck = emulator.faults.struck;
    emulator.faults.clear();
    await stack.cancel();
    await stack.up();
    await stack.expectNoChanges();
    const orphans = await orphansOf(stack, emulator, machines);
    if (orphans.length > 0) throw new Error(`the state does not know ${orphans.join(", ")}`);
    const kinds = faults.map(({ kind }) => kind).join(" and ");
    return `${machines} machines, killed after ${afterWrites} writes, ${struck} of ${kinds} struck${skipCheckpoints ? ", no checkpoints" : ""}`;
  } finally {
    stack.close();
    await emulator.close();
  }
}
