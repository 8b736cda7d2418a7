import { type z } from "zod";

import { Handler } from "./handler";
import { type Connector, type DeclaredSchemas, type ResourceKind } from "./kind";
import { type DynamicProvider } from "./protocol";

/** A kind in a list of kinds, whatever its inputs are. */
export interface ListedKind<R> extends Pick<DeclaredSchemas<object>, "name" | "outputs"> {
  readonly system: string;
  readonly inputs: { readonly shape: Readonly<Record<string, z.ZodType>> };
  readonly replaceOn: readonly string[];
  readonly ignored: readonly string[];
  /** Its handlers, which get their system from the connector. */
  handlers(connector: Connector<R>): DynamicProvider;
}

/** Puts a kind in a list. */
export const listed = <I extends object, R>(kind: ResourceKind<I, R>): ListedKind<R> => ({
  name: kind.name,
  system: kind.system,
  inputs: kind.inputs,
  outputs: kind.outputs,
  replaceOn: kind.replaceOn,
  ignored: kind.ignored,
  handlers: (connector) => new Handler(kind, connector),
});
