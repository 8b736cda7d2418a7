import { Lab } from "../../kit/handlers/lab";
import { programText } from "../../kit/engine/program";
import { expectServerIsState } from "../../kit/engine/state-resources";
import { TestStack } from "../../kit/engine/stack";

/** What one resource gives up and another takes, what bears a name that was used before, and what is left after a failure. */
describe("what changes hands in one run, on the real engine", () => {
  let lab: Lab;
  let machine: string;
  let stack: TestStack;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
    stack = await TestStack.open({ program: programText(machine, ""), maas: lab.emulator });
  });
  afterEach(async () => {
    stack.close();
    await lab.close();
  });

  const text = (lines: readonly string[]) => stack.setProgram(programText(machine, lines.join("\n")));

  /** One `up`, after which the server holds what the state has, and a second one has nothing to do. */
  const up = async (...lines: string[]) => {
    text(lines);
    const run = await stack.up();
    expectServerIsState([lab.emulator.machine("alpha")], await stack.resources());
    await stack.expectNoChanges();
    return run;
  };
  const idOf = async (resource: string) => (await stack.resources()).find((one) => one.resource === resource)?.id;
  const at = (name: string, disk: string, mountPoint: string, options = "{}") =>
    `new maas.Partition("${name}", { machine, blockDevice: "${disk}", size: "1GB",
       filesystem: { type: "ext4", mountPoint: "${mountPoint}" } }, ${options});`;

  it("a mount point: of what leaves, in a chain, and in a swap", async () => {
    await up(at("a", "sdb", "/srv"), at("b", "sdc", "/data"));
    await up(
      at("b", "sdc", "/data"),
      `new maas.Raid("md0", { machine, level: "raid-1", devices: ["sdd", "sde"],
         filesystem: { type: "xfs", mountPoint: "/srv" } });`,
    );
    await up(at("b", "sdc", "/data/old"), at("c", "sdb", "/data"));
    const before = await idOf("Partition/b");
    const { outcomes } = await up(at("b", "sdc", "/data"), at("c", "sdb", "/data/old"));
    expect(outcomes).toMatchObject({ "Partition/b": "update", "Partition/c": "update" });
    expect(await idOf("Partition/b")).toBe(before);
  });

  it("the name of a RAID, in a swap, and the members of two mirrors that swap", async () => {
    const parts = ["p00", "p10", "p20", "p01", "p11"].map(
      (name, at) => `const ${name} = new maas.Partition("${name}", { machine, size: "1GB",
        blockDevice: "${["sdb", "sdc", "sdd", "sde", "sdb"][at] ?? ""}" });`,
    );
    const raid = (resource: string, name: string, devices: string) =>
      `new maas.Raid("${resource}", { machine, name: "${name}", level: "raid-1", devices: [${devices}] });`;
    await up(...parts, raid("one", "md0", "p00, p10, p20"), raid("two", "md1", "p01, p11"));
    await up(...parts, raid("one", "md0", "p01, p10"), raid("two", "md1", "p00, p11"));
    await up(...parts, raid("one", "md1", "p01, p10"), raid("two", "md0", "p00, p11"));
  });

  it("a device under what leaves: it is not taken from that, and after a failure the state says what stands where", async () => {
    const parts = (size: string) => [
      `const a = new maas.Partition("a", { machine, blockDevice: "sdb", size: "${size}" });`,
      `const b = new maas.Partition("b", { machine, blockDevice: "sdc", size: "${size}" });`,
      'const cache = new maas.BcacheCacheSet("cache", { machine, cacheDevice: "nvme0n1" });',
    ];
    const md0 = 'const md0 = new maas.Raid("md0", { machine, level: "raid-1", devices: [a, b] });';
    const bcache = (backing: string) =>
      `new maas.Bcache("bc0", { machine, cacheSet: cache, backingDevice: ${backing} });`;
    await up(...parts("1GB"), md0, bcache("md0"));
    // The engine deletes last what leaves, and may have been told to keep it.
    text([...parts("1GB"), bcache("a")]);
    expect((await stack.upFails()).output).toContain("run once without the new resource, then once with it");
    expect(lab.emulator.machine("alpha").raids).toHaveLength(1);
    await up(...parts("1GB"));
    await up(...parts("1GB"), md0, bcache("md0"));
    text([...parts("1GB"), md0, bcache('"sda"')]);
    await stack.upFails();
    await up(...parts("2GB"), md0, bcache("md0"));
  });

  it("a name in the program, used again beside what was renamed, is another object", async () => {
    const options = '{ aliases: [{ name: "p" }] }';
    await up(at("p", "sdb", "/srv"));
    const before = await idOf("Partition/p");
    await up(at("q", "sdb", "/srv", options));
    await up(at("q", "sdb", "/srv", options), at("p", "sdb", "/data"));
    expect(await idOf("Partition/q")).toBe(before);
    await up(at("q", "sdb", "/srv"));
    expect(await idOf("Partition/q")).toBe(before);
    // And after a rename in the state, with the new one declared first.
    await stack.cli("state", "rename", await stack.urn("Partition/q"), "r", "--yes");
    await up(at("q", "sdb", "/data"), at("r", "sdb", "/srv"));
    expect(await idOf("Partition/r")).toBe(before);
  });

  it("what is kept with retainOnDelete makes way for the new one, or is named with the option", async () => {
    const part = (size: string, options: string) =>
      `new maas.Partition("p", { machine, blockDevice: "sdb", size: "${size}",
         filesystem: { type: "ext4", mountPoint: "/srv" } }, ${options});`;
    await up(part("1GB", "{ retainOnDelete: true }"));
    const kept = await idOf("Partition/p");
    text([part("2GB", "{ retainOnDelete: true }")]);
    await stack.up();
    await stack.expectNoChanges();
    expect(await idOf("Partition/p")).not.toBe(kept);
    text([part("3GB", "{}")]);
    await stack.up();
    await stack.expectNoChanges();
    const raid = (level: string, options = "{ retainOnDelete: true }") =>
      `new maas.Raid("md0", { machine, level: "${level}", devices: ["sdd", "sde"] }, ${options});`;
    text([part("3GB", "{}"), raid("raid-1")]);
    await stack.up();
    text([part("3GB", "{}"), raid("raid-0")]);
    expect((await stack.upFails()).output).toMatch(/md0.*retainOnDelete/);
  });
});
