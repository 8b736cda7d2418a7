import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** What the comment of a lock's tag says: who holds it, and until when by the clock of the region. */
export interface Lease {
  readonly token: string;
  readonly until: number;
  readonly computer: string;
  readonly pid: number;
}

const TEXT = /^pulumi-maas writes to this machine until (\S+) \(([0-9a-f]+) on ([0-9a-f]+), process (\d+)\)$/;

export const leaseText = ({ token, until, computer, pid }: Lease): string =>
  `pulumi-maas writes to this machine until ${new Date(until).toISOString()} (${token} on ${computer}, process ${pid})`;

export function readLease(text: string): Lease | undefined {
  const [, until = "", token = "", computer = "", pid = ""] = TEXT.exec(text.trim()) ?? [];
  const time = Date.parse(until);
  return Number.isNaN(time) ? undefined : { token, until: time, computer, pid: Number(pid) };
}

export const newLease = (until: number): Lease => ({
  token: randomBytes(8).toString("hex"),
  until,
  computer: THIS_COMPUTER,
  pid: process.pid,
});

/** The lock that follows on one whose holder let it lapse: whoever makes this tag has taken it over, alone. */
export const successorOf = (name: string, { token }: Lease): string =>
  `${name}-${createHash("sha256").update(token).digest("hex").slice(0, 12)}`;

/** True for a process of this computer that has ended: nobody has to wait for its lease. */
export function isOfDeadProcess({ computer, pid }: Lease): boolean {
  if (computer !== THIS_COMPUTER) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return typeof error === "object" && error !== null && "code" in error && error.code === "ESRCH";
  }
}

/** Numbers of processes mean something within one boot and one container only. */
function thisComputer(): string {
  const read = (look: () => string): string => {
    try {
      return look();
    } catch {
      // Not Linux: no other process is ever taken for one of this computer.
      return randomBytes(8).toString("hex");
    }
  };
  const boot = read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
  const container = read(() => readlinkSync("/proc/self/ns/pid"));
  return createHash("sha256").update([hostname(), boot, container].join(" ")).digest("hex").slice(0, 12);
}

const THIS_COMPUTER = thisComputer();
