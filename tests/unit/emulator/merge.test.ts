import { mergeRows, SerializationFailure } from "../../../emulator/world/storage/merge";
import {
  copyRows,
  emptyRows,
  type Filesystem,
  type PhysicalDevice,
  type Rows,
} from "../../../emulator/world/storage/records";

const disk = (id: number, name: string): PhysicalDevice => ({
  type: "physical",
  id,
  name,
  size: 1e9,
  blockSize: 512,
  tags: [],
  model: "",
  serial: "",
  idPath: null,
  firmwareVersion: null,
  numaNode: 0,
});

const filesystem = (id: number, deviceId: number): Filesystem => ({
  id,
  fstype: "ext4",
  uuid: `uuid-${id}`,
  label: null,
  mountPoint: null,
  mountOptions: null,
  deviceId,
  partitionId: null,
  groupId: null,
  cacheSetId: null,
  acquired: false,
});

const base = emptyRows();
base.devices.set(1, disk(1, "sda"));
base.devices.set(2, disk(2, "sdb"));
base.filesystems.set(1, filesystem(1, 1));

/** What a request made of the base. */
function changed(change: (rows: Rows) => void): Rows {
  const rows = copyRows(base);
  change(rows);
  return rows;
}

describe("Two requests that worked on the same rows", () => {
  it("are both kept when they changed different rows", () => {
    const mine = changed(({ devices }) => devices.set(1, disk(1, "mine")));
    const theirs = changed(({ devices }) => devices.set(2, disk(2, "theirs")));
    expect([...mergeRows(base, mine, theirs).devices.values()].map(({ name }) => name).sort()).toEqual([
      "mine",
      "theirs",
    ]);
  });

  it.each<[string, (rows: Rows) => void, (rows: Rows) => void]>([
    [
      "both changed one row",
      ({ devices }) => devices.set(1, disk(1, "mine")),
      ({ devices }) => devices.set(1, disk(1, "theirs")),
    ],
    [
      "changed, and deleted, one row",
      ({ devices }) => devices.set(2, disk(2, "mine")),
      ({ devices }) => devices.delete(2),
    ],
    [
      "deleted, and changed, one row",
      ({ devices }) => devices.delete(2),
      ({ devices }) => devices.set(2, disk(2, "theirs")),
    ],
    [
      "both gave one name",
      ({ devices }) => devices.set(3, disk(3, "new")),
      ({ devices }) => devices.set(4, disk(4, "new")),
    ],
    [
      "both put a filesystem on one device",
      ({ filesystems }) => filesystems.set(2, filesystem(2, 2)),
      ({ filesystems }) => filesystems.set(3, filesystem(3, 2)),
    ],
    [
      "used, and deleted, one device",
      ({ filesystems }) => filesystems.set(2, filesystem(2, 2)),
      ({ devices }) => devices.delete(2),
    ],
  ])("collide when they %s", (_what, mine, theirs) => {
    expect(() => mergeRows(base, changed(mine), changed(theirs))).toThrow(SerializationFailure);
  });
});
