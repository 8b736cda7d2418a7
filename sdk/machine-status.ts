/** The states of a machine in the words of MAAS's filter, each at the place of its number. */
export const MACHINE_STATUSES = [
  "new",
  "commissioning",
  "failed_commissioning",
  "missing",
  "ready",
  "reserved",
  "deployed",
  "retired",
  "broken",
  "deploying",
  "allocated",
  "failed_deployment",
  "releasing",
  "failed_releasing",
  "disk_erasing",
  "failed_disk_erasing",
  "rescue_mode",
  "entering_rescue_mode",
  "failed_entering_rescue_mode",
  "exiting_rescue_mode",
  "failed_exiting_rescue_mode",
  "testing",
  "failed_testing",
] as const;

/** A state of a machine; storage can be changed in `"ready"`. */
export type MachineStatus = (typeof MACHINE_STATUSES)[number];

/** The state by its number; one that a later version of MAAS brings is `"unknown"`. */
export const toStatus = (status: number | undefined): MachineStatus | "unknown" =>
  MACHINE_STATUSES[status ?? -1] ?? "unknown";
