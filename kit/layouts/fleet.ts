import { type Fleet } from "../../emulator";
import { DISKS } from "./layouts";

const SIZE = 4_000_787_030_016;

export const hostnameOf = (at: number): string => `bench-${at}`;

/** So many machines with the same empty disks. */
export function blankFleet(machines: number): Fleet {
  return {
    users: [{ username: "admin", admin: true, api_key: "benchconsumer00000:benchtoken0000000:benchsecret000000000" }],
    machines: Array.from({ length: machines }, (_, at) => ({
      hostname: hostnameOf(at),
      boot_disk: "sda",
      disks: DISKS.map((name) => ({ name, size: SIZE, model: "disk", serial: `m${at}-${name}` })),
    })),
  };
}
