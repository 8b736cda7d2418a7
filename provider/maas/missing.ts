import { NotFoundError } from "../http/errors";
import { type Outputs } from "../pulumi/kind";
import { textIn } from "./storage/state";

/**
 * Runs `look`; undefined when what it looks for, or its machine, is gone. A stack that is pointed at another region must
 * not lose its state: then it is an error. So it is for `get`, which has no state.
 */
export async function objectIfThere<T>(
  apiUrl: string,
  before: Outputs,
  id: string,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let cause: unknown;
  try {
    const found = await look();
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    cause = error;
  }
  const known = textIn(before, "apiUrl");
  if (known === apiUrl) return undefined;
  if (known === "") throw new Error(`MAAS at ${apiUrl} has no ${id}`, { cause });
  throw new Error(
    `MAAS at ${apiUrl} has no ${id}, and the state of this stack was made with ${known}: set maas:apiUrl (or ` +
      `MAAS_API_URL) back; if the object is really gone, run "pulumi state delete"`,
    { cause },
  );
}
