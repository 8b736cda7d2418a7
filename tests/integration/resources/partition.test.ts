import { listBlockDevices } from "../../../provider/maas/api/block-devices";
import { type Managed } from "../../../kit/handlers/managed";
import { Lab } from "../../../kit/handlers/lab";

describe("a partition", () => {
  let lab: Lab;
  let machine: string;
  let root: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    root = lab.engine.resource("Partition", "root");
  });
  afterEach(() => lab.close());

  const partitionsOf = async (disk: string) =>
    (await listBlockDevices(lab.client, machine)).find((one) => one.name === disk)?.partitions ?? [];

  it("is created, formatted and mounted with one look and three writes", async () => {
    const args = {
      machine,
      blockDevice: "sda",
      size: "50GiB",
      filesystem: { type: "ext4", label: "root", mountPoint: "/" },
    };
    expect(await root.apply(args)).toBe("create");
    expect(lab.requests("alpha").map((line) => line.replace(/\/\d+/g, "/N"))).toEqual([
      expect.stringMatching(/^GET machines\//),
      "POST nodes/blockdevices/N/partitions/",
      "POST nodes/blockdevices/N/partition/N?op=format",
      "POST nodes/blockdevices/N/partition/N?op=mount",
      "GET nodes/blockdevices/",
    ]);
    expect(root.outputs).toMatchObject({ sizeBytes: 53687091200, bootable: false, device: { name: "sda" } });
    expect(await partitionsOf("sda")).toMatchObject([
      { size: 53687091200, filesystem: { fstype: "ext4", label: "root", mount_point: "/" } },
    ]);
    await root.expectNoChanges(args);
  });

  it("changes only what differs: a new mount point is one call and keeps the filesystem", async () => {
    const args = { machine, blockDevice: "sdb", filesystem: { type: "xfs", mountPoint: "/srv" } };
    await root.apply(args);
    const [before] = await partitionsOf("sdb");
    const moved = {
      ...args,
      tags: ["data"],
      filesystem: { type: "xfs", mountPoint: "/data", mountOptions: "noatime" },
    };
    lab.emulator.clearRequests();
    expect(await root.apply(moved)).toBe("update");
    const writes = lab.requests("alpha").filter((line) => line.startsWith("POST"));
    expect(writes.map((line) => line.replace(/.*\?op=/, ""))).toEqual(["add_tag", "mount"]);
    const [after] = await partitionsOf("sdb");
    expect(after).toMatchObject({ tags: ["data"], filesystem: { mount_point: "/data", mount_options: "noatime" } });
    expect(after?.filesystem?.uuid).toBe(before?.filesystem?.uuid);
    await root.expectNoChanges(moved);
  });

  it("unmounts and unformats when the filesystem is taken out", async () => {
    await root.apply({ machine, blockDevice: "sdb", filesystem: { type: "xfs", mountPoint: "/srv" } });
    expect(await root.apply({ machine, blockDevice: "sdb" })).toBe("update");
    expect(await partitionsOf("sdb")).toMatchObject([{ filesystem: null }]);
    await root.expectNoChanges({ machine, blockDevice: "sdb" });
  });

  it("is replaced when its size changes, and not when the same size is written in another way", async () => {
    await root.apply({ machine, blockDevice: "sdb", size: "10GB" });
    expect(await root.apply({ machine, blockDevice: "sdb", size: 9999220736 })).toBe("same");
    expect(await root.apply({ machine, blockDevice: "sdb", size: "20GB" })).toBe("replace");
    expect(await partitionsOf("sdb")).toMatchObject([{ size: 19998441472 }]);
    await root.expectNoChanges({ machine, blockDevice: "sdb", size: "20GB" });
  });

  it("is not changed by another way to write its disk", async () => {
    await root.apply({ machine, blockDevice: "sdb" });
    const [disk] = (await listBlockDevices(lab.client, machine)).filter((one) => one.name === "sdb");
    expect(await root.apply({ machine, blockDevice: `blockdevice:${disk?.id}` })).toBe("same");
  });

  const pathOf = async (name: string) =>
    (await listBlockDevices(lab.client, machine)).find((one) => one.name === name)?.id_path ?? "";

  it("is made on the disk with an id path, and stays there when the disk was given by its name before", async () => {
    const [sda, sdb] = [await pathOf("sda"), await pathOf("sdb")];
    expect(sda).toMatch(/^\/dev\/disk\/by-id\//);
    await root.apply({ machine, blockDevice: "sdb", size: "10GB" });
    const [before] = await partitionsOf("sdb");
    const byPath = { machine, blockDevice: sdb, size: "10GB" };
    expect(await root.apply(byPath)).toBe("update");
    expect(await partitionsOf("sdb")).toEqual([before]);
    expect(root.outputs).toMatchObject({ blockDevice: sdb, device: { reference: sdb, name: "sdb", type: "physical" } });
    await root.expectNoChanges(byPath);
    await root.refresh();
    await root.expectNoChanges(byPath);

    expect(await root.apply({ ...byPath, blockDevice: sda })).toBe("replace");
    expect(await partitionsOf("sdb")).toEqual([]);
    expect(await partitionsOf("sda")).toHaveLength(1);
    expect(await root.apply({ ...byPath, blockDevice: "sda" })).toBe("same");
  });

  it("is refused on an id path that no disk has, with those that there are", async () => {
    const blockDevice = "/dev/disk/by-id/wwn-0x0";
    const refusal = root.apply({ machine, blockDevice }).catch((error: unknown) => String(error));
    expect(await refusal).toContain(`blockDevice: machine ${machine} has no device "${blockDevice}"; its disks are `);
    expect(await refusal).toContain(`sda (${await pathOf("sda")}), sdb (`);
  });

  it("sees and repairs drift", async () => {
    const args = { machine, blockDevice: "sdb", filesystem: { type: "ext4", mountPoint: "/srv" } };
    await root.apply(args);
    const other = lab.newEngine().continued("Partition", "root", root);
    await other.apply({ ...args, filesystem: { type: "ext4", mountPoint: "/elsewhere" } });

    const run = lab.newEngine().continued("Partition", "root", root);
    expect(await run.refresh()).toBe(true);
    expect(run.outputs).toMatchObject({ filesystem: { mountPoint: "/elsewhere" } });
    expect(await run.apply(args)).toBe("update");
    await run.expectNoChanges(args);
  });

  it("is gone for a refresh when somebody deleted it, and is made again", async () => {
    const args = { machine, blockDevice: "sdb", size: "10GB" };
    await root.apply(args);
    await lab.newEngine().provider("Partition").delete(root.id, root.outputs);
    const run = lab.newEngine().continued("Partition", "root", root);
    expect(await run.refresh()).toBe(false);
    expect(await run.apply(args)).toBe("create");
    await run.expectNoChanges(args);
  });

  it("is deleted once, and quietly again", async () => {
    await root.apply({ machine, blockDevice: "sdb" });
    const { id, outputs } = root;
    await root.destroy();
    expect(await partitionsOf("sdb")).toEqual([]);
    await lab.newEngine().provider("Partition").delete(id, outputs);
  });

  it("is found by the next run when the first one died before it wrote its state", async () => {
    const args = { machine, blockDevice: "sdb", size: "10GB", filesystem: { type: "ext4", mountPoint: "/srv" } };
    await root.apply(args);
    const next = lab.newEngine().resource("Partition", "root");
    expect(await next.apply(args)).toBe("create");
    expect(next.id).toBe(root.id);
    expect(await partitionsOf("sdb")).toHaveLength(1);
  });

  it.each([
    ["size", { blockDevice: "sda", size: "1MB" }, /^size: 1000000 bytes are less than 4 MiB/],
    ["size", { blockDevice: "sda", size: "1TB" }, /^size: \d+ bytes do not fit on sda/],
    ["blockDevice", { blockDevice: "sdz" }, /^blockDevice: machine .* has no device "sdz"; its disks are .*sda/],
    ["blockDevice", { blockDevice: "/dev/sda" }, /^blockDevice: write the name alone: "sda"/],
    [
      "filesystem.label",
      { blockDevice: "sda", filesystem: { type: "xfs", label: "much-too-long-for-xfs" } },
      /^filesystem.label: /,
    ],
    ["filesystem.type", { blockDevice: "sda", filesystem: { type: "ntfs" } }, /^filesystem.type: /],
    [
      "filesystem.mountPoint",
      { blockDevice: "sda", filesystem: { type: "ext4", mountPoint: "srv" } },
      /^filesystem.mountPoint: /,
    ],
    ["misspelt", { blockDevice: "sda", misspelt: 1 }, /^misspelt: no such property/],
  ])("refuses a wrong %s by name, before anything is written", async (_property, args, message) => {
    await expect(root.apply({ machine, ...args })).rejects.toThrow(message);
    expect(lab.requests("alpha").filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("refuses a hostname with the way to look the machine up", async () => {
    await expect(root.apply({ machine: "alpha.maas", blockDevice: "sda" })).rejects.toThrow(
      'machine: "alpha.maas" is not a system id; to go by the hostname, pass maas.getMachineOutput({ hostname: "alpha" })',
    );
  });

  it("has no uuid among its inputs but one that the program declares", async () => {
    const args = { machine, blockDevice: "sdb", size: "10GB" };
    await root.apply(args);
    await root.refresh();
    expect(root.outputs["uuid"]).toBe(root.identity);
    expect(root.inputs).not.toHaveProperty("uuid");
    const declared = { ...args, uuid: "8444f2dd-bcd3-4878-9533-0f9fa95de578" };
    await root.apply(declared);
    await root.refresh();
    expect(root.inputs).toMatchObject({ uuid: declared.uuid });
  });
});
