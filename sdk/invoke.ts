import * as pulumi from "@pulumi/pulumi";

import { type ConnectionSettings, resolveSettings } from "../provider/maas/config";
import { createClient, type MaasClient } from "../provider/maas/http/client";
import { regionHash } from "../provider/maas/machine/hand-over";
import { Asker, type Question as AnyQuestion, type Settings } from "./ask";
import { perProgram } from "./per-program";
import { isProvider } from "./provider";
import { providerOf } from "./provider-of";

/** One question to MAAS. */
export type Question<T> = AnyQuestion<MaasClient, T>;

/** What each client sees, for what is handed to the provider hosts. */
const regions = new WeakMap<MaasClient, string>();

export const regionOf = (client: MaasClient): string => regions.get(client) ?? "";

function connect(settings: ConnectionSettings): MaasClient {
  const client = createClient({ ...settings, announce: (line) => void pulumi.log.info(line) });
  regions.set(client, regionHash(settings.apiUrl, settings.apiKey));
  return client;
}

const maas = new Asker<ConnectionSettings, MaasClient>({
  prefix: "maas",
  provider: "a maas.Provider",
  settingsOf: (provider) => (isProvider(provider) ? provider.settings : undefined),
  resolve: (get) => resolveSettings(get, process.env),
  connect,
});

/** Calls `use` with the region and key of a resource of these options, as `regionOf` has them, once they are known. */
export function onceRegionIsKnown(opts: pulumi.CustomResourceOptions | undefined, use: (region: string) => void): void {
  const provider = providerOf(opts);
  if (provider !== undefined && !isProvider(provider)) return;
  const settings: pulumi.Output<Settings | undefined> = provider?.settings ?? pulumi.output(undefined);
  settings.apply((known) => {
    const region = regionFor(known);
    if (region !== undefined) use(region);
  });
}

/** Every resource asks for its region: it is found out once for each provider. */
const regionsBySettings = perProgram(() => new Map<string, string>());

function regionFor(settings: Settings | undefined): string | undefined {
  const key = JSON.stringify(settings ?? {});
  const kept = regionsBySettings().get(key);
  if (kept !== undefined) return kept;
  try {
    const { apiUrl, apiKey } = maas.resolve(settings);
    const region = regionHash(apiUrl, apiKey);
    regionsBySettings().set(key, region);
    return region;
  } catch {
    // What is missing in the configuration is told by the check of the resource.
    return undefined;
  }
}

/** Answers a question at once, for plain functions. */
export const invoke = <T>(question: Question<T>, opts?: pulumi.InvokeOptions): Promise<T> =>
  maas.invoke(question, opts);

/** Answers a question whose arguments may be outputs; with one that is unknown, the answer is unknown. */
export const invokeOutput = <A, T>(
  args: pulumi.Output<A>,
  question: (args: A) => Question<T>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<T> => maas.invokeOutput(args, question, opts);
