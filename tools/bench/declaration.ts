import { type Declared, needsOf } from "./layout";

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

/** The layout on every machine; `changed` moves a mount point of the machine in the middle. */
export function declarationOf(
  systemIds: readonly string[],
  layout: readonly Declared[],
  changed: boolean,
): Declaration {
  const middle = changed ? Math.floor(systemIds.length / 2) : undefined;
  return {
    machines: systemIds.map((systemId, at) => ({ name: `m${at}`, systemId, changes: at === middle ? CHANGE : {} })),
    layout: layout.map((declared) => ({ ...declared, needs: needsOf(declared, layout) })),
  };
}
