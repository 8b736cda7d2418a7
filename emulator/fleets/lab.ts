import { type Fleet } from "./fleet";

const disk = (name: string, size: number, model: string, tags: string[], serial: string) => ({
  name,
  size,
  model,
  serial,
  id_path: `/dev/disk/by-id/${name.startsWith("nvme") ? "nvme" : "ata"}-${model.replace(/ /g, "_")}_${serial}`,
  tags,
});

/** One kind of server: two SSDs to boot from, an NVMe for caches, four rotating disks. */
const storageServer = (number: number) => {
  const serial = (at: number) => `S${String(number).padStart(2, "0")}${String(at).padStart(5, "0")}`;
  return {
    hostname: `stor-${String(number).padStart(2, "0")}`,
    cpu_count: 16,
    memory: 65_536,
    zone: "default",
    tags: ["storage"],
    boot_disk: "sda",
    nics: [{ name: "eno1", mac: `52:54:00:5a:00:${String(number).padStart(2, "0")}` }],
    disks: [
      disk("nvme0n1", 960_197_124_096, "SAMSUNG MZQLB960HAJR", ["ssd"], serial(1)),
      disk("sda", 480_103_981_056, "SAMSUNG MZ7LH480HAHQ", ["ssd", "sata"], serial(2)),
      disk("sdb", 480_103_981_056, "SAMSUNG MZ7LH480HAHQ", ["ssd", "sata"], serial(3)),
      ...["sdc", "sdd", "sde", "sdf"].map((name, at) =>
        disk(name, 4_000_787_030_016, "ST4000NM0035", ["rotary", "sata", "7200rpm"], serial(4 + at)),
      ),
    ],
  };
};

/**
 * The fleet of an emulator that was given none: three storage servers as MAAS commissions them (the layout `flat`), one
 * blank, one deployed, and a combined region and rack controller. The API key is made up, and the same everywhere.
 */
export const lab: Fleet = {
  tags: [{ name: "storage" }],
  rack_controllers: [
    {
      hostname: "maas",
      version: "3.7.3-17590-g.4c1f2a9b7",
      cpu_count: 4,
      memory: 8_192,
      osystem: "ubuntu",
      distro_series: "noble",
      nics: [{ name: "eth0", mac: "52:54:00:5a:ff:01" }],
      services: ["rackd", "regiond", "dhcpd", "tftp", "http", "ntp_rack"].map((name) => ({ name, status: "running" })),
    },
  ],
  region_controllers: [{ hostname: "maas", version: "3.7.3-17590-g.4c1f2a9b7", cpu_count: 4, memory: 8_192 }],
  machines: [
    ...[1, 2, 3].map((number) => ({ ...storageServer(number), layout: "flat" as const })),
    { ...storageServer(4), layout: "blank" as const },
    {
      ...storageServer(5),
      layout: "flat" as const,
      status: "Deployed" as const,
      owner: "admin",
      osystem: "ubuntu",
      distro_series: "noble",
    },
  ],
};
