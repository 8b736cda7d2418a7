import { createHash } from "node:crypto";

import { type Connector } from "./connector";
import { type ConnectionSettings, resolveSettings } from "./config";
import { leaveIfEngineIsGone, sleepBesideEngine, watchEngine } from "../pulumi/engine";
import { createClient, type MaasClient } from "../maas/http/client";
import { printable } from "../printable";
import { Run } from "./run";

/** Lines on standard output reach the user as messages of the engine. */
const announce = (line: string): void => {
  process.stdout.write(`${printable(line)}\n`);
};

type Sleep = (ms: number) => Promise<void>;

const clientOf = (settings: ConnectionSettings, sleep: Sleep): MaasClient =>
  createClient({ ...settings, announce, beforeWrite: leaveIfEngineIsGone, sleep });

/** One run for each region and key, whatever the number of kinds that work there. */
export class Runs {
  private readonly byConnection = new Map<string, Run>();

  /** The host may outlive its engine: then it must neither write nor wait. */
  constructor(private readonly sleep: Sleep = sleepBesideEngine) {}

  for(settings: ConnectionSettings): Run {
    const key = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
    const { sleep } = this;
    const run = this.byConnection.get(key) ?? new Run(clientOf(settings, sleep), { ...settings, announce, sleep });
    this.byConnection.set(key, run);
    return run;
  }
}

/** What this process shares: the host serves all kinds. */
const ofThisProcess = new Runs();

/** Where the handlers of one kind get the region from. */
export class Connection implements Connector {
  private get: (key: string) => string | undefined = () => undefined;

  constructor(private readonly runs: Runs = ofThisProcess) {}

  /** Keeps the way to ask, and asks when something is to be done: an error here would be shown once and forgotten. */
  configure(get: (key: string) => string | undefined): void {
    watchEngine();
    this.get = get;
  }

  run(): Run {
    return this.runs.for(resolveSettings(this.get, process.env));
  }
}
