import { z } from "zod";

import { RequestError, type Sent, UnknownEndpointError } from "../../http/errors";
import { type Envelope, type LxdClient } from "./client";
import { LostOperationError, OperationError } from "./errors";

/** LXD keeps the answer open this long, and is asked again as long as the operation runs. */
const WAIT_S = 20;

const SUCCESS = 200;
/** Created, started, running, cancelling, pending. */
const RUNNING: ReadonlySet<number> = new Set([100, 101, 103, 104, 105]);

const operationSchema = z.object({
  status_code: z.number(),
  err: z.string().default(""),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

type Operation = z.infer<typeof operationSchema>;

/** What LXD says of a copy under way: `fs_progress: "data: 1.91GB (46.58MB/s)"`. */
function progressOf({ metadata }: Operation): string {
  const [, text] = Object.entries(metadata ?? {}).find(([key]) => key.endsWith("_progress")) ?? [];
  return typeof text === "string" ? ` (${text})` : "";
}

/**
 * Waits for an operation. `/wait` answers 200 whatever became of it: old versions send the operation, failed or not; from
 * 5.0.3 on an error stands in its place, for a failure as well as for a wait that was too short. And an operation is
 * forgotten five seconds after it ended.
 * @throws OperationError when it failed
 * @throws LostOperationError when nobody can say how it ended
 */
export async function settle(client: LxdClient, sent: Sent, operation: string, what: string): Promise<void> {
  const path = operation.replace(/\?.*$/, "");
  try {
    for (;;) {
      const state = await waitFor(client, sent, path);
      if (state.status_code === SUCCESS) return;
      if (!RUNNING.has(state.status_code)) throw new OperationError(sent, state.err || "the operation failed", "");
      client.announce(`${what}: still at it${progressOf(state)}`);
    }
  } catch (error) {
    if (error instanceof OperationError || !(error instanceof RequestError)) throw error;
    // The write was sent, and LXD is at it: whatever went wrong with the question says nothing of that.
    throw new LostOperationError(sent, error.message, "", error);
  }
}

async function waitFor(client: LxdClient, sent: Sent, path: string): Promise<Operation> {
  const { envelope: waited } = await client.send({ method: "GET", path: `${path}/wait?timeout=${WAIT_S}` });
  if (waited.type === "sync") return operationSchema.parse(waited.metadata);
  const said = waited.type === "error" ? waited.error : "another operation";
  const now = await client.send({ method: "GET", path }).catch((error: unknown): { envelope: Envelope } => {
    if (!(error instanceof UnknownEndpointError)) throw error;
    // It failed, and is forgotten since.
    throw new OperationError(sent, said, "");
  });
  return operationSchema.parse(now.envelope.type === "sync" ? now.envelope.metadata : undefined);
}
