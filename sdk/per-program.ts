import * as pulumi from "@pulumi/pulumi";

const NO_STACK = {};

/**
 * Something that every run of a program has of its own: with the Automation API programs run one after the other in one
 * process, each in a stack of its own.
 */
export function perProgram<T>(make: () => T): () => T {
  const byStack = new WeakMap<object, T>();
  return () => {
    const stack = pulumi.runtime.getStackResource() ?? NO_STACK;
    const known = byStack.get(stack) ?? make();
    byStack.set(stack, known);
    return known;
  };
}
