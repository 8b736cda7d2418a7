import { z } from "zod";

import { type BlockDevice, listBlockDevices } from "../../../provider/maas/api/block-devices";
import { type Params } from "../../../provider/maas/http/form";
import { type Lab } from "../../../kit/handlers/lab";

const made = z.looseObject({ id: z.number() });

/** What somebody else does to a machine, past Pulumi. */
export class Outside {
  constructor(
    private readonly lab: Lab,
    readonly machine: string,
  ) {}

  /** What MAAS shows of a disk, by its name. */
  async disk(name: string): Promise<BlockDevice> {
    const found = (await this.disks()).find((disk) => disk.name === name);
    if (found === undefined) throw new Error(`machine ${this.machine} has no disk ${name}`);
    return found;
  }

  disks(): Promise<BlockDevice[]> {
    return listBlockDevices(this.lab.client, this.machine);
  }

  /** Makes an object in one of the lists of the machine's storage. */
  async make(list: string, form: Params): Promise<number> {
    const path = ["nodes", this.machine, ...list.split("/")];
    return (await this.lab.client.request({ method: "POST", path, form, schema: made })).id;
  }

  /** An operation on an object; no slash at the end of a single partition's path. */
  async operate(object: string, op: string, form: Params = {}): Promise<void> {
    const path = ["nodes", this.machine, ...object.split("/")];
    const slash = !object.includes("/partition/");
    await this.lab.client.request({ method: "POST", path, slash, op, form, schema: z.unknown() });
  }

  async operateOnMachine(op: string, form: Params): Promise<void> {
    const path = ["machines", this.machine];
    await this.lab.client.request({ method: "POST", path, op, form, schema: z.unknown() });
  }
}

/** Runs `work`, and expects of it that it is refused and that nothing was written meanwhile. */
export async function expectRefused(lab: Lab, hostname: string, work: () => Promise<unknown>, message: RegExp) {
  lab.requests(hostname);
  await expect(work()).rejects.toThrow(message);
  expect(lab.requests(hostname).filter((line) => !line.startsWith("GET"))).toEqual([]);
}
