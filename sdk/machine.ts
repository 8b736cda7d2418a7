import * as pulumi from "@pulumi/pulumi";

import { type MachineInput, machineReference, nameOr } from "./references";
import { isOfType } from "./dynamic-resource";
import { type Copies } from "./secret-copies";
import { StorageResource, typeOf } from "./storage-resource";

/** How a machine is commissioned. */
export interface CommissionArgs {
  /** Leaves the machine New; false by default. */
  skip?: pulumi.Input<boolean>;
  /** Commissioning scripts by name or tag; MAAS's own choice by default. */
  scripts?: pulumi.Input<pulumi.Input<string>[]>;
  /** Tests by name or tag, or `["none"]`; MAAS's own choice by default. */
  testingScripts?: pulumi.Input<pulumi.Input<string>[]>;
  /** Leaves the BMC as it is configured; false by default. */
  skipBmcConfig?: pulumi.Input<boolean>;
  /** Leaves the network as it is configured; false by default. */
  skipNetworking?: pulumi.Input<boolean>;
  /** Leaves the storage as it is configured; false by default. */
  skipStorage?: pulumi.Input<boolean>;
  /** Leaves the machine running, to be looked into over SSH; false by default. */
  enableSsh?: pulumi.Input<boolean>;
}

/** What a {@link Machine} takes: `adopt`, or `architecture`, `macAddresses` and `powerType`. */
export interface MachineArgs {
  /** A machine that MAAS has: its system id, or a machine result. Changing it lets go of one and adopts the other. */
  adopt?: MachineInput;
  /** E.g. `"amd64/generic"`. Changing it replaces the machine. */
  architecture?: pulumi.Input<string>;
  /** The addresses of its network cards, by which it is found again. Changing one replaces the machine. */
  macAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /** How it is switched, e.g. `"ipmi"`, `"redfish"` or `"manual"`. Changed in place. */
  powerType?: pulumi.Input<string>;
  /** What its power driver needs, by MAAS's names, e.g. `power_address`; a secret. Others stay. Changed in place. */
  powerParameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The host name; the resource's name by default for one that is enlisted. Changed in place. */
  hostname?: pulumi.Input<string>;
  /** The DNS domain, by name; MAAS's default if left out. Changed in place. */
  domain?: pulumi.Input<string>;
  /** The zone, by name; MAAS's default if left out. Changed in place. */
  zone?: pulumi.Input<string>;
  /** The resource pool, by name; MAAS's default if left out. Changed in place. */
  pool?: pulumi.Input<string>;
  /** A note. Changed in place. */
  description?: pulumi.Input<string>;
  /** The oldest kernel that it may run, e.g. `"ga-24.04"`. Changed in place. */
  minHweKernel?: pulumi.Input<string>;
  /** How it is commissioned when it is enlisted; later changes do not commission it again. */
  commission?: pulumi.Input<CommissionArgs>;
  /** How long to wait for the commissioning: seconds, or a text like `"45m"`; an hour by default. Changed in place. */
  timeout?: pulumi.Input<number | string>;
}

const PROPERTIES = [
  ...["machine", "systemId", "fqdn", "status", "architecture", "macAddresses", "powerType", "powerParameters"],
  ...["hostname", "domain", "zone", "pool", "description", "minHweKernel"],
  ...["interfaceMacs", "isEnlisted", "adopt", "commission", "timeout"],
];

/**
 * A machine that MAAS is told of, or that it has. A new one is enlisted and commissioned, and waited for until it is Ready;
 * a failure is an error with MAAS's own last messages, and the next `up` commissions it again. It is found by its
 * addresses, so that it is never enlisted twice. Deleting it removes it from MAAS, unless somebody has it; an adopted one
 * is let go. Pass it as the `machine` of other resources. Uses `machines/` and `machines/{id}/`.
 *
 * ```ts
 * const node = new maas.Machine("stor-09", {
 *   architecture: "amd64/generic", macAddresses: ["52:54:00:12:34:56"],
 *   powerType: "ipmi", powerParameters: { power_address: "10.0.0.9", power_user: "maas", power_pass: password },
 * });
 * ```
 */
export class Machine extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("Machine");

  /** True for a `Machine`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is Machine {
    return isOfType(obj, Machine.__pulumiType);
  }

  /** The system id, as other resources take it. */
  declare readonly machine: pulumi.Output<string>;
  /** The system id. */
  declare readonly systemId: pulumi.Output<string>;
  /** The host name with its DNS domain. */
  declare readonly fqdn: pulumi.Output<string>;
  /** In MAAS's own words, e.g. `Ready`. */
  declare readonly status: pulumi.Output<string>;
  /** E.g. `"amd64/generic"`. */
  declare readonly architecture: pulumi.Output<string>;
  /** The addresses that the program gave; `interfaceMacs` has all of them. */
  declare readonly macAddresses: pulumi.Output<string[] | undefined>;
  /** How it is switched, e.g. `"ipmi"`. */
  declare readonly powerType: pulumi.Output<string>;
  /** A secret. */
  declare readonly powerParameters: pulumi.Output<Record<string, string> | undefined>;
  /** The host name. */
  declare readonly hostname: pulumi.Output<string>;
  /** The DNS domain, by name. */
  declare readonly domain: pulumi.Output<string>;
  /** The zone, by name. */
  declare readonly zone: pulumi.Output<string>;
  /** The resource pool, by name. */
  declare readonly pool: pulumi.Output<string>;
  /** The note. */
  declare readonly description: pulumi.Output<string>;
  /** The oldest kernel that it may run. */
  declare readonly minHweKernel: pulumi.Output<string>;
  /** The addresses of all cards that MAAS knows. */
  declare readonly interfaceMacs: pulumi.Output<string[]>;
  /** The system id of a machine that was adopted. */
  declare readonly adopt: pulumi.Output<string | undefined>;
  /** How it was to be commissioned. */
  declare readonly commission: pulumi.Output<pulumi.Unwrap<CommissionArgs> | undefined>;
  /** In seconds. */
  declare readonly timeout: pulumi.Output<number | undefined>;
  /** False for an adopted machine, which is let go in the end. */
  declare readonly isEnlisted: pulumi.Output<boolean>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: MachineArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: MachineArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const options = pulumi.mergeOptions(opts, { additionalSecretOutputs: ["powerParameters"] });
    const inputs = args ? wire(name, args) : {};
    super(name, { kind: "Machine", inputs, properties: PROPERTIES, copies: args ? copiesOf(args) : {} }, options);
  }

  /** Reads a machine that something else manages. `id` is its system id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Machine {
    return new Machine(name, undefined, { ...opts, id });
  }
}

const copiesOf = ({ adopt, hostname, domain, macAddresses }: MachineArgs): Copies => ({
  machine: [adopt],
  systemId: [adopt],
  fqdn: [hostname, domain],
  interfaceMacs: [macAddresses],
});

function wire(name: string, { adopt, powerParameters, ...args }: MachineArgs): pulumi.Inputs {
  const isAdopted = adopt !== undefined && adopt !== null;
  return {
    ...args,
    hostname: isAdopted ? args.hostname : nameOr(name, args.hostname),
    ...(isAdopted ? { adopt: machineReference(adopt) } : {}),
    ...(powerParameters === undefined ? {} : { powerParameters: pulumi.secret(powerParameters) }),
  };
}
