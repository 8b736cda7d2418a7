import { type Filesystem } from "../../kit/layouts/declared";
import { pick, type Random } from "../../kit/layouts/random";

export function drawFilesystem(random: Random, mountPoint: string): Filesystem | undefined {
  if (random() < 0.2) return undefined;
  return {
    type: pick(random, ["ext4", "xfs", "btrfs"]),
    ...(random() < 0.3 ? { label: pick(random, ["one", "two"]) } : {}),
    ...(random() < 0.7 ? { mountPoint: random() < 0.8 ? mountPoint : `${mountPoint}-too` } : {}),
  };
}
