import { z } from "zod";

import { type LxdClient } from "../http/client";

const serverSchema = z.object({
  auth: z.string(),
  api_extensions: z.array(z.string()).default([]),
  environment: z
    .object({
      server: z.string().default("lxd"),
      server_name: z.string().default(""),
      server_version: z.string().default(""),
      server_clustered: z.boolean().default(false),
      certificate_fingerprint: z.string().default(""),
      storage_supported_drivers: z
        .array(z.object({ Name: z.string(), Version: z.string().default(""), Remote: z.boolean().default(false) }))
        .nullish(),
    })
    .nullish(),
});

/** `GET /1.0`: what this LXD is, and what it can do. To a caller that it does not trust it says little. */
export type Server = z.infer<typeof serverSchema>;

export const readServer = async (client: LxdClient): Promise<Server> =>
  (await client.get({ path: [] }, serverSchema)).value;

/** Puts the client certificate of this connection into the trust store, by a token that is good for one time. */
export const redeemToken = (client: LxdClient, token: string, isExplicit: boolean): Promise<void> =>
  client.write({
    method: "POST",
    path: ["certificates"],
    // LXD took tokens as passwords until it got a field for them. Incus has the field, and says nothing of it beforehand.
    body: { type: "client", name: "pulumi", trust_token: token, ...(isExplicit ? {} : { password: token }) },
    what: "redeem the trust token",
  });

/** The names of the members of a cluster. */
export async function listMembers(client: LxdClient): Promise<string[]> {
  const schema = z.array(z.object({ server_name: z.string() }));
  const { value } = await client.get({ path: ["cluster", "members"], query: { recursion: "1" } }, schema);
  return value.map((member) => member.server_name);
}
