import { type Living, type Outputs } from "./kind";

/** The object exists under this id and has this state; what went wrong is the cause. */
export class UnfinishedError extends Error implements Living {
  constructor(
    readonly id: string,
    readonly state: Outputs,
    cause: unknown,
  ) {
    super(`${id} is not as declared`, { cause });
  }
}

/**
 * Runs `work`, which says `exists` as soon as there is an object. A failure after that is told with the object's id and
 * what it is like now, so that the id is never lost.
 */
export async function keepingTheObject<P extends { readonly id: string }, T>(
  work: (exists: (object: P) => void) => Promise<T>,
  stateOf: (object: P) => Promise<Outputs>,
): Promise<T> {
  let known: P | undefined;
  const exists = (object: P): void => void (known = object);
  const lastKnown = (): P | undefined => known;
  try {
    return await work(exists);
  } catch (cause) {
    const object = lastKnown();
    if (object === undefined) throw cause;
    throw new UnfinishedError(object.id, await stateOf(object), cause);
  }
}
