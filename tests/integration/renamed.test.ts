import { objectsOf } from "../../kit/layouts/objects";
import { Lab } from "../../kit/handlers/lab";
import { type Kind } from "../../kit/layouts/declared";

/** The engine creates under the new name before it deletes under the old one, and both are the same object of MAAS. */
describe("a resource that was renamed, and is known again by what it declares", () => {
  let lab: Lab;
  let machine: string;

  const uuid = "0a2b4c6d-1111-4222-8333-444455556666";
  const kinds: [Kind, object, object][] = [
    ["Partition", { blockDevice: "sdb", size: "1TB", uuid }, { blockDevice: "sdb", size: "2TB", uuid }],
    [
      "Raid",
      { name: "md0", level: "raid-1", devices: ["sdb", "sdc"], uuid },
      { name: "md0", level: "raid-0", devices: ["sdb", "sdc"], uuid },
    ],
    ["BcacheCacheSet", { cacheDevice: "sdb" }, { cacheDevice: "sdc" }],
    ["VolumeGroup", { name: "vg0", devices: ["sdb"], uuid }, { name: "vg0", devices: ["sdc"], uuid }],
    ["SpecialFilesystem", { type: "tmpfs", mountPoint: "/t" }, { type: "tmpfs", mountPoint: "/u" }],
  ];
  const count = () => objectsOf(lab.emulator.machine("alpha")).length;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
  });
  afterEach(() => lab.close());

  it.each(kinds)("without an alias, is not deleted under its old name: %s", async (kind, declared) => {
    const args = { machine, ...declared };
    const before = lab.engine.resource(kind, "old");
    await before.apply(args);
    const engine = lab.newEngine();
    const after = engine.resource(kind, "new");
    expect(await after.apply(args)).toBe("create");
    expect(after.id).toBe(before.id);
    await engine.continued(kind, "old", before).destroy();
    expect(count()).toBe(1);
    await lab.newEngine().continued(kind, "new", after).expectNoChanges(args);
  });

  it.each(kinds)("with an alias, is replaced and deleted as ever: %s", async (kind, declared, changed) => {
    const before = lab.engine.resource(kind, "old");
    await before.apply({ machine, ...declared });
    const after = lab.newEngine().continued(kind, "new", before);
    expect(await after.apply({ machine, ...declared })).toBe("same");
    const args = { machine, ...changed };
    expect(await after.apply(args)).toBe(["BcacheCacheSet", "VolumeGroup"].includes(kind) ? "update" : "replace");
    expect(count()).toBe(1);
    await after.expectNoChanges(args);
    await after.destroy();
    expect(count()).toBe(0);
  });
});
