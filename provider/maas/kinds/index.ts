import { listed, type ListedKind } from "../../pulumi/registry";
import { type Run } from "../run";
import { bcache } from "./bcache";
import { bcacheCacheSet } from "./bcache-cache-set";
import { blockDevice } from "./block-device";
import { deployment } from "./deployment";
import { logicalVolume } from "./logical-volume";
import { machine } from "./machine";
import { partition } from "./partition";
import { raid } from "./raid";
import { specialFilesystem } from "./special-filesystem";
import { storageLayout } from "./storage-layout";
import { tag } from "./tag";
import { volumeGroup } from "./volume-group";

/** The kinds of MAAS. Each is exported by `provider/index.ts`, under its name. */
export const MAAS_KINDS: readonly ListedKind<Run>[] = [
  listed(bcache),
  listed(bcacheCacheSet),
  listed(partition),
  listed(raid),
  listed(storageLayout),
  listed(volumeGroup),
  listed(logicalVolume),
  listed(blockDevice),
  listed(specialFilesystem),
  listed(tag),
  listed(deployment),
  listed(machine),
];
