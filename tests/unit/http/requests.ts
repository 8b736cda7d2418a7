import { z } from "zod";

import {
  type ClientOptions,
  createClient,
  type MaasClient,
  type MaasRequest,
} from "../../../provider/maas/http/client";
import { RequestError } from "../../../provider/http/errors";
import { type ScriptedServer } from "../../../kit/http/scripted-server";

export const SECRET = "tokensecret00000000000000000000";
const KEY = `consumer:token:${SECRET}`;

/** A client whose waits take no time; they are written down in `waits`. */
export function clientOf(region: ScriptedServer, waits: number[], options: Partial<ClientOptions> = {}): MaasClient {
  const sleep = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
  return createClient({ apiUrl: region.url, apiKey: KEY, sleep, ...options });
}

export const read: MaasRequest<unknown> = { method: "GET", path: ["machines", "abc123"], schema: z.unknown() };
export const write: MaasRequest<unknown> = {
  method: "POST",
  path: ["nodes", "abc123", "raids"],
  form: {},
  schema: z.unknown(),
};

/** The error that MAAS or its absence was answered with. */
export const failure = async (work: Promise<unknown>): Promise<RequestError> => {
  const error: unknown = await work.then(
    () => new Error("this was to fail"),
    (reason: unknown) => reason,
  );
  if (error instanceof RequestError) return error;
  throw error;
};
