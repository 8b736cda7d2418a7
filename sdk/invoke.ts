import * as pulumi from "@pulumi/pulumi";

import { type ConnectionSettings, resolveSettings } from "../provider/maas/config";
import { CertificateError } from "../provider/http/certificates";
import { createClient, type MaasClient } from "../provider/maas/http/client";
import { RequestError } from "../provider/http/errors";
import { regionHash } from "../provider/maas/machine/hand-over";
import { printable } from "../provider/printable";
import { ConfigError } from "../provider/run/config";
import { perProgram } from "./per-program";
import { isProvider, type Provider, type Settings } from "./provider";

/** One question to MAAS: what it is, for sharing, and how it is asked. */
export interface Question<T> {
  /** Equal questions of one program share one request. */
  readonly about: readonly unknown[];
  readonly ask: (client: MaasClient) => Promise<T>;
}

/** What each client sees, for what is handed to the provider hosts. */
const regions = new WeakMap<MaasClient, string>();

export const regionOf = (client: MaasClient): string => regions.get(client) ?? "";

const clients = perProgram(() => new Map<string, MaasClient>());
const answers = perProgram(() => new Map<string, Promise<unknown>>());

function clientFor(settings: ConnectionSettings): MaasClient {
  const key = JSON.stringify(settings);
  const client = clients().get(key) ?? createClient({ ...settings, announce: (line) => void pulumi.log.info(line) });
  clients().set(key, client);
  regions.set(client, regionHash(settings.apiUrl, settings.apiKey));
  return client;
}

/** The explicit provider of the options, or of the parent. */
function providerOf(opts: pulumi.InvokeOptions | undefined): Provider | undefined {
  const found = opts?.provider ?? opts?.parent?.getProvider("pulumi-nodejs:dynamic/maas:Machine");
  if (found === undefined || isProvider(found)) return found;
  throw new pulumi.RunError("the provider of a pulumi-maas data source must be a maas.Provider");
}

const settingsFor = (opts: pulumi.InvokeOptions | undefined): pulumi.Output<Settings | undefined> =>
  providerOf(opts)?.settings ?? pulumi.output(undefined);

/** Calls `use` with the region and key of a resource of these options, as `regionOf` has them, once they are known. */
export function onceRegionIsKnown(opts: pulumi.CustomResourceOptions | undefined, use: (region: string) => void): void {
  const provider = opts?.provider ?? opts?.parent?.getProvider("pulumi-nodejs:dynamic/maas:Machine");
  if (provider !== undefined && !isProvider(provider)) return;
  const settings: pulumi.Output<Settings | undefined> = provider?.settings ?? pulumi.output(undefined);
  settings.apply((known) => {
    try {
      const { apiUrl, apiKey } = connect(known);
      use(regionHash(apiUrl, apiKey));
    } catch {
      // What is missing in the configuration is told by the check of the resource.
    }
  });
}

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
    throw isForUsers(error) ? new pulumi.RunError(printable(error.message)) : error;
  }
}

/** Errors that say what to do are shown without the stack of our own code. */
const isForUsers = (error: unknown): error is Error =>
  [RequestError, ConfigError, CertificateError, pulumi.RunError].some((kind) => error instanceof kind);

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
export async function invoke<T>(question: Question<T>, opts?: pulumi.InvokeOptions): Promise<T> {
  const provider = providerOf(opts);
  return answer(question, provider && (await knownSettings(provider)), true);
}

/** A promise cannot be unknown: a plain function says so where an output would wait for the next run. */
async function knownSettings({ settings }: Provider): Promise<Settings> {
  const known = new Promise<Settings>((resolve) => void settings.apply(resolve));
  const isKnown = await Promise.resolve<unknown>(Reflect.get(settings, "isKnown"));
  if (isKnown === false) {
    throw new pulumi.RunError(
      "the URL or the key of the maas.Provider is not known in this preview: use the …Output function",
    );
  }
  return known;
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

/** To depend on a resource is to wait until it has an id; on a component, until all in it have theirs. */
function idsOf(dependsOn: unknown): pulumi.Output<unknown> {
  if (Array.isArray(dependsOn)) return pulumi.all(dependsOn.map(idsOf));
  if (pulumi.CustomResource.isInstance(dependsOn)) return dependsOn.id;
  if (!pulumi.ComponentResource.isInstance(dependsOn)) return pulumi.output(undefined);
  const children: unknown = Reflect.get(dependsOn, "__childResources");
  return children instanceof Set ? idsOf([...children]) : pulumi.output(undefined);
}
