import { engineAddress, leaveIfEngineIsGone, sleepBesideEngine } from "../pulumi/engine";
import { printable } from "../printable";
import { Connection, Runs } from "../run/connection";
import { type GetConfig } from "../run/config";
import { type ConnectionSettings, previewWithoutServer, resolveSettings } from "./config";
import { createClient } from "./http/client";
import { HandOver, regionHash, type Told } from "./machine/hand-over";
import { Run } from "./run";

/** Lines on standard output reach the user as messages of the engine. */
const announce = (line: string): void => {
  process.stdout.write(`${printable(line)}\n`);
};

/** The runs of one process, on any number of regions. The host may outlive its engine: then it must neither write nor wait. */
export const maasRuns = (
  sleep: (ms: number) => Promise<void> = sleepBesideEngine,
  engine = engineOfHost(),
): Runs<ConnectionSettings, Run> =>
  new Runs((settings) => {
    const client = createClient({ ...settings, announce, beforeWrite: leaveIfEngineIsGone, sleep });
    return new Run(client, { ...settings, announce, sleep }, toldBy(engine, settings));
  });

function engineOfHost(): string | undefined {
  const address = engineAddress();
  return address && `${address.host}:${address.port}`;
}

/** What the program that the engine runs tells about its machines in this region. */
function toldBy(engine: string | undefined, { apiUrl, apiKey }: ConnectionSettings): () => readonly Told[] {
  const handOver = engine === undefined ? undefined : HandOver.of(engine);
  const region = regionHash(apiUrl, apiKey);
  return () => handOver?.hear().filter((told) => told.region === region) ?? [];
}

/** What this process shares: the host serves all kinds. */
const ofThisProcess = maasRuns();

/** The runs of previews without credentials, one for each reason. */
const withoutRegion = new Map<string, Run>();

/** A run that asks nobody. */
function runWithout(get: GetConfig, reason: Error): Run | undefined {
  const preview = previewWithoutServer(get, process.env);
  if (preview === undefined || preview === "strict") return undefined;
  const client = { apiUrl: "", request: () => Promise.reject(reason), now: () => Date.now() };
  const options = { readyTimeoutMs: 0, writerLock: "computer" as const, announce, sleep: sleepBesideEngine };
  const run = withoutRegion.get(reason.message) ?? new Run(client, { ...options, preview });
  run.plan.goOnWithout(reason.message);
  withoutRegion.set(reason.message, run);
  return run;
}

/** Where the handlers of one kind get the region from. */
export const maasConnection = (runs: Runs<ConnectionSettings, Run> = ofThisProcess): Connection<Run> =>
  new Connection((get) => runs.for(resolveSettings(get, process.env)), runWithout);
