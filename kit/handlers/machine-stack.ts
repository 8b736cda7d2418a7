import { Slots } from "../../provider/http/slots";
import { type Declared, isReference, needsOf } from "../layouts/declared";
import { type Managed, type TestEngine } from "./managed";

/** So many steps the engine has under way at a time. */
const PARALLEL = 8;

/** Work that waits for its turn, at most so much at a time. */
export class Pool extends Slots {
  constructor(count = PARALLEL) {
    super(count);
  }
}

/** The resources of a layout on one machine, taken through the handlers in the order in which the engine would. */
export class MachineStack {
  private readonly resources = new Map<string, Managed>();

  constructor(
    readonly machine: string,
    private readonly layout: readonly Declared[],
    private readonly pool: Pool,
    engine: TestEngine,
  ) {
    for (const { kind, name } of layout) this.resources.set(name, engine.resource(kind, `${machine}-${name}`));
  }

  resource(name: string): Managed {
    const found = this.resources.get(name);
    if (found === undefined) throw new Error(`the layout has no ${name}`);
    return found;
  }

  /** Another run: the same state, and handlers that know nothing. */
  in(engine: TestEngine): MachineStack {
    const next = new MachineStack(this.machine, this.layout, this.pool, engine);
    for (const [name, state] of this.resources) next.resource(name).withState(state);
    return next;
  }

  /** check, diff, and what they come to, each resource as soon as what it needs is there. */
  async up(change: Readonly<Record<string, object>> = {}): Promise<void> {
    const done = new Map<string, Promise<unknown>>();
    for (const declared of this.layout) {
      const needs = needsOf(declared, this.layout).flatMap((name) => done.get(name) ?? []);
      const apply = async (): Promise<unknown> => {
        await Promise.all(needs);
        const args = { ...this.argumentsOf(declared), ...change[declared.name] };
        return this.pool.run(() => this.resource(declared.name).apply(args));
      };
      done.set(declared.name, apply());
    }
    await Promise.all(done.values());
  }

  async refresh(): Promise<void> {
    const all = [...this.resources.values()];
    const found = await Promise.all(all.map((resource) => this.pool.run(() => resource.refresh())));
    expect(found).toEqual(all.map(() => true));
  }

  /** From the top: each after those that are built on it. */
  async destroy(): Promise<void> {
    const gone = new Map<string, Promise<unknown>>();
    for (const declared of [...this.layout].reverse()) {
      const users = this.layout.filter((other) => needsOf(other, this.layout).includes(declared.name));
      const remove = async (): Promise<void> => {
        await Promise.all(users.flatMap(({ name }) => gone.get(name) ?? []));
        await this.pool.run(() => this.resource(declared.name).destroy());
      };
      gone.set(declared.name, remove());
    }
    await Promise.all(gone.values());
  }

  private argumentsOf({ args }: Declared): Record<string, unknown> {
    return {
      machine: this.machine,
      ...Object.fromEntries(Object.entries(args).map(([key, value]) => [key, this.resolve(value)])),
    };
  }

  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    return isReference(value) ? this.resource(value.resource).id : value;
  }
}
