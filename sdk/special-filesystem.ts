import type * as pulumi from "@pulumi/pulumi";

import { type MachineInput, machineReference } from "./references";
import { type Copies } from "./secret-copies";
import { isOfType } from "./dynamic-resource";
import { StorageResource, typeOf } from "./storage-resource";

/** What a {@link SpecialFilesystem} takes. */
export interface SpecialFilesystemArgs {
  /** The machine: a system id, a machine result, or a `StorageLayout`. Changing it replaces the filesystem. */
  machine: MachineInput;
  /** `"tmpfs"` or `"ramfs"`. Changing it replaces the filesystem. */
  type: pulumi.Input<"tmpfs" | "ramfs">;
  /**
   * Where it is mounted: an absolute path of at most 255 characters. It is what the filesystem is known by, so one of a
   * machine has it. Changing it replaces the filesystem.
   */
  mountPoint: pulumi.Input<string>;
  /**
   * Options for the mount, such as `"size=2G,noexec"`, at most 255 characters; none by default. Changed in place, by
   * unmounting and mounting again: MAAS has no other way.
   */
  mountOptions?: pulumi.Input<string>;
}

/**
 * A filesystem in memory, on no device. Uses `POST machines/{id}/?op=mount_special` and `?op=unmount_special`, on a machine
 * that is Ready. One of the same type that is mounted there already is taken over.
 *
 * ```ts
 * const scratch = new maas.SpecialFilesystem("scratch", {
 *   machine: node, type: "tmpfs", mountPoint: "/scratch", mountOptions: "size=4G",
 * });
 * ```
 */
export class SpecialFilesystem extends StorageResource {
  /** @internal What policies know the class by. */
  static readonly __pulumiType: string = typeOf("SpecialFilesystem");

  /** True for a `SpecialFilesystem`, also of a second copy of this package. */
  static override isInstance(obj: unknown): obj is SpecialFilesystem {
    return isOfType(obj, SpecialFilesystem.__pulumiType);
  }

  /** The system id of the machine. */
  declare readonly machine: pulumi.Output<string>;
  /** `"tmpfs"` or `"ramfs"`. */
  declare readonly type: pulumi.Output<"tmpfs" | "ramfs">;
  /** Where it is mounted. */
  declare readonly mountPoint: pulumi.Output<string>;
  /** The options for the mount. */
  declare readonly mountOptions: pulumi.Output<string | undefined>;

  /** @internal */
  constructor(name: string, args: undefined, opts: pulumi.CustomResourceOptions);
  constructor(name: string, args: SpecialFilesystemArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: SpecialFilesystemArgs | undefined, opts?: pulumi.CustomResourceOptions) {
    const inputs = args ? { ...args, machine: machineReference(args.machine) } : {};
    super(name, { kind: "SpecialFilesystem", inputs, properties: PROPERTIES, copies: NO_COPIES }, opts);
  }

  /**
   * Reads one that something else manages. `id` is `<system id>/special/<mount point>`, the mount point written as a
   * part of a URL: `abc123/special/%2Fscratch`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): SpecialFilesystem {
    return new SpecialFilesystem(name, undefined, { ...opts, id });
  }
}

const PROPERTIES = ["machine", "type", "mountPoint", "mountOptions"];
const NO_COPIES: Copies = {};
