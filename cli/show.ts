import { resolveSettings } from "../provider/maas/config";
import { createClient } from "../provider/maas/http/client";
import { type Command, UsageError } from "./command";
import { machineText } from "./machine-text";

const usage = `usage: pulumi-maas show <machine> …

Shows the disks of machines as a tree: partitions, RAIDs, bcaches, filesystems and mounts, as MAAS has them now.
A machine is a hostname or a system id. Where MAAS is, the environment tells: MAAS_API_URL, MAAS_API_KEY and, for an
authority of your own, MAAS_API_CACERT.`;

/** `pulumi-maas show <machine> …` */
export const show: Command = {
  summary: "the disks of machines as a tree",
  usage,
  run: async (names) => {
    const option = names.find((name) => name.startsWith("-"));
    if (option !== undefined) throw new UsageError(`show has no option "${option}"\n\n${usage}`);
    if (names.length === 0) throw new UsageError(`show which machine?\n\n${usage}`);
    const client = createClient(resolveSettings(() => undefined, process.env));
    const colour = process.stdout.isTTY && !process.env["NO_COLOR"];
    for (const name of names) process.stdout.write(`${await machineText(client, name, colour)}\n`);
  },
};
