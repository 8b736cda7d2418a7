import { toText } from "./python";

/**
 * The decoded body of a request. JSON keeps its types; forms hold texts. `unreadable` is a body of a type that the framework
 * does not decode: forms then see nothing that they could validate.
 */
export class Body {
  constructor(
    readonly kind: "form" | "json" | "unreadable",
    private readonly values: ReadonlyMap<string, readonly unknown[]>,
  ) {}

  static readonly empty = new Body("form", new Map());

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** Of a key that is given several times the last value counts. */
  value(name: string): unknown {
    return this.values.get(name)?.at(-1);
  }

  /** The same as Python's `str()` writes it. */
  text(name: string): string | undefined {
    return toText(this.value(name));
  }

  list(name: string): readonly unknown[] {
    return this.values.get(name) ?? [];
  }

  /** Every field with each of its texts, in the order of the fields. */
  fields(): [name: string, text: string][] {
    return [...this.values].flatMap(([name, values]) =>
      values.flat().map((value): [string, string] => [name, toText(value) ?? ""]),
    );
  }

  /** What handlers see that read `request.POST`: fields of forms alone, never those of JSON. */
  posted(name: string): string | undefined {
    return this.kind === "form" ? toText(this.value(name)) : undefined;
  }
}
