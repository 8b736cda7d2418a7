import { randomUUID } from "node:crypto";
import { basename, dirname } from "node:path";

import { z } from "zod";

import { privateFolder } from "../private-folder";
import { type Aside } from "./aside";
import { LineFile, removeAbandoned } from "./line-file";
import { type Problem } from "./protocol";

const PREFIX = "findings-";

/** What `check` has found. */
export interface Findings {
  readonly problems: readonly Problem[];
  /** What the user should know before anything is done: what will be lost, what is only likely. */
  readonly warnings: readonly string[];
}

export const NOTHING_FOUND: Findings = { problems: [], warnings: [] };

const told = z.object({ resource: z.number(), errors: z.array(z.string()), warnings: z.array(z.string()) });

/** What is said of one resource, by its number in the program. */
export type ToldOf = z.output<typeof told>;

/**
 * What the checks of a preview have found, on its way to the program, which says it on the resources. The engine ends a
 * preview at the first check that fails; a check that the program hears of passes, so that all others are made as well.
 * It does not go through the properties of a resource: they are in diffs, in saved plans and in states.
 */
export class FindingsFile {
  private constructor(private readonly file: LineFile) {}

  /** One of a program that listens. */
  static open(): FindingsFile | undefined {
    removeAbandoned(PREFIX, Date.now());
    const file = LineFile.named(`${PREFIX}${randomUUID()}`);
    return file?.add() === true ? new FindingsFile(file) : undefined;
  }

  get path(): string {
    return this.file.path;
  }

  /** What was found since the last call. */
  hear(): ToldOf[] {
    return this.file.readOn().flatMap((line) => told.safeParse(line).data ?? []);
  }

  remove(): void {
    this.file.remove();
  }
}

/** Hands findings to the program. False when it does not listen: then the check has to fail by itself. */
export function tellProgram({ name, listener }: Aside, { problems, warnings }: Findings): boolean {
  if (listener === undefined || !isOurs(listener.file)) return false;
  if (problems.length === 0 && warnings.length === 0) return true;
  const errors = problems.map(({ property, reason }) =>
    [name && `"${name}"`, property, reason].filter(Boolean).join(": "),
  );
  const line: ToldOf = { resource: listener.resource, errors, warnings: [...warnings] };
  return new LineFile(listener.file).addToExisting(line);
}

/** Inputs name the file: it must be one of ours. */
function isOurs(path: string): boolean {
  try {
    return dirname(path) === privateFolder() && basename(path).startsWith(PREFIX);
  } catch {
    return false;
  }
}
