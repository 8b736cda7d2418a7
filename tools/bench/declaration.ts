import { type Declared, needsOf } from "../../kit/layouts/declared";
import { type Changed } from "./operation";

/** A machine of a program, with what differs there from the layout. */
export interface DeclaredMachine {
  readonly name: string;
  readonly systemId: string;
  readonly changes: Readonly<Record<string, object>>;
}

/** What the programs read: the layout once, and the machines that have it. */
export interface Declaration {
  readonly machines: readonly DeclaredMachine[];
  readonly layout: readonly (Declared & { readonly needs: readonly string[] })[];
}

/** One mount point, of a filesystem that every layout has. */
const CHANGE = { md1: { filesystem: { type: "xfs", mountPoint: "/moved" } } } as const;

/** The layout on every machine; `changed` moves a mount point of the machine in the middle, or of all of them. */
export function declarationOf(
  systemIds: readonly string[],
  layout: readonly Declared[],
  changed: Changed,
): Declaration {
  const middle = Math.floor(systemIds.length / 2);
  const isChanged = (at: number): boolean => changed === "all" || (changed === "one" && at === middle);
  return {
    machines: systemIds.map((systemId, at) => ({ name: `m${at}`, systemId, changes: isChanged(at) ? CHANGE : {} })),
    layout: layout.map((declared) => ({ ...declared, needs: needsOf(declared, layout) })),
  };
}
