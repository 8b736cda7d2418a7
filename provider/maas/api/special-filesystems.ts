import { type MaasClient } from "../http/client";
import { machine, type Machine } from "./machines";

/** Mounts a filesystem in memory, `tmpfs` or `ramfs`. The answer is the machine's document. */
export const mountSpecial = (
  client: MaasClient,
  systemId: string,
  form: { fstype: string; mount_point: string; mount_options?: string },
): Promise<Machine> =>
  client.request({ method: "POST", path: ["machines", systemId], op: "mount_special", form, schema: machine });

export const unmountSpecial = (client: MaasClient, systemId: string, mountPoint: string): Promise<Machine> =>
  client.request({
    method: "POST",
    path: ["machines", systemId],
    op: "unmount_special",
    form: { mount_point: mountPoint },
    schema: machine,
  });
