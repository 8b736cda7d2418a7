import { type Outputs, type Problem } from "./kind";

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
