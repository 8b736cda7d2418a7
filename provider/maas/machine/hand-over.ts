import { createHash } from "node:crypto";
import { appendFileSync, closeSync, fstatSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { privateFolder } from "../../private-folder";
import { releaseOptions } from "./deployed";

const PREFIX = "machines-";
/** Longer than this no run goes on that still has a use for what its program knew at the start. */
const ABANDONED_MS = 12 * 3_600_000;

const told = z.object({
  /** When MAAS was asked, in milliseconds. */
  at: z.number(),
  /** The region and the key it was asked with, as a hash. */
  region: z.string(),
  systemId: z.string(),
  /** The machine as MAAS told it; without it, the program knows only that there is one. */
  document: z.unknown().optional(),
  /** The deployment that the program has on the machine. */
  deployment: z
    .object({ name: z.string(), agent: z.string(), redeploys: z.boolean(), release: releaseOptions.optional() })
    .optional(),
});

/** What a program tells its provider hosts about one of its machines. */
export type Told = z.output<typeof told>;

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** A region as it is seen with one key, in a form that says nothing of either. */
export const regionHash = (apiUrl: string, apiKey: string): string => hash(`${apiUrl} ${apiKey}`);

/**
 * A file in which the program of a run tells the provider hosts of the same engine what it knows of its machines: it has
 * read them before the engine asks for the first check, and the engine asks for one check at a time. Nothing in it is
 * needed: without it the hosts ask MAAS.
 */
export class HandOver {
  private offset = 0;

  constructor(private readonly path: string) {}

  /** The one of the run whose engine listens at this address. */
  static of(engine: string): HandOver | undefined {
    try {
      return new HandOver(join(privateFolder(), `${PREFIX}${hash(engine)}.jsonl`));
    } catch {
      return undefined;
    }
  }

  /** Tells about a machine. It is there for the hosts when this returns. */
  tell(machine: Told): void {
    try {
      appendFileSync(this.path, `${JSON.stringify(machine)}\n`, { mode: 0o600 });
    } catch {
      // A full disk, say: the hosts ask MAAS then.
    }
  }

  /** What was told since the last call. */
  hear(): Told[] {
    const lines = this.readOn().split("\n");
    return lines.flatMap((line) => told.safeParse(parse(line)).data ?? []);
  }

  private readOn(): string {
    let file: number | undefined;
    try {
      file = openSync(this.path, "r");
      const { size } = fstatSync(file);
      if (size <= this.offset) return "";
      const bytes = Buffer.alloc(size - this.offset);
      const read = readSync(file, bytes, 0, bytes.length, this.offset);
      // A character that is not there as a whole yet is read next time, with its line.
      const end = bytes.subarray(0, read).lastIndexOf(0x0a) + 1;
      this.offset += end;
      return bytes.toString("utf8", 0, end);
    } catch {
      return "";
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** Removes what runs have left that ended long ago. */
export function removeAbandoned(now = Date.now()): void {
  try {
    const folder = privateFolder();
    for (const name of readdirSync(folder).filter((one) => one.startsWith(PREFIX))) {
      const path = join(folder, name);
      if (now - statSync(path).mtimeMs > ABANDONED_MS) rmSync(path, { force: true });
    }
  } catch {
    // Another process was quicker.
  }
}
