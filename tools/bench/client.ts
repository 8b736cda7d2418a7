import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { type Run } from "./command";
import { type Declared } from "../../kit/layouts/declared";
import { type Operation } from "./operation";

/** Something that brings the machines of a region to a layout, and keeps a state of its own. */
export interface Client {
  perform(operation: Operation, systemIds: readonly string[], layout: readonly Declared[]): Promise<Run> | undefined;
  /** Removes all traces, whatever state it is in. */
  close(): void;
}

/** Inside the repository, so that a program finds the package as a user's program does. */
const scratch = join(__dirname, "../../.tmp");

/** A directory for what one client keeps. */
export class Scratch {
  readonly path: string;

  constructor() {
    mkdirSync(scratch, { recursive: true });
    this.path = mkdtempSync(join(scratch, "bench-"));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
