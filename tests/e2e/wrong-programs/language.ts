import { randomUUID } from "node:crypto";

import { type Emulator, type Fleet, startEmulator } from "../../../emulator";
import { listBlockDevices } from "../../../provider/maas/api/block-devices";
import { format, mount } from "../../../provider/maas/api/filesystems";
import { createPartition } from "../../../provider/maas/api/partitions";
import { createRaid } from "../../../provider/maas/api/raids";
import { createClient } from "../../../provider/maas/http/client";
import { type Files } from "../../../kit/engine/program-directory";

const TB = 1_000_000_000_000;
const SIZES: Readonly<Record<string, number>> = { sdg: 4 * TB, sdt: 4_194_304, sdu: 4_194_304 };
const DISKS = ["sda", "sdb", "sdc", "sdd", "sde", "sdg", "sdt", "sdu", "sdw", "sdy", "sdz"];

/** Machines with a boot disk sda, disks of 1 TB, one of 4 TB (sdg), and two of 4 MiB (sdt and sdu). */
export const fleetOf = (count: number): Fleet => ({
  users: [{ username: "admin", admin: true, api_key: "previewconsumer:previewtoken:previewsecret" }],
  machines: Array.from({ length: count }, (_, at) => ({
    hostname: `m${at}`,
    boot_disk: "sda",
    disks: DISKS.map((name) => ({ name, size: SIZES[name] ?? TB, serial: `${at}-${name}`, model: "QEMU" })),
  })),
});

/** On each, somebody else has a partition (sdw-part1, mounted at /theirs) and a RAID (theirs, over sdy and sdz). */
export async function startWithStrangers(count: number): Promise<Emulator> {
  const emulator = await startEmulator({ fleet: fleetOf(count) });
  const client = createClient({ apiUrl: emulator.url, apiKey: emulator.apiKey });
  for (let at = 0; at < count; at += 1) {
    const systemId = emulator.machine(`m${at}`).system_id;
    const disks = await listBlockDevices(client, systemId);
    const idOf = (name: string) => disks.find((disk) => disk.name === name)?.id ?? 0;
    const { id } = await createPartition(client, systemId, idOf("sdw"), { uuid: randomUUID() });
    const target = { systemId, deviceId: idOf("sdw"), partitionId: id };
    await format(client, target, { fstype: "xfs" });
    await mount(client, target, { mount_point: "/theirs" });
    const raid = { name: "theirs", level: "raid-1", uuid: randomUUID() } as const;
    await createRaid(client, systemId, { ...raid, block_devices: [idOf("sdy"), idOf("sdz")] });
  }
  return emulator;
}

const WORDS = `
const words = (machine, host, prefix, ids) => {
  const n = (name) => prefix + "-" + name;
  return {
    host,
    id: (name) => "blockdevice:" + ids[name],
    fs: (more) => ({ filesystem: { type: "ext4", ...more } }),
    at: (mountPoint) => ({ filesystem: { type: "ext4", mountPoint } }),
    U: "0b0bd2ab-4d55-4cf6-9e5e-1a1c8a0b0001",
    V4: "0b0bd2ab-4d55-4cf6-9e5e-1a1c8a0b0002",
    P: (name, blockDevice, args) => new maas.Partition(n(name), { machine, blockDevice, ...args }),
    R: (name, level, devices, args) => new maas.Raid(n(name), { machine, level, devices, ...args }),
    C: (name, cacheDevice, args) => new maas.BcacheCacheSet(n(name), { machine, cacheDevice, ...args }),
    B: (name, cacheSet, backingDevice, args) =>
      new maas.Bcache(n(name), { machine, cacheSet, backingDevice, cacheMode: "writeback", ...args }),
    G: (name, devices, args) => new maas.VolumeGroup(n(name), { machine, devices, ...args }),
    V: (name, volumeGroup, args) => new maas.LogicalVolume(n(name), { volumeGroup, ...args }),
    D: (name, blockDevice, args) => new maas.BlockDevice(n(name), { machine, blockDevice, ...args }),
    S: (name, type, mountPoint, args) => new maas.SpecialFilesystem(n(name), { machine, type, mountPoint, ...args }),
    L: (name, layout, args) => new maas.StorageLayout(n(name), { machine, layout, ...args }),
  };
};`;

/** One program that has each of the bodies on a machine of its own. Body 12 is on m12, and its names begin with "p12-". */
export function programOf(emulator: Emulator, bodies: readonly string[]): Files {
  const parts = bodies.map((body, at) => {
    const machine = emulator.machine(`m${at}`);
    const disks = machine["blockdevice_set"] as readonly { readonly name: string; readonly id: number }[];
    const ids = Object.fromEntries(disks.map(({ name, id }) => [name, id]));
    const given = [machine.system_id, machine.hostname, `p${at}`, ids].map((one) => JSON.stringify(one)).join(", ");
    return `(({ host, id, fs, at, U, V4, P, R, C, B, G, V, D, S, L }) => { ${body}; })(words(${given}));`;
  });
  return { "index.ts": ['import * as maas from "pulumi-maas";', WORDS, ...parts, ""].join("\n") };
}

/** What was said against each of the bodies. */
export function saidAgainst(messages: readonly string[], count: number): string[][] {
  const said = Array.from({ length: count }, (): string[] => []);
  for (const message of messages) {
    const [, at = "", text = ""] = /^(?:error: )?"p(\d+)-[^"]*": (.*)$/s.exec(message) ?? [];
    said[Number(at)]?.push(...(at === "" ? [] : [text]));
  }
  return said;
}
