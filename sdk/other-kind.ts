import { listNodeKinds, readNodeKind } from "../provider/maas/api/machine-details";
import { type MaasClient } from "../provider/maas/http/client";
import { type Params } from "../provider/maas/http/form";

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
  return describe(kind.node_type_name);
}

/** The same for a node that is known by its name or its MAC address; empty when nothing is. */
export async function otherKindNamed(client: MaasClient, query: Params): Promise<string> {
  const [kind] = await listNodeKinds(client, query).catch(() => []);
  return kind === undefined ? "" : describe(kind.node_type_name);
}

function describe(kind: string): string {
  const ask = FUNCTIONS.get(kind);
  return `: it is a ${kind.toLowerCase()}${ask === undefined ? "" : `, ask with ${ask}`}`;
}
