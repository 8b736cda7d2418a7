import { type Fault } from "../../emulator";
import { MAAS_KINDS } from "../../provider/maas/kinds";
import { type Kind } from "../layouts/declared";
import { rowsOf } from "../layouts/objects";
import { type Lab } from "./lab";
import { countOn, foundation, lives } from "./lives";
import { type TestEngine } from "./managed";

/** The way of one resource from nothing to nothing, with every write on it. */
export interface WholeLife {
  readonly kind: Kind;
  /** Makes what it stands on; what it is given all its life. */
  readonly place: (lab: Lab, engine: TestEngine) => object | Promise<object>;
  readonly args: object;
  /** What it is given in place of `args` when it is changed. */
  readonly changed?: object;
  readonly writes: readonly Pick<Fault, "method" | "path" | "op">[];
  /** How many there are on the server. */
  readonly count: (lab: Lab) => number;
  /** Deleting the resource leaves what it made. */
  readonly stays?: boolean;
}

const onMachine = lives.map(({ kind, args, changed, writes }): WholeLife => {
  const place = async (lab: Lab, engine: TestEngine) => {
    const machine = lab.systemId("alpha");
    return { machine, ...(await foundation(engine, machine, kind)) };
  };
  return { kind, place, args, changed, writes, count: (lab) => countOn(lab, "alpha") };
});

const layout: WholeLife = {
  kind: "StorageLayout",
  place: (lab) => ({ machine: lab.systemId("alpha") }),
  args: { layout: "lvm", vgName: "data" },
  writes: [{ method: "POST", op: "set_storage_layout" }],
  count: (lab) => lab.emulator.machine("alpha").volume_groups.length,
  stays: true,
};

const tag: WholeLife = {
  kind: "Tag",
  place: (lab) => ({ name: "rack42", machines: [lab.systemId("alpha")] }),
  args: { comment: "Row 4" },
  changed: { comment: "Row 5", machines: [] },
  writes: [
    { method: "POST", path: /\/tags\/$/ },
    { method: "POST", op: "update_nodes" },
    { method: "PUT" },
    { method: "DELETE" },
  ],
  count: (lab) => rowsOf(lab.emulator.snapshot().tags).filter(({ name }) => name === "rack42").length,
};

const deployment: WholeLife = {
  kind: "Deployment",
  place: async (lab, engine) => {
    const machine = lab.systemId("alpha");
    const filesystem = { type: "ext4", mountPoint: "/" };
    await engine.resource("Partition", "root").apply({ machine, blockDevice: "sda", filesystem });
    return { machine, distroSeries: "noble", userData: "#cloud-config", timeout: "1h" };
  },
  args: { ownerData: { role: "web", row: "4" } },
  changed: { ownerData: { role: "db" } },
  writes: ["allocate", "deploy", "set_owner_data", "release"].map((op) => ({ method: "POST", op })),
  count: (lab) => (lab.emulator.machine("alpha")["owner"] === null ? 0 : 1),
};

const machine: WholeLife = {
  kind: "Machine",
  place: () => ({
    ...{ hostname: "new-1", architecture: "amd64/generic", macAddresses: ["52:54:00:bb:00:01"] },
    ...{ powerType: "ipmi", powerParameters: { power_address: "10.0.0.1", power_user: "m", power_pass: "p" } },
  }),
  args: {},
  changed: { description: "Shelf 7" },
  writes: [
    { method: "POST", path: /\/machines\/$/ },
    { method: "POST", op: "commission" },
    { method: "PUT" },
    { method: "DELETE" },
  ],
  count: (lab) => rowsOf(lab.emulator.snapshot().machines).length,
};

/** One life of every kind that the registry has. @throws when a kind has none */
export const everyLife: readonly WholeLife[] = MAAS_KINDS.map(({ name }) => {
  const life = [...onMachine, layout, tag, deployment, machine].find(({ kind }) => kind === name);
  if (life === undefined) throw new Error(`${name} has no life in kit/handlers/every-life.ts`);
  return life;
});

/** Every write on every life, with a word for it. */
export const everyWrite = everyLife.flatMap((life) =>
  life.writes.map((write) => ({
    life,
    write,
    what: `${write.method ?? ""} ${write.op ?? String(write.path ?? "")}`,
  })),
);

/**
 * Takes one resource through its life. After each step it is there once and exactly as declared, and nothing is left in
 * the end.
 */
export async function live(lab: Lab, engine: TestEngine, life: WholeLife): Promise<void> {
  const place = await life.place(lab, engine);
  const args = { ...place, ...life.args };
  const empty = life.count(lab);
  const resource = engine.resource(life.kind, "it");
  await resource.apply(args);
  expect(life.count(lab)).toBe(empty + 1);
  await resource.expectNoChanges(args);
  if (life.changed !== undefined) {
    const changed = { ...place, ...life.changed };
    expect(await resource.apply(changed)).toBe("update");
    expect(life.count(lab)).toBe(empty + 1);
    await resource.expectNoChanges(changed);
  }
  await resource.destroy();
  expect(life.count(lab)).toBe(life.stays === true ? empty + 1 : empty);
}
