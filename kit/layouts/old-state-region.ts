import { type Emulator, type EmulatorState, type Fleet, startEmulator } from "../../emulator";

const TB = 1_000_000_000_000;

const machine = (hostname: string, layout: "blank" | "flat") => ({
  hostname,
  layout,
  boot_disk: "sda",
  disks: ["sda", "sdb", "sdc", "sdd", "sde", "sdf"].map((name) => ({ name, size: TB, serial: `${hostname}-${name}` })),
});

const fleet: Fleet = { machines: [machine("one", "flat"), machine("two", "blank")] };

/** The region that the program of the old states works on, new or as it was left. */
export const startRegion = (state?: EmulatorState): Promise<Emulator> =>
  startEmulator(state === undefined ? { fleet } : { state });

/** What the program reads of its environment. */
export const environmentOf = (emulator: Emulator): Record<string, string> => ({
  MACHINE_ONE: emulator.machine("one").system_id,
  MACHINE_TWO: emulator.machine("two").system_id,
});
