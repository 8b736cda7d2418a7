import { randomUUID } from "node:crypto";

import { type Emulator, type EmulatorOptions, type Fault, type Fleet, startEmulator } from "../../emulator";
import { listBlockDevices } from "../../provider/maas/api/block-devices";
import { createPartition } from "../../provider/maas/api/partitions";
import { createRaid } from "../../provider/maas/api/raids";
import { createClient } from "../../provider/maas/http/client";
import { type Design } from "./design";
import { BOOT_DISK, DISK_BYTES, DISKS, FOREIGN_RAID, isForeign } from "./disks";

const fleetOf = (designs: readonly Design[]): Fleet => ({
  users: [{ username: "admin", admin: true, api_key: "chaosconsumer:chaostoken:chaossecret" }],
  machines: designs.map(({ layout }, at) => ({
    hostname: `chaos-${at}`,
    boot_disk: BOOT_DISK,
    layout: layout ? "flat" : "blank",
    nics: [{ name: "eth0", mac: `52:54:00:cc:00:0${at}` }],
    disks: DISKS.map(({ name, tags }) => ({
      name,
      size: DISK_BYTES,
      serial: `${at}-${name}`,
      model: "DISK",
      tags: [...tags],
    })),
  })),
});

/** A MAAS that can go down and come back under the same address. */
export class Region {
  private constructor(
    private running: Emulator,
    private readonly options: EmulatorOptions,
  ) {}

  static async start(designs: readonly Design[], options: EmulatorOptions): Promise<Region> {
    const region = new Region(await startEmulator({ ...options, fleet: fleetOf(designs) }), options);
    const others = designs.flatMap(({ layout }, at) => (layout ? [] : [`chaos-${at}`]));
    for (const hostname of others) await region.putForeignStorage(hostname);
    return region;
  }

  get emulator(): Emulator {
    return this.running;
  }

  addFaults(faults: readonly Fault[]): void {
    for (const fault of faults) this.running.faults.add(fault);
  }

  /** Down, and then back with everything that was written, and without faults. */
  async restart(meanwhile: Promise<unknown>): Promise<void> {
    const port = Number(new URL(this.running.url).port);
    await this.running.close();
    const state = this.running.snapshot();
    await meanwhile;
    this.running = await startEmulator({ ...this.options, state, port });
  }

  close(): Promise<void> {
    return this.running.close();
  }

  /** Somebody else's partitions and RAID, which nobody may touch. */
  private async putForeignStorage(hostname: string): Promise<void> {
    const { url, apiKey } = this.running;
    const systemId = this.running.machine(hostname).system_id;
    const client = createClient({ apiUrl: url, apiKey });
    const disks = (await listBlockDevices(client, systemId)).filter(({ name }) => isForeign(name));
    const partitions: number[] = [];
    for (const { id } of disks) {
      partitions.push((await createPartition(client, systemId, id, { uuid: randomUUID() })).id);
    }
    await createRaid(client, systemId, { name: FOREIGN_RAID, level: "raid-1", uuid: randomUUID(), partitions });
  }
}
