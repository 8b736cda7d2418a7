import { maasConnection, maasRuns } from "../../provider/maas/connection";
import { type DynamicProvider } from "../../provider/pulumi/protocol";
import { MAAS_KINDS } from "../../provider/maas/kinds";
import { deriveIdentity } from "../../sdk/identity";
import { type Kind } from "../layouts/declared";
import { type Region } from "../region";
import { withinSchema } from "./within-schema";

const PLACE = { project: "test", stack: "test" };

type Properties = Record<string, unknown>;

function handlersOf(name: Kind, connection: ReturnType<typeof maasConnection>): DynamicProvider {
  const kind = MAAS_KINDS.find((other) => other.name === name);
  if (kind === undefined) throw new Error(`${name} is not in MAAS_KINDS`);
  return withinSchema(kind, kind.handlers(connection));
}

/** Handlers as the host has them, one process for each `engine`. */
export class TestEngine {
  private readonly providers = new Map<Kind, DynamicProvider>();
  private readonly runs: ReturnType<typeof maasRuns>;

  /** With `sleep`, its waits are shorter than MAAS needs. */
  constructor(
    private readonly region: Region,
    sleep?: (ms: number) => Promise<void>,
    /** The address of the engine whose program tells about its machines. */
    engine?: string,
    private readonly config: Readonly<Record<string, string>> = {},
  ) {
    this.runs = maasRuns(sleep, engine);
  }

  /** A resource of the program, which does not exist yet. */
  resource(kind: Kind, name: string): Managed {
    return new Managed(this.provider(kind), deriveIdentity({ ...PLACE, path: [kind, name] }));
  }

  /** A resource that has come here from another run, with its state and nothing else; `name` is the one that it has here. */
  continued(kind: Kind, name: string, state: ManagedState): Managed {
    return this.resource(kind, name).withState(state);
  }

  provider(kind: Kind): DynamicProvider {
    const known = this.providers.get(kind);
    if (known !== undefined) return known;
    const provider = handlersOf(kind, maasConnection(this.runs));
    void provider.configure({
      config: {
        get: (key) => ({ "maas:apiUrl": this.region.url, "maas:apiKey": this.region.apiKey, ...this.config })[key],
      },
    });
    this.providers.set(kind, provider);
    return provider;
  }
}

/** What a run leaves to the next one. */
export type ManagedState = Pick<Managed, "id" | "inputs" | "outputs">;

export type Action = "create" | "update" | "replace" | "same";

/** One resource and its state, taken through the calls that the engine makes. */
export class Managed {
  id = "";
  inputs: Properties = {};
  outputs: Properties = {};

  constructor(
    protected provider: DynamicProvider,
    readonly identity: string,
  ) {}

  /** Takes over what another run has left. */
  withState({ id, inputs, outputs }: ManagedState): this {
    return Object.assign(this, { id, inputs, outputs });
  }

  /** The same resource in another run of the program. */
  movedTo(provider: DynamicProvider): void {
    this.provider = provider;
  }

  /** check, diff, then create, update or replace. A check failure or an error is thrown with its text. */
  async apply(args: Properties): Promise<Action> {
    const news = await this.checked(this.id === "" ? {} : this.inputs, args);
    if (this.id === "") return this.create(news, "create");
    const { changes, replaces } = await this.provider.diff(this.id, this.outputs, news);
    if (replaces && replaces.length > 0) return this.makeAnew(args);
    if (changes === false) return "same";
    const { outs } = await this.provider.update(this.id, this.outputs, news);
    this.inputs = news;
    this.outputs = outs;
    return "update";
  }

  /** The engine makes it anew for a reason of its own, and asks for no diff: `--replace`, a taint. */
  async applyAnew(args: Properties): Promise<Action> {
    await this.checked(this.inputs, args);
    return this.makeAnew(args);
  }

  /** The engine checks what it makes anew as if it were new, before it deletes the old one. */
  private async makeAnew(args: Properties): Promise<Action> {
    const news = await this.checked({}, args);
    await this.provider.delete(this.id, this.outputs);
    return this.create(news, "replace");
  }

  /** Reads the object; false when it is gone, and the state is empty then. */
  async refresh(): Promise<boolean> {
    const { id, props, inputs } = await this.provider.read(this.id, this.outputs);
    this.id = id ?? "";
    this.outputs = props ?? {};
    this.inputs = inputs ?? {};
    return this.id !== "";
  }

  async destroy(): Promise<void> {
    await this.provider.delete(this.id, this.outputs);
    this.id = "";
    this.inputs = {};
    this.outputs = {};
  }

  /** A second run changes nothing, neither before nor after a refresh. */
  async expectNoChanges(args: Properties): Promise<void> {
    await this.expectSame(args);
    expect(await this.refresh()).toBe(true);
    await this.expectSame(args);
  }

  private async expectSame(args: Properties): Promise<void> {
    const news = await this.checked(this.inputs, args);
    expect(await this.provider.diff(this.id, this.outputs, news)).toEqual({
      changes: false,
      deleteBeforeReplace: true,
    });
  }

  private async create(news: Properties, action: Action): Promise<Action> {
    const { id, outs } = await this.provider.create(news);
    this.id = id;
    this.inputs = news;
    this.outputs = outs;
    return action;
  }

  private async checked(olds: Properties, args: Properties): Promise<Properties> {
    const { inputs, failures } = await this.provider.check(olds, { ...args, identity: this.identity });
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    return inputs;
  }
}
