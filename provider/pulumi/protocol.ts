/** A problem with one input, shown by Pulumi with the name of the property. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

/** JSON as it is kept in the state of a stack. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What Pulumi's dynamic provider host calls: `pulumi.dynamic.ResourceProvider`, told without the SDK. */
export interface DynamicProvider {
  configure(request: { config: { get(key: string): string | undefined } }): Promise<void>;
  check(olds: Outputs, news: Outputs): Promise<{ inputs: Outputs; failures: Problem[] }>;
  diff(id: string, olds: Outputs, news: Outputs): Promise<Difference>;
  create(inputs: Outputs): Promise<{ id: string; outs: Outputs }>;
  read(id: string, props: Outputs): Promise<{ id?: string; props?: Outputs; inputs?: Outputs }>;
  update(id: string, olds: Outputs, news: Outputs): Promise<{ outs: Outputs }>;
  delete(id: string, props: Outputs): Promise<void>;
}

/** `changes` left out lets the engine compare the inputs itself. */
export interface Difference {
  readonly changes?: boolean;
  readonly replaces?: string[];
  readonly deleteBeforeReplace?: boolean;
}
