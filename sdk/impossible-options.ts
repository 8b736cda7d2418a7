import * as pulumi from "@pulumi/pulumi";

import { declaredInputs } from "./declared-inputs";
import { userError } from "./user-error";

/** The kinds of which an object goes along when the other one is deleted. */
const GOES_WITH: Readonly<Record<string, readonly string[]>> = {
  Raid: ["Partition"],
  Bcache: ["Partition"],
  Machine: [
    ...["Partition", "Raid", "Bcache", "BcacheCacheSet", "VolumeGroup", "LogicalVolume", "BlockDevice"],
    ...["SpecialFilesystem", "StorageLayout"],
  ],
  StorageVolume: ["StorageVolumeSnapshot"],
};

/** The kind of a resource of this package: what its type ends in. */
function kindOf(resource: pulumi.Resource): string | undefined {
  const type: unknown = Reflect.get(resource, "__pulumiType");
  const [, kind] = typeof type === "string" ? (/^pulumi-nodejs:dynamic\/(?:maas|lxd):(\w+)$/.exec(type) ?? []) : [];
  return kind;
}

const isAdopted = (resource: pulumi.Resource): boolean =>
  pulumi.CustomResource.isInstance(resource) && (declaredInputs(resource)?.["adopt"] ?? undefined) !== undefined;

/**
 * Refuses options with which a resource would be lost from the state, or could never be made.
 * @throws an error that says what to do instead
 */
export function refuseImpossible(kind: string, name: string, opts: pulumi.CustomResourceOptions = {}): void {
  const self = `${kind} "${name}"`;
  if (opts.import !== undefined) {
    throw userError(
      `${self}: the option "import" cannot work, since Pulumi's host of dynamic providers fails at it. To take over what is ` +
        `there, declare its uuid; a tag, a cache set, a special filesystem or a disk is known again by itself. ` +
        `"pulumi import --file" works where the file has the inputs and outputs`,
    );
  }
  const container = opts.deletedWith;
  const other = container && kindOf(container);
  if (container === undefined || other === undefined) return;
  if (GOES_WITH[other]?.includes(kind) === true && !isAdopted(container)) return;
  throw userError(
    `${self}: the option "deletedWith" would lose it: it is not deleted along with the ${other}, and this stack would no ` +
      `longer know of it. Leave the option out`,
  );
}
