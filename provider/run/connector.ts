import { type Run } from "./run";

/** Where a handler gets the region from. It never fails in `configure`: the host calls that once and forgets. */
export interface Connector {
  configure(get: (key: string) => string | undefined): void;
  /** Throws when something is missing, with a message that names both ways to give it. */
  run(): Run;
}
