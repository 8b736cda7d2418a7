import { listed, type ListedKind } from "../../pulumi/registry";
import { type LxdHost } from "../host";
import { storagePool } from "./storage-pool";
import { storageVolume } from "./storage-volume";
import { storageVolumeSnapshot } from "./storage-volume-snapshot";

/** The kinds of LXD. Each is exported by `provider/index.ts`, under its name. */
export const LXD_KINDS: readonly ListedKind<LxdHost>[] = [
  listed(storagePool),
  listed(storageVolume),
  listed(storageVolumeSnapshot),
];
