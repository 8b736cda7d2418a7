import * as pulumi from "@pulumi/pulumi";

import { defaultProject } from "../../provider/lxd/config";
import { configOf } from "../ask";
import { DynamicResource } from "../dynamic-resource";
import { identityOf } from "../identity";
import { refuseImpossible } from "../impossible-options";
import { type Copies, secretCopies } from "../secret-copies";
import { warnOfUnheeded } from "../unheeded-options";
import { isProvider } from "./provider";
import { providerOf, type ProviderOptions } from "../provider-of";

/** The kinds of resource; `Lxd` and each is a name that `pulumi-maas/provider` exports, for good: states ask for it. */
export type LxdKind = "StoragePool" | "StorageVolume" | "StorageVolumeSnapshot";

/** The type of a resource to the engine, as policies and transforms see it. */
export const typeOf = <K extends LxdKind>(kind: K): `pulumi-nodejs:dynamic/lxd:${K}` =>
  `pulumi-nodejs:dynamic/lxd:${kind}`;

export interface LxdRegistration {
  readonly kind: LxdKind;
  readonly inputs: pulumi.Inputs;
  readonly properties: readonly string[];
  /** The arguments that outputs of other names repeat. */
  readonly copies: Copies;
}

/** Where an object is; outputs that all kinds have. */
const WHEREABOUTS = ["endpoint", "serverFingerprint", "marker"];

/** An object in LXD. A name is all that it goes by, so it is deleted before another one is made in its place. */
export abstract class LxdResource extends DynamicResource {
  /** How LXD was reached. */
  declare readonly endpoint: pulumi.Output<string>;
  /** SHA-256 of the server's certificate. */
  declare readonly serverFingerprint: pulumi.Output<string>;

  protected constructor(name: string, registration: LxdRegistration, opts: pulumi.CustomResourceOptions | undefined) {
    const { kind, inputs, properties, copies } = registration;
    refuseImpossible(kind, name, opts);
    const secrets = secretCopies(copies, opts?.additionalSecretOutputs);
    const options = pulumi.mergeOptions(opts, { dependsOn: secrets.complete });
    options.additionalSecretOutputs = secrets.names;
    // Whatever makes the engine replace a resource: what it would make first finds its name taken.
    options.deleteBeforeReplace = true;
    const lookup =
      opts?.id === undefined ? { identity: identityOf(`lxd:${kind}`, name, opts?.parent) } : { __lookup: true };
    const all = { ...inputs, ...lookup };
    const registered = { type: typeOf(kind), handler: `Lxd${kind}`, inputs: all };
    super(name, { ...registered, properties: [...properties, ...WHEREABOUTS] }, options);
    warnOfUnheeded(this, kind, opts);
  }
}

/** The project of a resource or a data source that names none. */
export function projectFor(
  given: pulumi.Input<string> | undefined,
  opts: ProviderOptions | undefined,
): pulumi.Output<string> {
  if (given !== undefined) return pulumi.output(given);
  const provider = providerOf(opts);
  if (provider !== undefined && isProvider(provider)) {
    return provider.lxdSettings.apply((settings) => settings["lxd:project"] ?? "default");
  }
  return pulumi.output(defaultProject(configOf("lxd"), process.env));
}
