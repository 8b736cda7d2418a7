import { z } from "zod";

import { type Machine, machine } from "../provider/maas/api/machines";
import { type MaasClient } from "../provider/maas/http/client";
import { readMachineStorage } from "./machine-storage";
import { storageTree } from "./storage-tree";
import { treeText } from "./tree-text";

const find = (client: MaasClient, filter: "hostname" | "id", value: string): Promise<Machine[]> =>
  client.request({ method: "GET", path: ["machines"], query: { [filter]: value }, schema: z.array(machine) });

/** A hostname is what people have; two domains may have the same one. */
async function findMachine(client: MaasClient, name: string): Promise<Machine> {
  const named = await find(client, "hostname", name);
  const [found, ...others] = named.length > 0 ? named : await find(client, "id", name);
  if (found === undefined) throw new Error(`MAAS at ${client.apiUrl} has no machine "${name}"`);
  if (others.length === 0) return found;
  const list = [found, ...others].map(({ fqdn, system_id }) => `${system_id} (${fqdn})`).join(", ");
  throw new Error(`"${name}" is the hostname of several machines, so give the system id: ${list}`);
}

/**
 * The storage of one machine as a tree.
 * @param name - its hostname or system id
 * @param colour - with the codes of a terminal
 */
export async function machineText(client: MaasClient, name: string, colour: boolean): Promise<string> {
  const found = await findMachine(client, name);
  const { system_id: systemId, hostname, status_name: status, boot_disk: bootDisk } = found;
  const specialFilesystems = found.special_filesystems;
  const storage = await readMachineStorage(client, systemId, { bootDisk: bootDisk?.id, specialFilesystems });
  return treeText(`${hostname} (${systemId}, ${status})`, storageTree(storage), colour);
}
