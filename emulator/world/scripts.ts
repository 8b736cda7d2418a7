/** How a set of scripts stands (enum: SCRIPT_STATUS). */
const STATUSES: ReadonlyMap<number, string> = new Map([
  [-1, "Unknown"],
  [0, "Pending"],
  [1, "Running"],
  [2, "Passed"],
  [3, "Failed"],
  [5, "Aborted"],
]);

export const SCRIPTS = { unknown: -1, pending: 0, running: 1, passed: 2, failed: 3, aborted: 5 } as const;

export function scriptStatusName(status: number): string {
  return STATUSES.get(status) ?? "Unknown";
}

/** One run of scripts of one kind on a node; without an id there was none. */
export interface ScriptSet {
  readonly id: number | null;
  readonly status: number;
}

export const NO_SCRIPTS: ScriptSet = { id: null, status: SCRIPTS.unknown };

/** The last run of each kind. */
export interface NodeScripts {
  readonly commissioning: ScriptSet;
  readonly testing: ScriptSet;
  readonly installation: ScriptSet;
}

export const SCRIPT_KINDS = ["commissioning", "testing", "installation"] as const;
export type ScriptKind = (typeof SCRIPT_KINDS)[number];

/** Scripts that every MAAS has, by what they are for, with the tags that stand for them as well. */
export const COMMISSIONING_SCRIPTS: readonly string[] = [
  ...["20-maas-01-install-lldpd", "20-maas-02-dhcp-unconfigured-ifaces", "30-maas-01-bmc-config"],
  ...["40-maas-01-machine-config-hints", "40-maas-01-machine-resources", "50-maas-01-commissioning"],
  ...["maas-capture-lldpd", "maas-get-fruid-api-data", "maas-kernel-cmdline", "maas-list-modaliases"],
  ...["maas-lshw", "maas-serial-ports", "maas-support-info"],
  ...["commissioning", "node", "bmc-config", "deploy-info", "update_firmware", "configure_hba", "noauto"],
];
export const TESTING_SCRIPTS: readonly string[] = [
  ...["7z", "badblocks", "badblocks-destructive", "fio", "gateway-connectivity", "internet-connectivity"],
  ...["memtester", "ntp", "rack-controller-connectivity", "smartctl-conveyance", "smartctl-long", "smartctl-short"],
  ...["smartctl-validate", "stress-ng-cpu-long", "stress-ng-cpu-short", "stress-ng-memory-long"],
  ...[
    "stress-ng-memory-short",
    "commissioning",
    "cpu",
    "destructive",
    "internet",
    "memory",
    "network",
    "node",
    "storage",
  ],
];
export const RELEASE_SCRIPTS: readonly string[] = ["wipe-disks"];
