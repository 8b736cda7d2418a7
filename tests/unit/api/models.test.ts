import { blockDevice } from "../../../provider/maas/api/block-devices";
import { controller } from "../../../provider/maas/api/controllers";
import { machineDetails } from "../../../provider/maas/api/machine-details";
import { machine } from "../../../provider/maas/api/machines";
import { member } from "../../../provider/maas/api/member";
import { raid } from "../../../provider/maas/api/raids";
import { volumeGroup } from "../../../provider/maas/api/volume-groups";

const DISK = {
  id: 3,
  system_id: "abc123",
  name: "sda",
  type: "physical",
  path: "/dev/disk/by-dname/sda",
  size: 500_107_862_016,
  block_size: 512,
  filesystem: null,
};
const PARTITION = {
  id: 9,
  type: "partition",
  uuid: "2d1c2f3a-0000-4000-8000-000000000000",
  path: "/dev/disk/by-dname/sda-part1",
  size: 536_870_912,
  bootable: true,
  filesystem: null,
  device_id: 3,
  system_id: "abc123",
};

describe("a block device", () => {
  test("needs little: other versions leave fields out, and add some", () => {
    const { tags, partitions, model, firmware_version: firmware } = blockDevice.parse({ ...DISK, new_in_4: { a: 1 } });
    expect([tags, partitions, model, firmware]).toEqual([[], [], null, null]);
    expect(blockDevice.parse({ ...DISK, new_in_4: 1 })).not.toHaveProperty("new_in_4");
  });

  test("has null for what is empty: MAAS writes both", () => {
    expect(blockDevice.parse({ ...DISK, model: "", serial: "", id_path: "" })).toMatchObject({
      model: null,
      serial: null,
      id_path: null,
    });
  });

  test("may be of a kind that is not known yet, and of less than no room", () => {
    expect(blockDevice.parse({ ...DISK, type: "quantum", available_size: -4_194_304 })).toMatchObject({
      type: "quantum",
      available_size: -4_194_304,
    });
  });
});

test("members are told apart by their type", () => {
  expect(member.parse(PARTITION)).toHaveProperty("device_id", 3);
  expect(member.parse(DISK)).toHaveProperty("name", "sda");
});

test("the size of a RAID-10 is a fraction, and any RAID may lack one", () => {
  const md0 = {
    ...{ id: 1, name: "md0", uuid: "u", level: "raid-10", system_id: "abc123" },
    ...{ devices: [DISK, PARTITION], spare_devices: [], virtual_device: { ...DISK, type: "virtual" } },
  };
  expect(raid.parse({ ...md0, size: 1_500_000_000.5 }).size).toBe(1_500_000_000.5);
  expect(raid.parse(md0).size).toBeUndefined();
});

test("a volume group is read with sizes as numbers", () => {
  const vg = { id: 1, name: "vg0", uuid: "u", system_id: "abc123", devices: [DISK], logical_volumes: [DISK] };
  expect(volumeGroup.parse({ ...vg, size: 10.5, available_size: 1, used_size: 2 })).toMatchObject({ size: 10.5 });
});

describe("a machine", () => {
  const least = { system_id: "abc123", hostname: "alpha", status_name: "Ready" };

  test("needs its id, its name and its status only", () => {
    expect(machine.parse(least)).toMatchObject({ blockdevice_set: [], raids: [], locked: false });
    expect(machineDetails.parse(least)).toMatchObject({ interface_set: [], tag_names: [], ip_addresses: [] });
  });

  test("may have ids of 0: the default pool and domain have", () => {
    expect(machine.parse({ ...least, pool: { id: 0, name: "default" } }).pool).toEqual({ id: 0, name: "default" });
  });

  test("may be null wherever MAAS writes null", () => {
    const nulls = [
      "owner",
      "bios_boot_method",
      "boot_disk",
      "zone",
      "pool",
      "domain",
      "hardware_uuid",
      "status_message",
    ];
    const parsed = machineDetails.parse({ ...least, ...Object.fromEntries(nulls.map((field) => [field, null])) });
    expect(parsed.hostname).toBe("alpha");
  });
});

test("a region controller has no services, a rack may have some of unknown state", () => {
  const node = { system_id: "abc123", hostname: "rack-1", node_type: 2 };
  expect(controller.parse(node).service_set).toBeUndefined();
  expect(controller.parse({ ...node, service_set: [{ name: "rackd", status: "new" }] }).service_set).toHaveLength(1);
});
