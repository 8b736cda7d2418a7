import * as pulumi from "@pulumi/pulumi";

import type * as provider from "../provider";
import { rememberInputs } from "./declared-inputs";
import { DynamicResource, handlerText } from "./dynamic-resource";
import { identityOf } from "./identity";
import { refuseImpossible } from "./impossible-options";
import { onceRegionIsKnown } from "./invoke";
import { tellMachine } from "./known-machines";
import { linksOf, rememberIdentity } from "./links";
import { addressOf } from "./provider";
import { type Copies, secretCopies } from "./secret-copies";
import { warnOfUnheeded } from "./unheeded-options";
import { providerOf } from "./provider-of";

/** The kinds of resource; each is a name that `pulumi-maas/provider` exports, for good: states ask for it. */
export type Kind = Exclude<keyof typeof provider, `Lxd${string}`>;

/** What the state keeps in place of a serialised closure. */
export const providerText = (kind: Kind): string => handlerText(kind);

/** The type of a resource to the engine, as policies and transforms see it. */
export const typeOf = <K extends Kind>(kind: K): `pulumi-nodejs:dynamic/maas:${K}` =>
  `pulumi-nodejs:dynamic/maas:${kind}`;

const DELETES_FIRST =
  "deleteBeforeReplace: false has no effect: MAAS offers only devices that are free, so a resource on a machine is always " +
  "deleted before it is made anew";

/** What a resource is registered with: its inputs, and the names of all properties that the object has. */
export interface Registration {
  readonly kind: Kind;
  readonly inputs: pulumi.Inputs;
  readonly properties: readonly string[];
  /** The arguments that outputs of other names repeat. */
  readonly copies: Copies;
  /** Resources that are passed in a way from which they cannot be told. */
  readonly links?: pulumi.Inputs;
}

/** A resource on a machine. */
export abstract class StorageResource extends DynamicResource {
  protected constructor(name: string, registration: Registration, opts: pulumi.CustomResourceOptions | undefined) {
    const { kind, inputs, properties, copies } = registration;
    refuseImpossible(kind, name, opts);
    const site = providerOf(opts);
    const secrets = secretCopies({ ...copies, apiUrl: [addressOf(site)] }, opts?.additionalSecretOutputs);
    const options = pulumi.mergeOptions(opts, { dependsOn: secrets.complete });
    options.additionalSecretOutputs = secrets.names;
    // Whatever makes the engine replace a resource, MAAS offers only free devices: what it would make first finds them in use.
    options.deleteBeforeReplace = true;
    const identity = identityOf(kind, name, opts?.parent);
    const lookup = opts?.id === undefined ? { identity } : { __lookup: true };
    const links = { ...linksOf(inputs), ...registration.links };
    const all = {
      ...inputs,
      ...("machine" in inputs ? { machine: told(inputs["machine"], opts) } : {}),
      ...lookup,
    };
    super(name, { type: typeOf(kind), handler: kind, inputs: all, properties, links }, options);
    rememberInputs(this, inputs);
    if (opts?.id === undefined) rememberIdentity(this, identity);
    warnOfUnheeded(this, kind, opts);
    if (opts?.deleteBeforeReplace === false) void pulumi.log.warn(DELETES_FIRST, this);
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
