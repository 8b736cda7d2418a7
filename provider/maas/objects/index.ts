import { bcacheType } from "./bcache";
import { cacheSetType } from "./cache-set";
import { diskType } from "./disk";
import { layoutType } from "./layout";
import { logicalVolumeType } from "./logical-volume";
import { partitionType } from "./partition";
import { raidType } from "./raid";
import { specialFilesystemType } from "./special-filesystem";
import { type ObjectType } from "./type";
import { volumeGroupType } from "./volume-group";

const types = [
  raidType,
  bcacheType,
  cacheSetType,
  partitionType,
  volumeGroupType,
  logicalVolumeType,
  diskType,
  specialFilesystemType,
  layoutType,
] as const;

/** The word for a type of object in the ids of resources. */
export type Segment = (typeof types)[number]["segment"];

/** Every type of object that a machine's storage has and that a resource of ours can be. */
export const OBJECT_TYPES: readonly (ObjectType & { readonly segment: Segment })[] = types;
