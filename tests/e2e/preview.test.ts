import { Lab } from "../../kit/handlers/lab";
import { programText } from "../../kit/engine/program";
import { TestStack } from "../../kit/engine/stack";

describe("a preview on the real engine", () => {
  let lab: Lab;
  let stack: TestStack | undefined;

  beforeEach(async () => {
    lab = await Lab.start();
  });
  afterEach(async () => {
    stack?.close();
    await lab.close();
  });

  it("tells every mistake of a program in one go, each on its resource, and fails", async () => {
    const body = `
      new maas.Partition("a", { machine, blockDevice: "sdb", size: "1GB", filesystem: { type: "ext4", label: "longer-than-16-bytes" } });
      new maas.Partition("b", { machine, blockDevice: "sdz", size: "1GB" });
      const c = new maas.Partition("c", { machine, blockDevice: "sdc", size: "1GB" });
      new maas.Raid("one", { machine, level: "raid-1", devices: [c, "sdd"] });
      new maas.Raid("two", { machine, level: "raid-1", devices: [c, "sde"] });
      new maas.Partition("d", { machine, blockDevice: "nvme0n1", size: "1GB", filesystem: { type: "ext4", mountPoint: "/srv" } });
      new maas.Partition("e", { machine, blockDevice: "nvme1n1", size: "1GB", filesystem: { type: "ext4", mountPoint: "/srv" } });
    `;
    stack = await TestStack.open({ program: programText(lab.systemId("alpha"), body), maas: lab.emulator });
    const said = (await stack.previewFails()).messages.join("\n");
    expect(said).toContain("filesystem.label: a label of ext4 has at most 16 bytes");
    expect(said).toContain('no device "sdz"');
    // The engine checks resources side by side: the one that it comes to later is refused.
    expect(said).toMatch(/Partition "c" is in use by RAID "(one|two)", another resource of this program/);
    expect(said).toMatch(/Partition "[de]" is mounted at \/srv/);
    expect(lab.emulator.requests.every(({ method }) => method === "GET")).toBe(true);
  });
});
