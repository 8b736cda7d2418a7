import { Lab } from "../../kit/handlers/lab";
import { programText } from "../../kit/engine/program";
import { TestStack } from "../../kit/engine/stack";

describe("names on the real engine", () => {
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

  const raids = () => lab.emulator.machine("alpha").raids.map(({ id, name }) => ({ id, name }));
  const raid = (name: string, opts = "{}") =>
    programText(
      machine,
      `new maas.Raid("${name}", { machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"] }, ${opts});`,
    );

  it("of resources may change with an alias, and without one it is explained and nothing is touched", async () => {
    stack = await TestStack.open({ program: raid("old"), maas: lab.emulator });
    await stack.up();
    const before = raids();
    stack.setProgram(raid("new", '{ aliases: [{ name: "old" }] }'));
    await stack.expectNoChanges();
    stack.setProgram(raid("new"));
    const { output } = await stack.upFails();
    expect(output).toContain('the name "md0" is taken');
    expect(output).toContain("aliases");
    expect(raids()).toEqual(before);
  });

  it("of what is known again by itself may change without an alias: it stays, under the new name", async () => {
    const program = (name: string) =>
      programText(
        machine,
        `new maas.BcacheCacheSet("${name}", { machine, cacheDevice: "sdb" });
         new maas.Raid("r-${name}", { machine, name: "md0", level: "raid-1", devices: ["sdc", "sdd"],
           uuid: "0a2b4c6d-1111-4222-8333-444455556666" });`,
      );
    stack = await TestStack.open({ program: program("old"), maas: lab.emulator });
    await stack.up();
    const before = [raids(), lab.emulator.machine("alpha").cache_sets];
    stack.setProgram(program("new"));
    await stack.up();
    expect([raids(), lab.emulator.machine("alpha").cache_sets]).toEqual(before);
    await stack.expectNoChanges();
  });

  it("of children are free in each component type", async () => {
    const program = programText(
      machine,
      `
      class Node extends pulumi.ComponentResource {
        constructor(type: string, name: string, disks: string[]) {
          super("test:index:" + type, name);
          const parent = { parent: this };
          const devices = disks.map((disk, at) =>
            new maas.Partition("part" + at, { machine, blockDevice: disk, size: "1TB" }, parent));
          new maas.Raid("md", { machine, name, level: "raid-1", devices }, parent);
        }
      }
      new Node("Left", "md-left", ["sdb", "sdc"]);
      new Node("Right", "md-right", ["sdd", "sde"]);
      `,
    );
    stack = await TestStack.open({ program, maas: lab.emulator });
    await stack.up();
    expect(
      raids()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["md-left", "md-right"]);
    await stack.expectNoChanges();
  });
});
