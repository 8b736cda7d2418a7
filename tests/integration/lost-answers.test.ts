import { type Fault, type FaultKind } from "../../emulator";
import { objectsOf } from "../../tools/chaos/ledger";
import { type Kind, type Managed, type TestEngine } from "../support/managed";
import { Lab } from "../support/lab";

/** One resource of each kind, with every write that its life can have. */
interface Life {
  readonly kind: Kind;
  readonly args: object;
  readonly changed?: object;
  readonly writes: readonly Pick<Fault, "method" | "path" | "op">[];
}

const mounted = (type: string, mountPoint: string) => ({ filesystem: { type, mountPoint } });

const FORMAT_AND_MOUNT = [
  { method: "POST", op: "format" },
  { method: "POST", op: "mount" },
];

const lives: readonly Life[] = [
  {
    kind: "Partition",
    args: { blockDevice: "sdb", size: "1TB", tags: ["old"], ...mounted("xfs", "/srv") },
    changed: { blockDevice: "sdb", size: "1TB", tags: ["new"] },
    writes: [
      { method: "POST", path: /\/partitions\/$/ },
      ...FORMAT_AND_MOUNT,
      { method: "POST", op: "add_tag" },
      { method: "POST", op: "remove_tag" },
      { method: "POST", op: "unmount" },
      { method: "POST", op: "unformat" },
      { method: "DELETE" },
    ],
  },
  {
    kind: "Raid",
    args: { name: "md0", level: "raid-1", devices: ["sdb", "sdc"], ...mounted("xfs", "/srv") },
    changed: { name: "data", level: "raid-1", devices: ["sdd", "sde"], spareDevices: ["sdc"], ...mounted("xfs", "/d") },
    writes: [{ method: "POST", path: /\/raids\/$/ }, ...FORMAT_AND_MOUNT, { method: "PUT" }, { method: "DELETE" }],
  },
  {
    kind: "BcacheCacheSet",
    args: { cacheDevice: "sdb" },
    changed: { cacheDevice: "sdc" },
    writes: [{ method: "POST" }, { method: "PUT" }, { method: "DELETE" }],
  },
  {
    kind: "Bcache",
    args: { name: "bcache0", backingDevice: "sdc", ...mounted("xfs", "/srv") },
    changed: { name: "bcache1", backingDevice: "sdd", cacheMode: "writeback", ...mounted("ext4", "/d") },
    writes: [{ method: "POST", path: /\/bcaches\/$/ }, ...FORMAT_AND_MOUNT, { method: "PUT" }, { method: "DELETE" }],
  },
];

const KINDS: readonly FaultKind[] = ["drop-before", "drop-after", "truncate", "malform", "conflict", "unavailable"];

const cases = lives.flatMap((life) =>
  life.writes.flatMap((write) =>
    KINDS.map(
      (kind) => [life.kind, `${write.method} ${write.op ?? String(write.path ?? "")}`, kind, life, write] as const,
    ),
  ),
);

describe("an answer that is lost", () => {
  let lab: Lab;
  let machine: string;

  beforeEach(async () => {
    lab = await Lab.start();
    machine = lab.systemId("alpha");
  });
  afterEach(() => lab.close());

  /** Nothing more and nothing less may be there at the end. */
  const count = () => objectsOf(lab.emulator.machine("alpha")).length;

  const cacheSetFor = async (engine: TestEngine, kind: Kind): Promise<object> => {
    if (kind !== "Bcache") return {};
    const cacheSet = engine.resource("BcacheCacheSet", "cache");
    await cacheSet.apply({ machine, cacheDevice: "sdb" });
    return { cacheSet: cacheSet.id };
  };

  it.each(cases)(
    "leaves a %s whose %s has the fault %s exactly as declared",
    async (kind, _what, fault, life, write) => {
      const engine = lab.newQuickEngine();
      const common = { machine, ...(await cacheSetFor(engine, kind)) };
      const empty = count();
      lab.emulator.faults.add({ ...write, kind: fault });
      const resource: Managed = engine.resource(kind, "it");
      const args = { ...common, ...life.args };
      await resource.apply(args);
      expect(count()).toBe(empty + 1);
      await resource.expectNoChanges(args);
      const changed = { ...common, ...life.changed };
      expect(await resource.apply(changed)).toBe("update");
      expect(count()).toBe(empty + 1);
      await resource.expectNoChanges(changed);
      await resource.destroy();
      expect(count()).toBe(empty);
      expect(lab.emulator.faults.struck).toBe(1);
    },
  );

  it.each(KINDS)("leaves a machine whose layout has the fault %s with that layout, applied once", async (fault) => {
    lab.emulator.setMachine("papa", { locked: false });
    const engine = lab.newQuickEngine();
    const args = { machine: lab.systemId("papa"), layout: "lvm", vgName: "data" };
    lab.emulator.faults.add({ method: "POST", op: "set_storage_layout", kind: fault });
    const layout = engine.resource("StorageLayout", "it");
    await layout.apply(args);
    expect(lab.emulator.faults.struck).toBe(1);
    expect(lab.emulator.machine("papa").volume_groups).toMatchObject([{ name: "data" }]);
    await layout.expectNoChanges(args);
    const wasDone = fault === "drop-after" || fault === "truncate" || fault === "malform";
    const sent = lab.emulator.requests.filter(({ method }) => method === "POST");
    expect(sent).toHaveLength(wasDone ? 1 : 2);
  });
});
