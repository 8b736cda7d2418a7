import * as pulumi from "@pulumi/pulumi";

import { CertificateError } from "../provider/http/certificates";
import { RequestError } from "../provider/http/errors";
import { printable } from "../provider/printable";
import { ConfigError, type GetConfig } from "../provider/run/config";
import { mockedAnswer } from "./mocked";
import { perProgram } from "./per-program";
import { providerOf } from "./provider-of";
import { userError, withoutStack } from "./user-error";

/** One question to a server: what it is, for sharing, and how it is asked. */
export interface Question<C, T> {
  /** The function and its arguments. Equal questions of one program share one request. */
  readonly about: readonly [call: string, args: object];
  readonly ask: (client: C) => Promise<T>;
}

/** What an explicit provider passes on, by the keys of the stack configuration. */
export type Settings = Readonly<Record<string, string>>;

/** A system that data sources ask. `S` is how to connect, `C` what speaks to it. */
export interface AskedSystem<S, C> {
  /** The prefix of its configuration keys. */
  readonly prefix: string;
  /** What its explicit providers are called in messages: `a maas.Provider`. */
  readonly provider: string;
  /** What an explicit provider of this system passes on; undefined for any other provider. */
  readonly settingsOf: (provider: pulumi.ProviderResource) => pulumi.Output<Settings> | undefined;
  /** @throws ConfigError */
  readonly resolve: (get: GetConfig) => S;
  readonly connect: (settings: S) => C;
}

/** Errors that say what to do are shown without the stack of our own code. */
const isForUsers = (error: unknown): error is Error =>
  [RequestError, ConfigError, CertificateError, pulumi.RunError].some((kind) => error instanceof kind);

/** Questions are equal in whatever order their properties are written. */
const keyOf = (about: readonly unknown[]): string =>
  JSON.stringify(about, (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** The configuration of the stack, as a program of it sees the keys of one system. */
export function configOf(prefix: string): GetConfig {
  const config = new pulumi.Config(prefix);
  return (key) => (key.startsWith(`${prefix}:`) ? config.get(key.slice(prefix.length + 1)) : undefined);
}

/** Asks the questions of the data sources of one system. */
export class Asker<S, C> {
  private readonly clients = perProgram(() => new Map<string, C>());
  private readonly answers = perProgram(() => new Map<string, Promise<unknown>>());

  constructor(private readonly system: AskedSystem<S, C>) {}

  /** The settings of the explicit provider of the options, or of the parent; undefined without one. */
  settingsFor(opts: pulumi.InvokeOptions | undefined): pulumi.Output<Settings> | undefined {
    const found = providerOf(opts);
    if (found === undefined) return undefined;
    const settings = this.system.settingsOf(found);
    if (settings !== undefined) return settings;
    throw userError(`the provider of a pulumi-maas data source must be ${this.system.provider}`);
  }

  /** How to connect. @throws ConfigError */
  resolve(settings: Settings | undefined): S {
    const { prefix, resolve } = this.system;
    if (settings !== undefined) return resolve((key) => settings[key]);
    return resolve(configOf(prefix));
  }

  /** Answers a question at once, for plain functions. */
  async invoke<T>(question: Question<C, T>, opts?: pulumi.InvokeOptions): Promise<T> {
    const settings = this.settingsFor(opts);
    return this.answer(question, settings && (await this.known(settings)), true);
  }

  /** Answers a question whose arguments may be outputs; with one that is unknown, the answer is unknown. */
  invokeOutput<A, T>(
    args: pulumi.Output<A>,
    question: (args: A) => Question<C, T>,
    opts?: pulumi.InvokeOutputOptions,
  ): pulumi.Output<T> {
    const isShared = opts?.dependsOn === undefined;
    const ready: pulumi.Output<unknown> = pulumi.output(opts?.dependsOn).apply(idsOf);
    const settings: pulumi.Output<Settings | undefined> = this.settingsFor(opts) ?? pulumi.output(undefined);
    return settings.apply((known) =>
      args.apply((value) => ready.apply(() => this.answer(question(value), known, isShared))),
    );
  }

  private async answer<T>(question: Question<C, T>, settings: Settings | undefined, isShared: boolean): Promise<T> {
    const [call, args] = question.about;
    const mocked = await mockedAnswer(`${this.system.prefix}:index:${call}`, args);
    // Whoever writes a mock says what it answers.
    if (mocked !== undefined) return mocked as T;
    try {
      const connection = this.resolve(settings);
      const client = this.clientFor(connection);
      if (!isShared) return await question.ask(client);
      return await this.shared(keyOf([connection, ...question.about]), () => question.ask(client));
    } catch (error) {
      if (!isForUsers(error)) throw error;
      const message = printable(error.message);
      // An error with a class of its own keeps it.
      const hasClass = error instanceof pulumi.RunError && error.message === message;
      throw hasClass ? withoutStack(error) : userError(message);
    }
  }

  private clientFor(settings: S): C {
    const key = JSON.stringify(settings);
    const client = this.clients().get(key) ?? this.system.connect(settings);
    this.clients().set(key, client);
    return client;
  }

  private shared<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.answers();
    const promise = known.get(key) ?? ask();
    known.set(key, promise);
    // A failure is no answer: who asks later may have more luck.
    promise.catch(() => known.delete(key));
    // Only what was put under the key is found under it: the key says what was asked.
    return promise.then((value) => value as T);
  }

  /** A promise cannot be unknown: a plain function says so where an output would wait for the next run. */
  private async known(settings: pulumi.Output<Settings>): Promise<Settings> {
    const known = new Promise<Settings>((resolve) => void settings.apply(resolve));
    const isKnown = await Promise.resolve<unknown>(Reflect.get(settings, "isKnown"));
    if (isKnown !== false) return known;
    throw userError(
      `the configuration of ${this.system.provider} is not known in this preview: use the …Output function`,
    );
  }
}

/** To depend on a resource is to wait until it has an id; on a component, until all in it have theirs. */
function idsOf(dependsOn: unknown): pulumi.Output<unknown> {
  if (Array.isArray(dependsOn)) return pulumi.all(dependsOn.map(idsOf));
  if (pulumi.CustomResource.isInstance(dependsOn)) return dependsOn.id;
  if (!pulumi.ComponentResource.isInstance(dependsOn)) return pulumi.output(undefined);
  const children: unknown = Reflect.get(dependsOn, "__childResources");
  return children instanceof Set ? idsOf([...children]) : pulumi.output(undefined);
}
