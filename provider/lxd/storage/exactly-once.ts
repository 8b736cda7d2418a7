import { listVolumeOperations } from "../api/operations";
import { type LxdClient } from "../http/client";
import { NotFoundError, outcomeOf, RequestError, StateConflictError } from "../../http/errors";
import { type Write, writeOnce, type WritePlace } from "../../http/write";
import { settle } from "../http/operation";

/** Undefined when LXD does not have it. */
export async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** True when a write may have been done although it ended with this error. */
export const isOpen = (error: unknown): boolean => ["unknown", "ended"].includes(outcomeOf(error));

/** One write: how to send it, and how to find its work when the answer was lost. */
export interface Work<T> {
  readonly what: string;
  readonly send: () => Promise<void>;
  /** Undefined when the work is not there. */
  readonly find: () => Promise<T | undefined>;
}

/**
 * Does a piece of work exactly once: when an answer leaves open whether it was done, LXD is looked at before the write is
 * repeated, once. Undefined when another object has the name.
 */
export async function doOnce<T>(client: LxdClient, { what, send, find }: Work<T>): Promise<T | undefined> {
  const work: Write<T> = {
    send: async () => {
      await send();
      const found = await find();
      if (found !== undefined) return found;
      throw new Error(`LXD answered as if "${what}" were done, and it is not there`);
    },
    find: async () => {
      await untilQuiet(client);
      return find();
    },
  };
  try {
    return await writeOnce(work, placeOf(client, what));
  } catch (error) {
    if (error instanceof StateConflictError) return undefined;
    throw error;
  }
}

const placeOf = (client: LxdClient, what: string): WritePlace => ({
  sleep: (ms) => client.sleep(ms),
  lookAfresh: () => undefined,
  announceSearch: () => client.announce(`no clear answer to "${what}"; looking whether it was done`),
});

/** Deletes something exactly once; what is gone already is no error. */
export async function deleteOnce(client: LxdClient, work: Work<unknown>): Promise<void> {
  const { what, send, find } = work;
  const deletion: Write<true> = {
    send: async () => {
      await send();
      return true;
    },
    find: async () => {
      await untilQuiet(client);
      return (await find()) === undefined ? true : undefined;
    },
  };
  try {
    await writeOnce(deletion, placeOf(client, what));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

/**
 * Waits for the operations on volumes that are under way. The target of a copy is there from its beginning, and
 * disappears again if it fails: so what is there is not finished before they end.
 */
export async function untilQuiet(client: LxdClient): Promise<void> {
  for (const id of await listVolumeOperations(client)) {
    const path = `/1.0/operations/${id}`;
    await settle(client, { method: "GET", path }, path, "what another process began").catch((error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
    });
  }
}
