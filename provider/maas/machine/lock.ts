import { createHash } from "node:crypto";
import { join } from "node:path";

import { lock } from "proper-lockfile";

import { privateFolder } from "../../private-folder";

/** A lock whose holder died is taken over after this time. */
const STALE_MS = 6_000;
/** A wait that is longer than this is announced. */
const QUIET_MS = 2_000;
const RETRY_MS = 100;

/** A lock that is held. `broken` turns true when another process took it over while this one slept. */
export interface HeldLock {
  readonly broken: () => boolean;
  readonly release: () => Promise<void>;
}

function lockPath(apiUrl: string, systemId: string): string {
  const region = createHash("sha256").update(apiUrl).digest("hex").slice(0, 12);
  return join(privateFolder(), `${region}-${systemId}.lock`);
}

const isTaken = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ELOCKED";

/**
 * Each explicit provider has a process of its own, and MAAS has no lock: two first partitions at once corrupt a machine.
 * So one machine has one writer per computer, by a lock file for each region and machine.
 */
export async function lockMachine(
  apiUrl: string,
  systemId: string,
  announce: (line: string) => void,
): Promise<HeldLock> {
  const path = lockPath(apiUrl, systemId);
  const start = Date.now();
  for (let announced = false; ;) {
    let compromised = false;
    try {
      const release = await lock(path, {
        lockfilePath: path,
        realpath: false,
        stale: STALE_MS,
        onCompromised: () => (compromised = true),
      });
      return { broken: () => compromised, release: () => release().catch(() => undefined) };
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    if (!announced && Date.now() - start > QUIET_MS) {
      announced = true;
      announce(`machine ${systemId}: waiting for another pulumi-maas process on this computer that writes to it`);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
