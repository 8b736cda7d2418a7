import * as pulumi from "@pulumi/pulumi";

import { rememberInputs } from "./declared-inputs";
import { identityOf } from "./identity";
import { onceRegionIsKnown } from "./invoke";
import { tellMachine } from "./known-machines";
import { addressOf } from "./provider";
import { type Copies, secretCopies } from "./secret-copies";

/** The kinds of resource; each is a name that `pulumi-maas/provider` exports, for good: states ask for it. */
export type Kind = "Raid" | "Bcache" | "BcacheCacheSet" | "Partition" | "StorageLayout";

/**
 * What the state keeps in place of a serialised closure. The text is constant: it holds no code, no path and no secret,
 * and asks for the current package even when an old state is refreshed or destroyed.
 */
export const providerText = (kind: Kind): string => `exports.handler=()=>require("pulumi-maas/provider").${kind}`;

/** The type of a resource to the engine, as policies and transforms see it. */
export const typeOf = <K extends Kind>(kind: K): `pulumi-nodejs:dynamic/maas:${K}` =>
  `pulumi-nodejs:dynamic/maas:${kind}`;

/** What a resource is registered with: its inputs, and the names of all properties that the object has. */
export interface Registration {
  readonly kind: Kind;
  readonly inputs: pulumi.Inputs;
  readonly properties: readonly string[];
  /** The arguments that outputs of other names repeat. */
  readonly copies: Copies;
}

/**
 * A resource on a machine. It is run by Pulumi's dynamic provider host, like a `pulumi.dynamic.Resource`, but without
 * the closure serialiser, which is slow and breaks with other compilers and package layouts.
 */
export abstract class StorageResource extends pulumi.CustomResource {
  protected constructor(name: string, registration: Registration, opts: pulumi.CustomResourceOptions | undefined) {
    const { kind, inputs, properties, copies } = registration;
    const provider = opts?.provider ?? opts?.parent?.getProvider(typeOf(kind));
    const secrets = secretCopies({ ...copies, apiUrl: [addressOf(provider)] }, opts?.additionalSecretOutputs);
    const options = pulumi.mergeOptions(opts, { dependsOn: secrets.complete });
    options.additionalSecretOutputs = secrets.names;
    const lookup = opts?.id === undefined ? { identity: identityOf(kind, name, opts?.parent) } : { __lookup: true };
    const props = {
      // A property that is not named here, given or not, does not exist on the object.
      ...Object.fromEntries(properties.map((property) => [property, undefined])),
      ...inputs,
      ...("machine" in inputs ? { machine: told(inputs["machine"], opts) } : {}),
      ...lookup,
      __provider: providerText(kind),
    };
    // Pulumi keeps a stack with each promise of each property, for the hunt for leaks, and translates it by the source maps:
    // more work than all else that a resource costs a program. Where a resource is declared, Pulumi finds out by other means.
    const limit = Error.stackTraceLimit;
    if (!process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) Error.stackTraceLimit = 1;
    try {
      super(typeOf(kind), name, props, options);
    } catch (error) {
      Error.stackTraceLimit = limit;
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      Error.stackTraceLimit = limit;
    }
    rememberInputs(this, inputs);
  }
}

/** The machine, of which the provider hosts hear before the engine comes to this resource. */
function told(machine: unknown, opts: pulumi.CustomResourceOptions | undefined): unknown {
  if (!pulumi.Output.isInstance<unknown>(machine)) return machine;
  return machine.apply((systemId): unknown => {
    if (typeof systemId === "string") onceRegionIsKnown(opts, (region) => tellMachine(region, systemId));
    return systemId;
  });
}
