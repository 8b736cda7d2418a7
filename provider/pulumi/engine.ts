import { connect } from "node:net";

/** The engine is probed this often during a wait. */
const HEARTBEAT_MS = 1_000;
/** And this often while nothing is to be done. */
const IDLE_HEARTBEAT_MS = 5_000;
/** Longer than this nobody waits for a computer that is too busy to connect to itself. */
const PROBE_MS = 2_000;

/**
 * The address of the engine that started this provider host: the host's last argument. Undefined outside the host, where
 * handlers are called directly.
 */
export function engineAddress(argv: readonly string[] = process.argv): { host: string; port: number } | undefined {
  if (!argv[1]?.includes("dynamic-provider")) return undefined;
  const match = /^(.+):(\d+)$/.exec(argv[argv.length - 1] ?? "");
  return match?.[1] && match[2] ? { host: match[1], port: Number(match[2]) } : undefined;
}

/**
 * True only when nobody listens, which the kernel says at once. A probe that is late, or fails for another reason, says
 * that this computer is busy, and nothing of the engine.
 */
function isGone(address: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: PROBE_MS });
    const end = (gone: boolean) => {
      socket.destroy();
      resolve(gone);
    };
    socket.once("connect", () => end(false));
    socket.once("timeout", () => end(false));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED"));
  });
}

/**
 * A provider host outlives a killed engine, and would write what the next `pulumi up` writes as well. So before every
 * write the host makes sure that its engine still listens; when it does not, the host writes nothing more and ends.
 */
export async function leaveIfEngineIsGone(): Promise<void> {
  const address = engineAddress();
  if (address === undefined || !(await isGone(address))) return;
  process.stderr.write("pulumi-maas: the Pulumi engine is gone; this provider host writes nothing more and ends.\n");
  process.exit(1);
}

let watch: NodeJS.Timeout | undefined;

/** A host that is idle when its engine is killed would stay for ever: nobody is left to end it. */
export function watchEngine(): void {
  if (watch !== undefined || engineAddress() === undefined) return;
  watch = setInterval(() => void leaveIfEngineIsGone(), IDLE_HEARTBEAT_MS);
  watch.unref();
}

/** Waits, and leaves when the engine has gone meanwhile. */
export async function sleepBesideEngine(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= HEARTBEAT_MS) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, HEARTBEAT_MS)));
    await leaveIfEngineIsGone();
  }
}
