import { type Found, type Picture } from "./picture";

/**
 * A machine's storage when a layout has been applied: disks of the hardware stay, all that was made on them is gone. Of the
 * layouts that put something there no more is said than that they mount a root: where, and how large, MAAS decides.
 */
export function underLayout(layout: string, { disks, ...picture }: Picture): Picture {
  const bare = disks.filter(({ type }) => type === "disk").map(bareDisk);
  const root = {
    fstype: `root filesystem of the layout "${layout}"`,
    label: null,
    mount_point: "/",
    mount_options: null,
  };
  return { ...picture, disks: bare, cacheSets: [], volumeGroups: [], special: layout === "blank" ? [] : [root] };
}

const bareDisk = (disk: Found): Found => ({
  ...disk,
  table: null,
  partitions: [],
  filesystem: undefined,
  holder: undefined,
});
