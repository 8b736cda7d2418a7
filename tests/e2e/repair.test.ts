import { mount } from "../../provider/maas/api/filesystems";
import { deleteRaid } from "../../provider/maas/api/raids";
import { Lab } from "../../kit/handlers/lab";
import { programText } from "../../kit/engine/program";
import { TestStack } from "../../kit/engine/stack";

const data = (machine: string, mountPoint: string) =>
  programText(
    machine,
    `
    const first = new maas.Partition("first", { machine, blockDevice: "sdb", filesystem: { type: "xfs", mountPoint: "/srv" } });
    const md0 = new maas.Raid("md0", { machine, level: "raid-1", devices: ["sdc", "sdd"],
      filesystem: { type: "xfs", mountPoint: "${mountPoint}" } }, { dependsOn: [first] });
    export const raid = md0.id;
    export const disk = md0.virtualDeviceId;
    `,
  );

describe("repair on the real engine", () => {
  let lab: Lab;
  let stack: TestStack | undefined;
  let machine: string;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
  });
  afterEach(async () => {
    stack?.close();
    await lab.close();
  });

  it("keeps the id of what was half made, and finishes it in the next run", async () => {
    stack = await TestStack.open({ program: data(machine, "/data"), maas: lab.emulator });
    // The first mount is that of the partition; then the RAID exists, and is formatted.
    lab.emulator.faults.add({ kind: "conflict", method: "POST", op: "mount", nth: 2, times: "all", retryAfterS: null });
    const { output } = await stack.upFails();
    const [half] = lab.emulator.machine("alpha").raids;
    expect(output).toContain("md0");
    lab.emulator.faults.clear();
    const { outcomes } = await stack.up();
    expect(outcomes["Raid/md0"]).toBe("update");
    expect(lab.emulator.machine("alpha").raids).toMatchObject([{ id: half?.["id"] }]);
    await stack.expectNoChanges();
  });

  it("plans nothing while MAAS shows no filesystems: a machine under test that was never allocated", async () => {
    stack = await TestStack.open({ program: data(machine, "/data"), maas: lab.emulator });
    await stack.up();
    lab.emulator.setMachine("alpha", { status: "Failed testing" });
    await stack.expectNoChanges();
    lab.emulator.setMachine("alpha", { status: "Ready" });
    await stack.expectNoChanges();
  });

  it("takes a machine as MAAS commissions it to the declared layout in one up", async () => {
    lab.emulator.setMachine("papa", { locked: false });
    const program = programText(
      lab.systemId("papa"),
      `
      const blank = new maas.StorageLayout("blank", { machine, layout: "blank" });
      new maas.Partition("esp", { machine: blank, blockDevice: "sda", size: "512MiB", bootable: true,
        filesystem: { type: "fat32", label: "efi", mountPoint: "/boot/efi" } });
      new maas.Partition("root", { machine: blank, blockDevice: "sda", filesystem: { type: "ext4", mountPoint: "/" } });
      `,
    );
    stack = await TestStack.open({ program, maas: lab.emulator });
    const preview = await stack.preview();
    expect(preview.messages).toContainEqual(expect.stringContaining('papa: the layout "blank" removes sda-part1'));
    await stack.up();
    await stack.expectNoChanges();
    lab.emulator.recommission("papa");
    await stack.up({ refresh: true });
    await stack.expectNoChanges();
  });
});

describe("a stack that things happen to, on the real engine", () => {
  let lab: Lab;
  let stack: TestStack;
  let machine: string;

  beforeAll(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    stack = await TestStack.open({ program: data(machine, "/data"), maas: lab.emulator });
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  it("repairs what was changed outside, and makes again what was deleted", async () => {
    const { outputs } = await stack.up();
    const target = { systemId: machine, deviceId: Number(outputs["disk"]) };
    await mount(lab.client, target, { mount_point: "/elsewhere" });
    expect((await stack.up({ refresh: true })).outcomes["Raid/md0"]).toBe("update");
    await deleteRaid(lab.client, machine, Number(String(outputs["raid"]).split("/").pop()));
    expect((await stack.up({ refresh: true })).outcomes["Raid/md0"]).toBe("create");
    await stack.expectNoChanges();
  });

  it("does not lose its state when it is pointed at another region", async () => {
    const other = await Lab.start();
    stack.setEnvironment({ MAAS_API_URL: other.emulator.url });
    await expect(stack.refresh()).rejects.toThrow(/the state of this stack was made with/);
    stack.setEnvironment({ MAAS_API_URL: lab.emulator.url });
    await other.close();
    await stack.expectNoChanges();
  });

  it("is read with get by another stack, which never deletes it", async () => {
    const get = (name: string) =>
      programText(
        machine,
        `const raid = maas.Raid.get("theirs", machine + "/raid/${name}");
         export const id = raid.id; export const level = raid.level;`,
      );
    const reader = await TestStack.open({ program: get("md0"), maas: lab.emulator });
    expect((await reader.up()).outputs).toMatchObject({ id: `${machine}/raid/md0`, level: "raid-1" });
    await reader.expectNoChanges();
    await reader.destroy();
    expect(lab.emulator.machine("alpha").raids).toHaveLength(1);
    reader.setProgram(get("md77"));
    expect((await reader.upFails()).output).toContain(`has no ${machine}/raid/md77`);
    reader.close();
  });
});
