import { z } from "zod";

const tokenSchema = z.object({ fingerprint: z.string().regex(/^[0-9a-f]{64}$/i) });

/** The fingerprint of the server's certificate, which a trust token carries along; undefined when it is no such token. */
export function fingerprintIn(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(Buffer.from(token, "base64").toString("utf8"));
    return tokenSchema.safeParse(json).data?.fingerprint.toLowerCase();
  } catch {
    return undefined;
  }
}
