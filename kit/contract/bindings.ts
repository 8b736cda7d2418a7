import { randomBytes } from "node:crypto";

/** Kinds whose values are text; all others are whole numbers. */
const TEXT_PATTERNS: Readonly<Record<string, string>> = {
  node: "[0-9a-z]{6}",
  uuid: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
  nonce: "[^'\"]+",
  timestamp: "\\d{10}",
};

const VARIABLE = /\$\{([^}]+)\}/g;

const kindOf = (variable: string): string => variable.slice(0, variable.indexOf(":"));
const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** What the variables of a recording stand for in this run. Never changed: binding gives a new one, so that a search can go back. */
export class Bindings {
  private constructor(private readonly values: ReadonlyMap<string, unknown>) {}

  static readonly none = new Bindings(new Map());

  get(variable: string): unknown {
    return this.values.get(variable);
  }

  bind(variable: string, value: unknown): Bindings {
    return new Bindings(new Map(this.values).set(variable, value));
  }

  /** Binds a variable, or says why it cannot have this value: two variables of a kind never have the same one. */
  unify(variable: string, value: string | number): Bindings | string {
    const known = this.get(variable);
    if (known !== undefined) return known === value ? this : `${variable} is ${JSON.stringify(known)} in this run`;
    const twin = [...this.values].find(([name, other]) => kindOf(name) === kindOf(variable) && other === value);
    return twin === undefined ? this.bind(variable, value) : `${variable} must differ from ${twin[0]}`;
  }

  /** A text of the recording with this run's values in it. */
  expand(text: string): string {
    return text.replace(VARIABLE, (_whole, variable: string) => this.expansion(variable));
  }

  private expansion(variable: string): string {
    const known = this.get(variable);
    if (typeof known === "string" || typeof known === "number") return String(known);
    const [kind, argument = "", repeated = ""] = variable.split(":");
    if (kind === "repeat") return repeated.repeat(Number(argument));
    if (kind === "time") return String(Math.floor(Date.now() / 1000) + Number(argument));
    throw new Error(`nothing is known of ${variable}`);
  }

  /** Nonces are the sender's to choose: those of a request get their values before it is sent. */
  withNonces(text: string): Bindings {
    const unknown = [...text.matchAll(VARIABLE)]
      .map(([, variable = ""]) => variable)
      .filter((variable) => kindOf(variable) === "nonce" && this.get(variable) === undefined);
    return unknown.reduce<Bindings>((all, name) => all.bind(name, randomBytes(12).toString("hex")), this);
  }

  /** Compares a text that may hold variables; unknown ones get their value from it. */
  unifyText(expected: string, actual: string): Bindings | string {
    const { pattern, open } = this.patternOf(expected);
    const match = new RegExp(`^${pattern}$`, "s").exec(actual);
    if (match === null) return `does not match ${pattern}`;
    return open.reduce<Bindings | string>((bindings, variable, index) => {
      if (typeof bindings === "string") return bindings;
      const text = match[index + 1] ?? "";
      return bindings.unify(variable, kindOf(variable) in TEXT_PATTERNS ? text : Number(text));
    }, this);
  }

  private patternOf(expected: string): { pattern: string; open: readonly string[] } {
    const open: string[] = [];
    const parts = expected.split(VARIABLE).map((part, index) => {
      if (index % 2 === 0) return quote(part);
      if (this.get(part) !== undefined || kindOf(part) === "repeat") return quote(this.expansion(part));
      if (open.includes(part)) return `\\${open.indexOf(part) + 1}`;
      open.push(part);
      return `(${TEXT_PATTERNS[kindOf(part)] ?? "\\d+"})`;
    });
    return { pattern: parts.join(""), open };
  }
}
