import { createHash } from "node:crypto";

import { type Connector } from "./connector";
import { type ConnectionSettings, resolveSettings } from "./config";
import { createClient } from "./http/client";
import { Run } from "./run";

/** Lines on standard output reach the user as messages of the engine. */
const announce = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** One run for each region and key in this process, whatever the number of kinds that work there. */
const runs = new Map<string, Run>();

function runFor(settings: ConnectionSettings): Run {
  const key = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
  const run = runs.get(key) ?? new Run(createClient({ ...settings, announce }), { ...settings, announce });
  runs.set(key, run);
  return run;
}

/** Where the handlers of one kind get the region from. */
export class Connection implements Connector {
  private get: (key: string) => string | undefined = () => undefined;

  /** Keeps the way to ask, and asks when something is to be done: an error here would be shown once and forgotten. */
  configure(get: (key: string) => string | undefined): void {
    this.get = get;
  }

  run(): Run {
    return runFor(resolveSettings(this.get, process.env));
  }
}
