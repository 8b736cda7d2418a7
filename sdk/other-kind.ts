import { readNodeKind } from "../provider/api/machine-details";
import { type MaasClient } from "../provider/http/client";

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["Machine", "getMachine"],
  ["Rack controller", "getRackController"],
  ["Region controller", "getRegionController"],
  ["Region and rack controller", "getRackController or getRegionController"],
]);

/** What a system id stands for that is not of the kind that was asked for, to end an error with. */
export async function otherKind(client: MaasClient, systemId: string): Promise<string> {
  const kind = await readNodeKind(client, systemId).catch(() => undefined);
  if (kind === undefined) return "; by the host name, ask with { hostname }";
  const word = kind.node_type_name;
  const ask = FUNCTIONS.get(word);
  return `: it is a ${word.toLowerCase()}${ask === undefined ? "" : `, ask with ${ask}`}`;
}
