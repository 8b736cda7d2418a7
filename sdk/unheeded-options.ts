import * as pulumi from "@pulumi/pulumi";

/** Kinds with an argument that says how long to wait. */
const WITH_TIMEOUT: ReadonlySet<string> = new Set(["Deployment", "Machine"]);
const OF_LXD: ReadonlySet<string> = new Set(["StoragePool", "StorageVolume", "StorageVolumeSnapshot"]);

function insteadOf(kind: string): string {
  if (WITH_TIMEOUT.has(kind)) return `set the argument "timeout" of the ${kind}`;
  if (OF_LXD.has(kind)) return "set lxd:timeout, for a single request";
  return "set maas:readyTimeout for the wait for a machine, and maas:timeout for a single request";
}

/** Says which options of a resource do nothing: Pulumi hands no timeouts to dynamic providers. */
export function warnOfUnheeded(resource: pulumi.Resource, kind: string, opts: pulumi.CustomResourceOptions = {}): void {
  const { create, update, delete: remove } = opts.customTimeouts ?? {};
  if ([create, update, remove].every((time) => time === undefined)) return;
  void pulumi.log.warn(`customTimeouts has no effect: ${insteadOf(kind)}`, resource);
}
