import { type LifeMachine } from "../api/deployments";
import { queryEvents } from "../api/events";
import { type MaasClient } from "../http/client";

export const nameOf = ({ hostname, system_id: systemId }: LifeMachine): string => `machine ${hostname} (${systemId})`;

/** How many of MAAS's own messages an error repeats. */
const LAST_EVENTS = 5;

/** What MAAS said last of a machine, the newest first; nothing when it cannot be asked. */
export async function lastWords(client: MaasClient, machine: LifeMachine): Promise<string> {
  const query = { id: machine.system_id, level: "INFO", limit: LAST_EVENTS };
  const events = await queryEvents(client, query).catch(() => []);
  const lines = events.map(({ created, type, description }) =>
    [created, [type, description].filter(Boolean).join(" - ")].filter(Boolean).join(": "),
  );
  const description = machine.error_description === "" ? [] : [machine.error_description];
  return [...description, ...lines].map((line) => `\n  ${line}`).join("");
}

const WAY_OUT: Readonly<Record<string, string>> = {
  New: "commission it",
  "Failed commissioning": "commission it again",
  "Failed testing": "override the failed tests, or test it again",
  Broken: "mark it as fixed",
  "Rescue mode": "exit rescue mode",
  Retired: "bring it back to Ready",
};

/** Why this machine cannot be allocated, and the way out. Another's allocation is never taken away. */
export function whyNotFree(machine: LifeMachine, who: string): string {
  const name = nameOf(machine);
  if (machine.locked) return `${name} is locked: unlock it in MAAS, then run again`;
  const owner = machine.owner ?? "";
  if (owner !== "") {
    return (
      `${name} is ${machine.status_name} and belongs to ${owner}, and not to ${who}: release it in MAAS, or choose another ` +
      `machine. If another resource of this program has it, release that one first; if this resource was renamed, give it an alias`
    );
  }
  const way = WAY_OUT[machine.status_name] ?? "bring it back to Ready";
  return `${name} is ${machine.status_name}, and MAAS allocates only machines that are Ready: ${way} in MAAS, then run again`;
}
