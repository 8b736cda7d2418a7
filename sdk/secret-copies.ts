import * as pulumi from "@pulumi/pulumi";

import { resolved } from "./resolved";

/** What an output repeats: by the name of the output, the arguments that it would show. */
export type Copies = Readonly<Record<string, readonly unknown[]>>;

/**
 * The names of the outputs that repeat a secret argument. The engine keeps an output secret when the input of the same
 * name is; of copies under other names it does not know, nor of a part of an object whose state was imported in clear. Whether an argument is secret is known as late as its value, so
 * the list fills until `complete`; Pulumi reads it when everything that the resource depends on is there.
 */
export function secretCopies(
  copies: Copies,
  others: readonly string[] = [],
): { readonly names: string[]; readonly complete: Promise<pulumi.Resource[]> } {
  const names = [...others];
  const looked = Object.entries(copies).map(async ([name, values]) => {
    if (await holdsSecret(values)) names.push(name);
  });
  return { names, complete: Promise.all(looked).then(() => []) };
}

/** True for a secret, at any depth; a resource is one when it keeps its path secret. */
async function holdsSecret(value: unknown): Promise<boolean> {
  if (pulumi.Resource.isInstance(value)) return holdsSecret(Reflect.get(value, "path"));
  if (pulumi.Output.isInstance(value)) {
    if (await pulumi.isSecret(value).catch(() => false)) return true;
    return holdsSecret((await resolved(value))?.value);
  }
  if (value instanceof Promise) return holdsSecret(pulumi.output(value));
  if (typeof value !== "object" || value === null) return false;
  const inner = await Promise.all(Object.values(value).map(holdsSecret));
  return inner.includes(true);
}
