import * as pulumi from "@pulumi/pulumi";

import { isOfType } from "./dynamic-resource";
import { type MachineInput, machineReference, nameOr } from "./references";
import { StorageResource, typeOf } from "./storage-resource";

/** What a {@link Tag} takes. */
export interface TagArgs {
  /**
   * The name: letters, digits, hyphens and underscores, at most 256; the resource's name by default. Changing it replaces
   * the tag.
   */
  name?: pulumi.Input<string>;
  /** A note; what MAAS has is left alone by default. Changed in place. */
  comment?: pulumi.Input<string>;
  /** Kernel options for the machines that have the tag, from their next boot on. Changed in place. */
  kernelOptions?: pulumi.Input<string>;
  /**
   * An XPath expression over the report of `lshw`: MAAS gives the tag to the machines that it fits. Not together with
   * `machines`. Changed in place.
   */
  definition?: pulumi.Input<string>;
  /** The machines that have the tag. Others that have it keep it, unless `exclusive` is set. Changed in place. */
  machines?: pulumi.Input<readonly MachineInput[]>;
  /** Takes the tag from all machines that are not in `machines`; false by default. Changed in place. */
  exclusive?: pulumi.Input<boolean>;
}

const PROPERTIES = ["name", "comment", "kernelOptions", "definition", "machines", "exclusive"];

/**
 * A tag of machines, and the kernel options that come with it. Machines are tagged and untagged in one request, whatever
 * their number. A tag that MAAS has already is taken over when it is as declared, and is an error otherwise. Deleting the
 * resource deletes the tag; when other machines have it, it is only taken off those of this resource. Uses `tags/`,
 * `tags/{name}/` and `tags/{name}/?op=update_nodes`.
 *
 * ```ts
 * new maas.Tag("serial", { kernelOptions: "console=ttyS0", machines: [node] });
 * ```
 */
export class Tag extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("Tag");

  /** True for a `Tag`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is Tag {
    return isOfType(obj, Tag.__pulumiType);
  }

  /** The name of the tag. */
  declare readonly name: pulumi.Output<string>;
  /** The note that MAAS has. */
  declare readonly comment: pulumi.Output<string>;
  /** The kernel options that come with the tag. */
  declare readonly kernelOptions: pulumi.Output<string>;
  /** The XPath expression by which MAAS gives the tag. */
  declare readonly definition: pulumi.Output<string>;
  /** The system ids of the machines that this resource gave the tag to. */
  declare readonly machines: pulumi.Output<string[] | undefined>;
  /** Whether machines that are not listed lose the tag. */
  declare readonly exclusive: pulumi.Output<boolean | undefined>;

  constructor(name: string, args?: TagArgs, opts?: pulumi.CustomResourceOptions) {
    const isLookup = opts?.id !== undefined;
    const inputs = isLookup ? {} : { ...args, name: nameOr(name, args?.name), machines: references(args?.machines) };
    super(name, { kind: "Tag", inputs, properties: PROPERTIES, copies: {} }, opts);
  }

  /** Reads a tag that something else manages. `id` is its name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Tag {
    return new Tag(name, undefined, { ...opts, id });
  }
}

/** Each machine is known or unknown by itself, unless the list as a whole is not known yet. */
function references(
  machines: pulumi.Input<readonly MachineInput[]> | undefined,
): pulumi.Input<pulumi.Input<string>[]> | undefined {
  if (machines === undefined) return undefined;
  if (Array.isArray(machines)) return machines.map((machine: MachineInput) => machineReference(machine));
  return pulumi.output(machines).apply((list) => pulumi.all([...list].map((one) => machineReference(one))));
}
