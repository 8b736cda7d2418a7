import { createHash } from "node:crypto";

import { z } from "zod";

import { LineFile, removeAbandoned as removeFiles } from "../../pulumi/line-file";
import { releaseOptions } from "./deployed";

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

const PREFIX = "machines-";

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
  constructor(private readonly file: LineFile) {}

  /** The one of the run whose engine listens at this address. */
  static of(engine: string): HandOver | undefined {
    const file = LineFile.named(`${PREFIX}${hash(engine)}`);
    return file && new HandOver(file);
  }

  /** Tells about a machine. It is there for the hosts when this returns; if it cannot be, they ask MAAS. */
  tell(machine: Told): void {
    this.file.add(machine);
  }

  /** What was told since the last call. */
  hear(): Told[] {
    return this.file.readOn().flatMap((line) => told.safeParse(line).data ?? []);
  }
}

/** Removes what runs have left that ended long ago. */
export const removeAbandoned = (now = Date.now()): void => removeFiles(PREFIX, now);
