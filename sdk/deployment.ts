import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { agentOf, type ReleaseOptions } from "../provider/maas/machine/deployed";
import { declaredInputs } from "./declared-inputs";
import { identityOf } from "./identity";
import { onceRegionIsKnown } from "./invoke";
import { tellDeployment } from "./known-machines";
import { type MachineInput, machineReference } from "./references";
import { isOfType } from "./dynamic-resource";
import { type Copies } from "./secret-copies";
import { StorageResource, typeOf } from "./storage-resource";

/** How a machine is given back. */
export interface ReleaseArgs {
  /** Erases the disks; false by default. */
  erase?: pulumi.Input<boolean>;
  /** With `erase`: by the disk's own means, where it has them. */
  secureErase?: pulumi.Input<boolean>;
  /** With `erase`: only the beginning and the end of each disk. */
  quickErase?: pulumi.Input<boolean>;
  /** A note for MAAS's events. */
  comment?: pulumi.Input<string>;
}

/** What a {@link Deployment} takes. */
export interface DeploymentArgs {
  /**
   * The machine, in state Ready: a system id, a machine result, or a `StorageLayout`. One that somebody has allocated is an
   * error that names the owner. Changing it replaces the deployment.
   */
  machine: MachineInput;
  /** The operating system, e.g. `"ubuntu"`, together with `distroSeries`. Changing it replaces the deployment. */
  osystem?: pulumi.Input<string>;
  /** The series, e.g. `"noble"`; MAAS's own default if left out. Changing it replaces the deployment. */
  distroSeries?: pulumi.Input<string>;
  /** The kernel, e.g. `"hwe-24.04"`; MAAS chooses by default. Changing it replaces the deployment. */
  hweKernel?: pulumi.Input<string>;
  /** Cloud-init's user data, as plain text; a secret stays one. Changing it replaces the deployment. */
  userData?: pulumi.Input<string>;
  /** Installs into memory, leaving the disks alone; false by default. Changing it replaces the deployment. */
  ephemeral?: pulumi.Input<boolean>;
  /**
   * Annotations that MAAS keeps until the release; names have letters, digits, dots, hyphens and underscores. Those of
   * others stay. Changed in place.
   */
  ownerData?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** A note for MAAS's events. Changing it alone changes nothing. */
  comment?: pulumi.Input<string>;
  /**
   * The resources that lay out the machine's disks: the deployment comes after them, and its release before they are
   * taken apart. A change of them under a deployed machine is an error, or see `redeployOnStorageChange`.
   */
  storage?: readonly pulumi.CustomResource[];
  /**
   * When something of `storage` changes, comes or goes: releases the machine, changes the storage, and deploys the
   * machine again; false by default. The installed system and its data are lost. Changed in place.
   */
  redeployOnStorageChange?: pulumi.Input<boolean>;
  /** How the machine is given back when the deployment is deleted or replaced. Changed in place. */
  release?: pulumi.Input<ReleaseArgs>;
  /**
   * How long to wait for the deployment, and for the release: seconds, or a text like `"45m"`; an hour by default. When it
   * is over, MAAS goes on, and the next run waits on. Changed in place.
   */
  timeout?: pulumi.Input<number | string>;
}

/** A network card of a deployed machine. */
export interface DeploymentInterface {
  readonly name: string;
  readonly macAddress?: string;
  /** Mbit/s. */
  readonly linkSpeed?: number;
  readonly enabled: boolean;
  readonly addresses: string[];
}

const PROPERTIES = [
  ...["machine", "osystem", "distroSeries", "hweKernel", "userData", "ephemeral", "ownerData", "storage"],
  ...["status", "hostname", "fqdn", "ipAddresses", "interfaces"],
];

/**
 * An installed machine: allocates exactly this one, deploys it, and waits until it is Deployed, with progress. A failed
 * deployment is an error with MAAS's own last messages, and the next `up` releases the machine and deploys it again.
 * Deleting releases it and waits until it is free. Interrupting a run ends the wait, not the deployment.
 * Uses `machines/?op=allocate`, and of `machines/{id}/` `deploy`, `release` and `set_owner_data`.
 *
 * ```ts
 * const web = new maas.Deployment("web", { machine: node, distroSeries: "noble", storage: [root, data] });
 * export const address = web.ipAddresses.apply(([first]) => first);
 * ```
 */
export class Deployment extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("Deployment");

  /** True for a `Deployment`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is Deployment {
    return isOfType(obj, Deployment.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** The operating system, e.g. `"ubuntu"`. */
  declare readonly osystem: pulumi.Output<string>;
  /** The series, e.g. `"noble"`. */
  declare readonly distroSeries: pulumi.Output<string>;
  /** The kernel, e.g. `"hwe-24.04"`. */
  declare readonly hweKernel: pulumi.Output<string>;
  /** Cloud-init's user data, as it was given. */
  declare readonly userData: pulumi.Output<string | undefined>;
  /** Whether it was to be installed into memory, as it was given. */
  declare readonly ephemeral: pulumi.Output<boolean | undefined>;
  /** The annotations of the program. */
  declare readonly ownerData: pulumi.Output<Record<string, string> | undefined>;
  /** In MAAS's own words: `Deployed`. */
  declare readonly status: pulumi.Output<string>;
  /** The host name of the machine. */
  declare readonly hostname: pulumi.Output<string>;
  /** The host name with its DNS domain. */
  declare readonly fqdn: pulumi.Output<string>;
  /** The addresses of the machine. */
  declare readonly ipAddresses: pulumi.Output<string[]>;
  /** The network cards of the machine. */
  declare readonly interfaces: pulumi.Output<DeploymentInterface[]>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: DeploymentArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: DeploymentArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? wire(name, args, opts) : {};
    super(name, { kind: "Deployment", inputs, properties: PROPERTIES, copies: args ? copiesOf(args) : {} }, opts);
  }

  /** Reads a deployment that something else manages. `id` is `<system id>/deployment`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Deployment {
    return new Deployment(name, undefined, { ...opts, id });
  }
}

const copiesOf = ({ ownerData, release }: DeploymentArgs): Copies => ({ ownerData: [ownerData], release: [release] });

function wire(name: string, args: DeploymentArgs, opts: pulumi.CustomResourceOptions | undefined): pulumi.Inputs {
  const machine = machineReference(args.machine);
  const agent = agentOf(identityOf("Deployment", name, opts?.parent));
  const tell = (systemId: string, redeploys: boolean | undefined, release?: ReleaseOptions) => {
    const deployment = { name, agent, redeploys: redeploys === true, release };
    onceRegionIsKnown(opts, (region) => tellDeployment(region, systemId, deployment));
  };
  const told = pulumi.all([machine, args.redeployOnStorageChange]).apply(([systemId, redeploys]) => {
    tell(systemId, redeploys);
    return systemId;
  });
  // What it is released with may be known later than the machine. What is told last counts.
  if (args.release !== undefined) {
    pulumi.all([told, args.redeployOnStorageChange, args.release]).apply((all) => tell(...all));
  }
  return { ...args, machine: told, storage: args.storage?.map(withContent), resourceName: name };
}

/** A resource by its id, and what it is declared to be: a change of either shows. */
function withContent(resource: pulumi.CustomResource): pulumi.Output<string> {
  const declared = pulumi.output(declaredInputs(resource) ?? {});
  return pulumi.all([resource.id, declared]).apply(([id, inputs]) => `${id}@${hashOf(inputs)}`);
}

function hashOf(inputs: object): string {
  const sorted = Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 8);
}
