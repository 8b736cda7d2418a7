import * as pulumi from "@pulumi/pulumi";

import { CertificateError } from "../provider/http/certificates";
import { RequestError } from "../provider/http/errors";
import { printable } from "../provider/printable";
import { ConfigError, type GetConfig } from "../provider/run/config";
import { perProgram } from "./per-program";

/** One question to a server: what it is, for sharing, and how it is asked. */
export interface Question<C, T> {
  /** Equal questions of one program share one request. */
  readonly about: readonly unknown[];
  readonly ask: (client: C) => Promise<T>;
}

/** What an explicit provider passes on, by the keys of the stack configuration. */
export type Settings = Readonly<Record<string, string>>;

/** An explicit provider of one system. */
export type SettingsProvider = pulumi.ProviderResource & { readonly settings: pulumi.Output<Settings> };

/** A system that data sources ask. `S` is how to connect, `C` what speaks to it. */
export interface AskedSystem<S, C> {
  /** The prefix of its configuration keys. */
  readonly prefix: string;
  /** The class of its explicit providers, for messages. */
  readonly provider: string;
  readonly isProvider: (provider: pulumi.ProviderResource) => provider is SettingsProvider;
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

/** Asks the questions of the data sources of one system. */
export class Asker<S, C> {
  private readonly clients = perProgram(() => new Map<string, C>());
  private readonly answers = perProgram(() => new Map<string, Promise<unknown>>());

  constructor(private readonly system: AskedSystem<S, C>) {}

  /** The explicit provider of the options, or of the parent. */
  providerOf(opts: pulumi.InvokeOptions | undefined): SettingsProvider | undefined {
    const found = opts?.provider ?? opts?.parent?.getProvider("pulumi-nodejs:dynamic/maas:Machine");
    if (found === undefined || this.system.isProvider(found)) return found;
    throw new pulumi.RunError(`the provider of a pulumi-maas data source must be a ${this.system.provider}`);
  }

  /** How to connect. @throws ConfigError */
  resolve(settings: Settings | undefined): S {
    const { prefix, resolve } = this.system;
    if (settings !== undefined) return resolve((key) => settings[key]);
    const config = new pulumi.Config(prefix);
    return resolve((key) => (key.startsWith(`${prefix}:`) ? config.get(key.slice(prefix.length + 1)) : undefined));
  }

  /** Answers a question at once, for plain functions. */
  async invoke<T>(question: Question<C, T>, opts?: pulumi.InvokeOptions): Promise<T> {
    const provider = this.providerOf(opts);
    return this.answer(question, provider && (await this.knownSettings(provider)), true);
  }

  /** Answers a question whose arguments may be outputs; with one that is unknown, the answer is unknown. */
  invokeOutput<A, T>(
    args: pulumi.Output<A>,
    question: (args: A) => Question<C, T>,
    opts?: pulumi.InvokeOutputOptions,
  ): pulumi.Output<T> {
    const isShared = opts?.dependsOn === undefined;
    const ready: pulumi.Output<unknown> = pulumi.output(opts?.dependsOn).apply(idsOf);
    const settings: pulumi.Output<Settings | undefined> = this.providerOf(opts)?.settings ?? pulumi.output(undefined);
    return settings.apply((known) =>
      args.apply((value) => ready.apply(() => this.answer(question(value), known, isShared))),
    );
  }

  private async answer<T>(question: Question<C, T>, settings: Settings | undefined, isShared: boolean): Promise<T> {
    try {
      const connection = this.resolve(settings);
      const client = this.clientFor(connection);
      if (!isShared) return await question.ask(client);
      return await this.shared(keyOf([connection, ...question.about]), () => question.ask(client));
    } catch (error) {
      throw isForUsers(error) ? new pulumi.RunError(printable(error.message)) : error;
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
  private async knownSettings({ settings }: SettingsProvider): Promise<Settings> {
    const known = new Promise<Settings>((resolve) => void settings.apply(resolve));
    const isKnown = await Promise.resolve<unknown>(Reflect.get(settings, "isKnown"));
    if (isKnown !== false) return known;
    throw new pulumi.RunError(
      `the configuration of the ${this.system.provider} is not known in this preview: use the …Output function`,
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
