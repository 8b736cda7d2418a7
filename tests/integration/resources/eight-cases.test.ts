import { z } from "zod";

import { listBlockDevices } from "../../../provider/maas/api/block-devices";
import { eightCases } from "../../../kit/handlers/eight-cases";
import { Lab } from "../../../kit/handlers/lab";
import { countOn, foundation, type Life, lives } from "../../../kit/handlers/lives";
import { type Managed } from "../../../kit/handlers/managed";

/** A resource on `alpha`, made along with what it stands on, and what somebody else may do to it. */
class Specimen {
  private constructor(
    readonly lab: Lab,
    readonly resource: Managed,
    readonly common: object,
    /** How many objects the machine has besides. */
    readonly others: number,
    private readonly life: Life,
  ) {}

  static async of(life: Life): Promise<Specimen> {
    const lab = await Lab.start();
    const common = await placeOn(lab, "alpha", life);
    const others = countOn(lab, "alpha");
    return new Specimen(lab, lab.engine.resource(life.kind, "it"), common, others, life);
  }

  get args() {
    return { ...this.common, ...this.life.args };
  }

  get count(): number {
    return countOn(this.lab, "alpha") - this.others;
  }

  /** The same resource in the next run of the program. */
  nextRun(): Managed {
    return this.lab.newEngine().continued(this.life.kind, "it", this.resource);
  }

  writes(): string[] {
    return this.lab.requests("alpha").filter((line) => !line.startsWith("GET"));
  }

  /** A request of somebody else, on the object itself; a single partition's path has no slash at its end. */
  async outside(request: { method: "POST" | "PUT" | "DELETE"; op?: string; form?: object }): Promise<void> {
    const { disks, client } = await this.look();
    const [systemId = "", segment = "", key = ""] = this.resource.id.split("/");
    const onDisk = disks.find(({ partitions }) => partitions.some(({ id }) => String(id) === key));
    const paths: Readonly<Record<string, (string | number)[]>> = {
      partition: ["blockdevices", onDisk?.id ?? 0, "partition", key],
      "cache-set": ["bcache-cache-set", key],
      "logical-volume": ["blockdevices", key],
      disk: ["blockdevices", key],
    };
    const onMachine = segment === "special";
    const path = onMachine ? ["machines", systemId] : ["nodes", systemId, ...(paths[segment] ?? [segment, key])];
    await client.request({
      ...request,
      form: { ...request.form },
      path,
      slash: segment !== "partition",
      schema: z.unknown(),
    });
  }

  async drift(): Promise<void> {
    const { disks } = await this.look();
    for (const step of [this.life.drift(new Map(disks.map(({ name, id }) => [name, id])))].flat()) {
      await this.outside(step);
    }
  }

  async deleteOutside(): Promise<void> {
    const [, segment, key = ""] = this.resource.id.split("/");
    const unmount = { op: "unmount_special", form: { mount_point: decodeURIComponent(key) } };
    await this.outside(segment === "special" ? { method: "POST", ...unmount } : { method: "DELETE" });
  }

  private async look() {
    const { client } = this.lab;
    return { client, disks: await listBlockDevices(client, this.lab.systemId("alpha")) };
  }
}

const placeOn = async (lab: Lab, hostname: string, { kind }: Life): Promise<object> => {
  const machine = lab.systemId(hostname);
  return { machine, ...(await foundation(lab.engine, machine, kind, hostname)) };
};

/** The work with a specimen of its own, that is made already unless the work is about that. */
const withSpecimen =
  (life: Life, work: (specimen: Specimen) => Promise<void>, isMade = true) =>
  async (): Promise<void> => {
    const specimen = await Specimen.of(life);
    try {
      if (isMade) await specimen.resource.apply(specimen.args);
      await work(specimen);
    } finally {
      await specimen.lab.close();
    }
  };

for (const life of lives) {
  eightCases(life.kind, {
    created: withSpecimen(
      life,
      async (specimen) => {
        expect(await specimen.resource.apply(specimen.args)).toBe("create");
        expect(specimen.count).toBe(1);
      },
      false,
    ),
    unchanged: withSpecimen(life, async ({ resource, args }) => {
      await resource.expectNoChanges(args);
    }),
    changedInPlace: withSpecimen(life, async (specimen) => {
      const { resource, common } = specimen;
      const { id } = resource;
      expect(await resource.apply({ ...common, ...life.changed })).toBe("update");
      expect([resource.id, specimen.count]).toEqual([id, 1]);
      await resource.expectNoChanges({ ...common, ...life.changed });
    }),
    replaced: withSpecimen(life, async (specimen) => {
      const { resource, lab } = specimen;
      const moved = { ...(await placeOn(lab, "bravo", life)), ...life.args };
      expect(await resource.apply(moved)).toBe("replace");
      expect(specimen.count).toBe(0);
      expect(resource.id).toMatch(new RegExp(`^${lab.systemId("bravo")}/`));
      await resource.expectNoChanges(moved);
    }),
    driftRepaired: withSpecimen(life, async (specimen) => {
      const { args } = specimen;
      await specimen.drift();
      const resource = specimen.nextRun();
      const before = resource.outputs;
      expect(await resource.refresh()).toBe(true);
      expect(resource.outputs).not.toEqual(before);
      expect(await resource.apply(args)).toBe("update");
      expect(resource.outputs).toEqual(before);
      await resource.expectNoChanges(args);
    }),
    deletedOutside: withSpecimen(life, async (specimen) => {
      const { args } = specimen;
      await specimen.deleteOutside();
      const resource = specimen.nextRun();
      expect(await resource.refresh()).toBe(false);
      expect(await resource.apply(args)).toBe("create");
      expect(specimen.count).toBe(1);
      await resource.expectNoChanges(args);
    }),
    deletedTwice: withSpecimen(life, async (specimen) => {
      const { resource } = specimen;
      const { id, outputs } = resource;
      await resource.destroy();
      expect(specimen.count).toBe(0);
      Object.assign(resource, { id, outputs });
      await resource.destroy();
      expect(specimen.count).toBe(0);
    }),
    inputRefused: withSpecimen(
      life,
      async (specimen) => {
        const [property, args] = life.refused;
        specimen.writes();
        await expect(specimen.resource.apply({ ...specimen.common, ...args })).rejects.toThrow(
          new RegExp(`^${property}: [^\\n]+$`),
        );
        expect(specimen.writes()).toEqual([]);
      },
      false,
    ),
  });
}
