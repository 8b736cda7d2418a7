import * as maas from "pulumi-maas";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

// The key of this site is a secret of the stack: it is kept encrypted in its state.
const north = new maas.Provider("north", {
  apiUrl: config.require("northUrl"),
  apiKey: config.requireSecret("northKey"),
});

// The key of this one is in an environment variable, and never enters the state.
const south = new maas.Provider("south", {
  apiUrl: config.require("southUrl"),
  apiKeyVariable: "SOUTH_MAAS_API_KEY",
});

/** The same mirror in both: everything in it goes to the site of its provider. */
class Store extends pulumi.ComponentResource {
  readonly path: pulumi.Output<string>;

  constructor(site: string, provider: maas.Provider) {
    super("example:index:Store", site, {}, { providers: [provider] });
    const parent = { parent: this };
    const machine = maas.getMachineOutput({ hostname: config.get("hostname") ?? "stor-01" }, parent);
    const mirror = new maas.Raid(
      `${site}-md0`,
      {
        machine,
        name: "md0",
        level: "raid-1",
        devices: ["sdc", "sdd"],
        filesystem: { type: "xfs", mountPoint: "/srv" },
      },
      parent,
    );
    this.path = pulumi.interpolate`${machine.fqdn}:${mirror.path}`;
    this.registerOutputs({ path: this.path });
  }
}

export const northStore = new Store("north", north).path;
export const southStore = new Store("south", south).path;
