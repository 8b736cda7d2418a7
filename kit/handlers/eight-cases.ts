/** A case, or why a kind cannot have it. */
type Case = (() => Promise<void>) | { readonly never: string };

/** What every kind of resource has to stand. */
export interface EightCases {
  readonly created: Case;
  readonly unchanged: Case;
  readonly changedInPlace: Case;
  readonly replaced: Case;
  readonly driftRepaired: Case;
  readonly deletedOutside: Case;
  readonly deletedTwice: Case;
  readonly inputRefused: Case;
}

const TITLES: readonly (readonly [keyof EightCases, string])[] = [
  ["created", "is created"],
  ["unchanged", "is left alone by a second run, before and after a refresh"],
  ["changedInPlace", "changes in place"],
  ["replaced", "is replaced, and the old one is gone"],
  ["driftRepaired", "is repaired when somebody else has changed it"],
  ["deletedOutside", "is made again when somebody else has deleted it"],
  ["deletedTwice", "is deleted, and quietly again"],
  ["inputRefused", "refuses a wrong input by the name of the property, and writes nothing"],
];

/** Runs the eight cases of a kind. `shape.test.ts` looks for this call with the name of every kind. */
export function eightCases(kind: string, cases: EightCases): void {
  describe(`a ${kind}`, () => {
    for (const [name, title] of TITLES) {
      const work = cases[name];
      if (typeof work === "function") it(title, work);
    }
  });
}
