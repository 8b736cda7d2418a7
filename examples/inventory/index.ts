import * as maas from "pulumi-maas";

const TB = 1e12;

/** What to know of a machine at a glance. */
const summarise = ({ status, zone, pool, tags, cpuCount, memory, disks }: maas.MachineResult) => ({
  ...{ status, zone, pool, tags, cpuCount },
  memoryGiB: memory && memory / 1024,
  disks: disks.map(({ name, model, sizeBytes }) => `${name} ${(sizeBytes / TB).toFixed(2)} TB ${model ?? ""}`.trim()),
});

// One request each: MAAS filters, not the program.
const machines = maas.getMachinesOutput();
const ready = maas.getMachinesOutput({ statuses: ["ready"], tags: ["storage"] });
const racks = maas.getRackControllersOutput();

export const fleet = machines.apply((all) =>
  Object.fromEntries(all.map((machine) => [machine.fqdn, summarise(machine)])),
);

/** Machines on which storage can be changed now. */
export const readyForStorage = ready.apply((all) => all.map(({ hostname }) => hostname));

/** Terabytes of rotating disks by zone. */
export const rotatingByZone = machines.apply((all) => {
  const zones = new Map<string, number>();
  for (const { zone, disks } of all) {
    const bytes = disks.filter(({ rotational }) => rotational).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    zones.set(zone, (zones.get(zone) ?? 0) + bytes / TB);
  }
  return Object.fromEntries([...zones].map(([zone, size]) => [zone, Number(size.toFixed(1))]));
});

/** Rack controllers that need somebody's attention, with the services that do not run. */
export const unhealthyRacks = racks.apply((all) =>
  all
    .filter(({ healthy }) => !healthy)
    .map(({ hostname, services }) => ({
      hostname,
      services: services.filter(({ status }) => status !== "running" && status !== "off").map(({ name }) => name),
    })),
);
