import { createHash } from "node:crypto";

import { watchEngine } from "../pulumi/engine";
import { type Connector } from "../pulumi/kind";
import { type GetConfig } from "./config";

/** One run for each way to connect, whatever the number of kinds that work there. */
export class Runs<S extends object, R> {
  private readonly bySettings = new Map<string, R>();

  constructor(private readonly start: (settings: S) => R) {}

  /** The run with these settings, which are kept as a hash: they hold keys. */
  for(settings: S): R {
    const key = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
    const run = this.bySettings.get(key) ?? this.start(settings);
    this.bySettings.set(key, run);
    return run;
  }
}

/** Where the handlers of one kind get their system from. */
export class Connection<R> implements Connector<R> {
  private get: GetConfig = () => undefined;
  private known: R | undefined;

  constructor(
    private readonly connect: (get: GetConfig) => R,
    private readonly connectNobody: (get: GetConfig, reason: Error) => R | undefined = () => undefined,
  ) {}

  /** Keeps the way to ask, and asks when something is to be done: an error here would be shown once and forgotten. */
  configure(get: GetConfig): void {
    watchEngine();
    this.get = get;
    this.known = undefined;
  }

  /** Read once: a host is configured once, and asked for its run with every call. */
  run(): R {
    return (this.known ??= this.connect(this.get));
  }

  runWithout(reason: Error): R | undefined {
    return this.connectNobody(this.get, reason);
  }
}
