import * as pulumi from "@pulumi/pulumi";

import { type Settings } from "./ask";

/** Where a {@link Provider} finds its region. Values may be outputs; the key is kept as a secret. */
export interface ProviderArgs {
  /** The region, `http://host:5240/MAAS`. */
  apiUrl: pulumi.Input<string>;
  /** The API key of an administrator. It is kept encrypted in the state of the stack; see `apiKeyVariable`. */
  apiKey?: pulumi.Input<string>;
  /** The name of an environment variable with the key, instead of `apiKey`: then the key never enters the state. */
  apiKeyVariable?: pulumi.Input<string>;
  /** PEM, or the path of a PEM file, of the authority to trust; the system's by default. */
  caCert?: pulumi.Input<string>;
  /** Accepts any certificate; false by default. */
  insecure?: pulumi.Input<boolean>;
  /**
   * Requests that the region gets at a time, 1 to 64; 4 by default. Of several numbers for one region, the smallest counts
   * for the data sources of a program; resources of each provider have a process and a number of their own.
   */
  maxInFlight?: pulumi.Input<number>;
  /** Seconds until a request without an answer is given up; 120 by default. */
  timeout?: pulumi.Input<number>;
  /** Seconds to wait for a machine on its way to Ready; 3600 by default. */
  readyTimeout?: pulumi.Input<number>;
  /**
   * What a preview does about the region: `"online"`, the default, looks, and goes on with a warning when it cannot;
   * `"offline"` never looks; `"strict"` fails when it cannot look.
   */
  preview?: pulumi.Input<"online" | "offline" | "strict">;
  /**
   * Who is kept from writing to a machine at the same time: the processes of this computer (`"computer"`, the default), or
   * of all computers that set `"region"` as well, by a tag `pulumi-maas-writer-<system id>` that is made in MAAS while a
   * machine is written to: two requests more for each machine and run.
   */
  writerLock?: pulumi.Input<"computer" | "region">;
}

type Setting = string | number | boolean | null | undefined;

export const asText = (value: pulumi.Input<Setting>): pulumi.Output<string | undefined> =>
  pulumi.output(value).apply((known) => (known === null || known === undefined ? undefined : String(known)));

const settingsOf = (args: ProviderArgs): Record<string, pulumi.Output<string | undefined> | undefined> => ({
  // Nothing is taken from MAAS_* of the environment then: the key of one site never reaches another.
  "maas:explicit": pulumi.output("true"),
  "maas:apiUrl": asText(args.apiUrl),
  "maas:apiKey": (args.apiKey ?? undefined) === undefined ? undefined : pulumi.secret(args.apiKey),
  "maas:apiKeyVariable": asText(args.apiKeyVariable),
  "maas:caCert": asText(args.caCert),
  "maas:insecure": asText(args.insecure),
  "maas:maxInFlight": asText(args.maxInFlight),
  "maas:timeout": asText(args.timeout),
  "maas:readyTimeout": asText(args.readyTimeout),
  "maas:preview": asText(args.preview),
  "maas:writerLock": asText(args.writerLock),
});

/**
 * A region of its own, for programs with several: pass it as `{ provider }` to resources and data sources, or as
 * `providers` to components. Without one, the stack configuration or the environment says where MAAS is.
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal What policies know the class by; all providers of dynamic resources have it. */
  static readonly __pulumiType: string = "pulumi-nodejs";

  /** True for a `Provider` of this package, also of a second copy of it. */
  static override isInstance(obj: unknown): obj is Provider {
    return pulumi.ProviderResource.isInstance(obj) && isProvider(obj);
  }

  /** @internal What data sources of the program connect with. Results hold nothing of it, so it makes none secret. */
  readonly settings: pulumi.Output<Settings>;
  /** @internal The URL as it was given, a secret where it was one. */
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const settings = settingsOf(args);
    super("pulumi-nodejs", name, settings, opts);
    this.address = pulumi.output(args.apiUrl);
    this.settings = pulumi.unsecret(pulumi.output(settings)).apply(onlyTexts);
  }
}

export const onlyTexts = (settings: Readonly<Record<string, string | undefined>>): Settings =>
  Object.fromEntries(Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/** True for a provider of this package, also of a second copy of it; others have the same type for the engine. */
export const isProvider = (provider: pulumi.ProviderResource): provider is Provider =>
  "settings" in provider && pulumi.Output.isInstance(provider.settings);

/** The URL of the region of a resource, as far as it may be a secret. */
export function addressOf(provider: pulumi.ProviderResource | undefined): unknown {
  if (provider !== undefined) return "address" in provider ? provider.address : undefined;
  const isConfigSecret: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
  if (typeof isConfigSecret !== "function") return undefined;
  return Reflect.apply(isConfigSecret, undefined, ["maas:apiUrl"]) === true ? pulumi.secret("") : undefined;
}
