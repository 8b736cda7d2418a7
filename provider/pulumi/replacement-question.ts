import { isUnknown } from "./unknown";

/** The text of inputs by which they are known again, in any order of keys. */
const textOf = (inputs: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.entries(inputs)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/**
 * Tells two kinds of `diff` apart. Before it replaces a resource, the engine asks each dependent in the old state "would
 * you be replaced?": `diff` without a `check` before it, with every property that depends on the replaced resource
 * unknown as a whole. An ordinary preview sends the same sentinels, but after a `check` of just these inputs.
 */
export class ReplacementQuestions {
  private readonly checked = new Map<string, number>();

  /** A `check` of an existing resource: a `diff` of these inputs will follow. */
  sawCheck(inputs: Readonly<Record<string, unknown>>): void {
    const text = textOf(inputs);
    this.checked.set(text, (this.checked.get(text) ?? 0) + 1);
  }

  /** The properties about which the engine asks; empty for an ordinary diff. Each check answers for one diff. */
  propertiesAskedAbout(inputs: Readonly<Record<string, unknown>>): string[] {
    const text = textOf(inputs);
    const count = this.checked.get(text) ?? 0;
    if (count > 1) this.checked.set(text, count - 1);
    else this.checked.delete(text);
    if (count > 0) return [];
    return Object.keys(inputs).filter((property) => isUnknown(inputs[property]));
  }
}
