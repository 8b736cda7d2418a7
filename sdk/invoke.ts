import * as pulumi from "@pulumi/pulumi";

import { type ConnectionSettings, resolveSettings } from "../provider/config";
import { createClient, type MaasClient } from "../provider/http/client";
import { perProgram } from "./per-program";
import { Provider, type Settings } from "./provider";

/** One question to MAAS: what it is, for sharing, and how it is asked. */
export interface Question<T> {
  /** Equal questions of one program share one request. */
  readonly about: readonly unknown[];
  readonly ask: (client: MaasClient) => Promise<T>;
}

const clients = perProgram(() => new Map<string, MaasClient>());
const answers = perProgram(() => new Map<string, Promise<unknown>>());

function clientFor(settings: ConnectionSettings): MaasClient {
  const key = JSON.stringify(settings);
  const client = clients().get(key) ?? createClient({ ...settings, announce: (line) => void pulumi.log.info(line) });
  clients().set(key, client);
  return client;
}

/** The explicit provider of the options, or of the parent. */
function providerOf(opts: pulumi.InvokeOptions | undefined): Provider | undefined {
  const found = opts?.provider ?? opts?.parent?.getProvider("pulumi-nodejs:dynamic/maas:Machine");
  return found instanceof Provider ? found : undefined;
}

const settingsFor = (opts: pulumi.InvokeOptions | undefined): pulumi.Output<Settings | undefined> =>
  providerOf(opts)?.settings ?? pulumi.output(undefined);

function connect(settings: Settings | undefined): ConnectionSettings {
  if (settings !== undefined) return resolveSettings((key) => settings[key], process.env);
  const config = new pulumi.Config("maas");
  return resolveSettings((key) => config.get(key.slice("maas:".length)), process.env);
}

async function answer<T>(question: Question<T>, settings: Settings | undefined, isShared: boolean): Promise<T> {
  try {
    const connection = connect(settings);
    const client = clientFor(connection);
    if (!isShared) return await question.ask(client);
    return await shared(keyOf([connection, ...question.about]), () => question.ask(client));
  } catch (error) {
    // Without this the user gets the stack of our own code along with the message.
    throw error instanceof Error ? new pulumi.RunError(error.message) : error;
  }
}

/** Questions are equal in whatever order their properties are written. */
const keyOf = (about: readonly unknown[]): string =>
  JSON.stringify(about, (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

function shared<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const known = answers();
  const promise = known.get(key) ?? ask();
  known.set(key, promise);
  // A failure is no answer: who asks later may have more luck.
  promise.catch(() => known.delete(key));
  // Only what was put under the key is found under it: the key says what was asked.
  return promise.then((value) => value as T);
}

/** Answers a question at once, for plain functions. */
export function invoke<T>(question: Question<T>, opts?: pulumi.InvokeOptions): Promise<T> {
  const settings = settingsFor(opts);
  return new Promise((resolve, reject) => {
    settings.apply((known) => {
      answer(question, known, true).then(resolve, reject);
    });
  });
}

/** Answers a question whose arguments may be outputs; with one that is unknown, the answer is unknown. */
export function invokeOutput<A, T>(
  args: pulumi.Output<A>,
  question: (args: A) => Question<T>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<T> {
  const isShared = opts?.dependsOn === undefined;
  const ready: pulumi.Output<unknown> = pulumi.output(opts?.dependsOn).apply(idsOf);
  return settingsFor(opts).apply((settings) =>
    args.apply((known) => ready.apply(() => answer(question(known), settings, isShared))),
  );
}

/** To depend on a resource is to wait until it has an id. */
function idsOf(dependsOn: unknown): pulumi.Output<unknown[]> {
  const all: unknown[] = Array.isArray(dependsOn) ? dependsOn : [dependsOn];
  return pulumi.all(all.map((one) => (pulumi.CustomResource.isInstance(one) ? one.id : pulumi.output(undefined))));
}
