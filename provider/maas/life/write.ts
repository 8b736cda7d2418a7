import { type Write, writeOnce } from "../../http/write";
import { type LifePlace } from "./watch";

/** Sends one write to a machine's life, and looks for its work when the answer leaves open whether it was done. */
export const write = <T>(run: LifePlace, what: string, one: Write<T>): Promise<T> =>
  writeOnce(one, {
    sleep: (ms) => run.sleep(ms),
    lookAfresh: () => undefined,
    announceSearch: () => run.announce(`no clear answer to "${what}"; looking whether MAAS has done it`),
  });
