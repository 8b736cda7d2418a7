import { Lab } from "../support/lab";
import { programText } from "../support/program";
import { TestStack } from "../support/stack";

describe("a preview on the real engine", () => {
  it("tells every mistake of a program in one go, each on its resource, and fails", async () => {
    const lab = await Lab.start();
    const body = `
      new maas.Partition("a", { machine, blockDevice: "sdb", size: "1GB", filesystem: { type: "ext4", label: "longer-than-16-bytes" } });
      new maas.Partition("b", { machine, blockDevice: "sdz", size: "1GB" });
      const c = new maas.Partition("c", { machine, blockDevice: "sdc", size: "1GB" });
      new maas.Raid("one", { machine, level: "raid-1", devices: [c, "sdd"] });
      new maas.Raid("two", { machine, level: "raid-1", devices: [c, "sde"] });
    `;
    const stack = await TestStack.open({ program: programText(lab.systemId("alpha"), body), maas: lab.emulator });
    const said = (await stack.previewFails()).messages.join("\n");
    expect(said).toContain("filesystem.label: a label of ext4 has at most 16 bytes");
    expect(said).toContain('no device "sdz"');
    expect(said).toContain('Partition "c" is in use by RAID "one", another resource of this program');
    expect(lab.emulator.requests.every(({ method }) => method === "GET")).toBe(true);
    stack.close();
    await lab.close();
  });
});
