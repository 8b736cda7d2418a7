/** A parameter of a power driver (provisioningserver/drivers/power). */
interface Setting {
  readonly name: string;
  readonly label: string;
  readonly isRequired?: boolean;
  readonly fallback?: string | readonly string[];
}

const required = (name: string, label: string): Setting => ({ name, label, isRequired: true });
const optional = (name: string, label: string, fallback: string | readonly string[] = ""): Setting => ({
  name,
  label,
  fallback,
});

const ADDRESS = required("power_address", "Power address");
const USER = optional("power_user", "Power user");
const PASSWORD = optional("power_pass", "Power password");

/** Drivers whose parameters are known here; those of the others are kept as they come. */
const DRIVERS: ReadonlyMap<string, readonly Setting[]> = new Map<string, readonly Setting[]>([
  ["manual", []],
  [
    "ipmi",
    [
      optional("power_driver", "Power driver", "LAN_2_0"),
      optional("power_boot_type", "Power boot type", "auto"),
      required("power_address", "IP address"),
      USER,
      PASSWORD,
      optional("k_g", "K_g BMC key"),
      optional("cipher_suite_id", "Cipher Suite ID", "3"),
      optional("privilege_level", "Privilege Level", "OPERATOR"),
      optional("workaround_flags", "Workaround Flags", ["opensesspriv"]),
      optional("mac_address", "Power MAC"),
      optional("power_off_mode", "Power off mode", "hard"),
    ],
  ],
  ["virsh", [required("power_address", "Address"), PASSWORD, required("power_id", "Virsh VM ID")]],
  [
    "lxd",
    [
      required("power_address", "LXD address"),
      required("instance_name", "Instance name"),
      optional("project", "LXD project", "default"),
      optional("password", "LXD password (optional)"),
      optional("certificate", "LXD certificate (optional)"),
      optional("key", "LXD private key (optional)"),
    ],
  ],
  [
    "redfish",
    [
      required("power_address", "Redfish address"),
      required("power_user", "Redfish user"),
      required("power_pass", "Redfish password"),
      optional("node_id", "Node ID"),
    ],
  ],
  ["amt", [PASSWORD, ADDRESS]],
]);

/** Ways to switch machines on and off that MAAS has drivers for. */
export const POWER_TYPES: readonly string[] = [
  ...["amt", "apc", "dli", "eaton", "hmc", "hmcz", "ipmi", "lxd", "manual", "moonshot", "mscm", "msftocs", "nova"],
  ...["openbmc", "proxmox", "raritan", "recs_box", "redfish", "sm15k", "ucsm", "virsh", "vmware", "webhook", "wedge"],
];

export type Parameters = Readonly<Record<string, string | readonly string[]>>;

/** Whether a driver cannot do without some of its parameters. */
export function needsParameters(type: string): boolean {
  return (DRIVERS.get(type) ?? []).some(({ isRequired }) => isRequired === true);
}

/** What is missing, each with its name. */
export function missingParameters(type: string, given: Parameters): string[] {
  const missing = (DRIVERS.get(type) ?? []).filter(
    ({ name, isRequired }) => isRequired === true && !given[name]?.length,
  );
  return missing.map(({ label }) => `${label}: This field is required.`);
}

/** The parameters that a driver has, with what it takes where nothing was given. */
export function completeParameters(type: string, given: Parameters): Parameters {
  const settings = DRIVERS.get(type);
  if (settings === undefined) return given;
  return Object.fromEntries(settings.map(({ name, fallback = "" }) => [name, given[name] ?? fallback]));
}
