import { isApiKey } from "../maas/http/oauth";
import { normaliseUrl } from "../maas/http/url";

/** How to reach a region, and how to behave there. */
export interface ConnectionSettings {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly caCert: string | undefined;
  readonly insecure: boolean;
  readonly maxInFlight: number | undefined;
  readonly timeoutMs: number | undefined;
  /** How long a machine on its way to Ready is waited for. */
  readonly readyTimeoutMs: number;
}

/** Commissioning a machine with long tests takes half an hour and more. */
const READY_TIMEOUT_S = 3_600;

/** The environment variable of each key; those of URL, key and certificate are the ones Terraform users have. */
const VARIABLES: Readonly<Record<string, string>> = {
  "maas:apiUrl": "MAAS_API_URL",
  "maas:apiKey": "MAAS_API_KEY",
  "maas:caCert": "MAAS_API_CACERT",
  "maas:insecure": "MAAS_INSECURE",
  "maas:maxInFlight": "MAAS_MAX_IN_FLIGHT",
  "maas:timeout": "MAAS_TIMEOUT",
  "maas:readyTimeout": "MAAS_READY_TIMEOUT",
};

/** Something is missing or wrong in the configuration. The message names both ways to give each thing. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "1", "yes", "on"].map((word): [string, boolean] => [word, true]),
  ...["false", "0", "no", "off"].map((word): [string, boolean] => [word, false]),
]);

/** The answers to "what is configured", with the problems that turned up. */
class Reader {
  readonly problems: string[] = [];
  readonly isExplicit: boolean;

  constructor(
    private readonly get: (key: string) => string | undefined,
    private readonly env: Environment,
  ) {
    this.isExplicit = get("maas:explicit") === "true";
  }

  find(key: string): string | undefined {
    const given = this.get(key)?.trim();
    // An explicit provider takes nothing from MAAS_* of the environment: that may be another site's.
    return given || (this.isExplicit ? undefined : this.variable(VARIABLES[key] ?? ""));
  }

  apiUrl(): string {
    const text = this.find("maas:apiUrl");
    if (text === undefined) return this.missing("maas:apiUrl", "maas:apiUrl http://<region>:5240/MAAS");
    return normaliseUrl(text) ?? this.wrong("maas:apiUrl", "is no http or https URL");
  }

  apiKey(): string {
    const named = this.get("maas:apiKeyVariable")?.trim();
    const key = this.find("maas:apiKey") ?? (named ? this.variable(named) : undefined);
    if (key === undefined && named)
      return this.problem(`the environment variable ${named} (apiKeyVariable) is not set`);
    if (key === undefined) return this.missing("maas:apiKey", "--secret maas:apiKey <key>");
    return isApiKey(key) ? key : this.wrong("maas:apiKey", "must have three parts, as in consumer:token:secret");
  }

  number(key: string, least: number, most: number): number | undefined {
    const text = this.find(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!(Number.isInteger(value) && value >= least && value <= most)) {
      this.wrong(key, `must be a whole number from ${least} to ${most}`);
    }
    return value;
  }

  flag(key: string): boolean {
    const text = this.find(key);
    const value = text === undefined ? false : WORDS.get(text.toLowerCase());
    if (value === undefined) this.wrong(key, "must be true or false");
    return value ?? false;
  }

  private variable(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  private missing(key: string, example: string): string {
    if (this.isExplicit)
      return this.wrong(key, key === "maas:apiKey" ? "or apiKeyVariable must be given" : "must be given");
    return this.wrong(key, `is missing: pulumi config set ${example}`);
  }

  private wrong(key: string, what: string): string {
    const argument = key.slice("maas:".length);
    const name = this.isExplicit ? argument : `${key} (or the environment variable ${VARIABLES[key] ?? ""})`;
    return this.problem(`${name} ${what}`);
  }

  /** Notes a problem; the text that is not there stands for what would have been read. */
  private problem(text: string): string {
    this.problems.push(text);
    return "";
  }
}

/**
 * Reads the configuration: that of the stack first, then the environment's. An explicit provider's is read by itself.
 * @throws ConfigError with everything that is missing or wrong
 */
export function resolveSettings(get: (key: string) => string | undefined, env: Environment): ConnectionSettings {
  const read = new Reader(get, env);
  const timeout = read.number("maas:timeout", 1, 3_600);
  const settings = {
    apiUrl: read.apiUrl(),
    apiKey: read.apiKey(),
    caCert: read.find("maas:caCert"),
    insecure: read.flag("maas:insecure"),
    maxInFlight: read.number("maas:maxInFlight", 1, 64),
    timeoutMs: timeout === undefined ? undefined : timeout * 1_000,
    readyTimeoutMs: (read.number("maas:readyTimeout", 0, 86_400) ?? READY_TIMEOUT_S) * 1_000,
  };
  if (read.problems.length === 0) return settings;
  const what = read.isExplicit ? "a maas.Provider" : "pulumi-maas";
  throw new ConfigError(`${what} is not configured: ${read.problems.join("; ")}`);
}
