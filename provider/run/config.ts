/** Asks the configuration of the stack, or of an explicit provider; keys are written `maas:apiUrl`. */
export type GetConfig = (key: string) => string | undefined;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Something is missing or wrong in the configuration. The message names both ways to give each thing. */
export class ConfigError extends Error {}

/** The names under which a system is configured. */
export interface ConfigNames {
  /** The prefix of its keys. */
  readonly prefix: string;
  /** The environment variable of each key, without the prefix. */
  readonly variables: Readonly<Record<string, string>>;
  /** The class of its explicit providers, for messages. */
  readonly provider: string;
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "1", "yes", "on"].map((word): [string, boolean] => [word, true]),
  ...["false", "0", "no", "off"].map((word): [string, boolean] => [word, false]),
]);

/**
 * Reads the configuration of one system, that of the stack first, then the environment's, and gathers the problems that
 * turn up. An explicit provider's is read by itself.
 */
export class ConfigReader {
  readonly isExplicit: boolean;
  private readonly problems: string[] = [];

  constructor(
    private readonly names: ConfigNames,
    private readonly get: GetConfig,
    private readonly env: Environment,
  ) {
    this.isExplicit = this.inStack("explicit") === "true";
  }

  /** What the stack, or the explicit provider, has under a key. */
  inStack(key: string): string | undefined {
    return this.get(`${this.names.prefix}:${key}`)?.trim() || undefined;
  }

  text(key: string): string | undefined {
    // An explicit provider takes nothing from the environment: that may be another site's.
    return this.inStack(key) ?? (this.isExplicit ? undefined : this.variable(this.names.variables[key] ?? ""));
  }

  number(key: string, least: number, most: number): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!(Number.isInteger(value) && value >= least && value <= most)) {
      this.wrong(key, `must be a whole number from ${least} to ${most}`);
    }
    return value;
  }

  flag(key: string): boolean {
    const text = this.text(key);
    const value = text === undefined ? false : WORDS.get(text.toLowerCase());
    if (value === undefined) this.wrong(key, "must be true or false");
    return value ?? false;
  }

  variable(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  /** `example` is what follows `pulumi config set`. */
  missing(key: string, example: string): string {
    return this.wrong(key, this.isExplicit ? "must be given" : `is missing: pulumi config set ${example}`);
  }

  wrong(key: string, what: string): string {
    const { prefix, variables } = this.names;
    const name = this.isExplicit ? key : `${prefix}:${key} (or the environment variable ${variables[key] ?? ""})`;
    return this.problem(`${name} ${what}`);
  }

  /** Notes a problem; the text that is not there stands for what would have been read. */
  problem(text: string): string {
    this.problems.push(text);
    return "";
  }

  /** @throws ConfigError with everything that is missing or wrong */
  requireNoProblems(): void {
    if (this.problems.length === 0) return;
    const what = this.isExplicit ? `a ${this.names.provider}` : "pulumi-maas";
    throw new ConfigError(`${what} is not configured: ${this.problems.join("; ")}`);
  }
}
