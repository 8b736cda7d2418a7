import * as pulumi from "@pulumi/pulumi";

/*
 * What a resource will say of itself is often known long before the resource is made: its machine and its name are inputs
 * of it. Who needs only these looks here, and does not wait.
 */

const inputsOf = new WeakMap<pulumi.Resource, pulumi.Inputs>();
const ownerOf = new WeakMap<pulumi.Output<unknown>, pulumi.CustomResource>();

/** Keeps the inputs of a resource that was just declared. */
export function rememberInputs(resource: pulumi.CustomResource, inputs: pulumi.Inputs): void {
  inputsOf.set(resource, inputs);
  ownerOf.set(resource.id, resource);
  const machine: unknown = Reflect.get(resource, "machine");
  if (pulumi.Output.isInstance(machine)) ownerOf.set(machine, resource);
}

/** The name that a resource was declared with, when it has one. */
export function declaredName(resource: pulumi.CustomResource): pulumi.Output<unknown> | undefined {
  const name: unknown = inputsOf.get(resource)?.["name"];
  return name === undefined ? undefined : pulumi.output(name);
}

/** What a resource was declared with. */
export const declaredInputs = (resource: pulumi.CustomResource): pulumi.Inputs | undefined => inputsOf.get(resource);

/** The machine that a resource was declared on. */
export function declaredMachine(resource: pulumi.CustomResource): pulumi.Output<unknown> | undefined {
  const machine: unknown = inputsOf.get(resource)?.["machine"];
  return machine === undefined ? undefined : pulumi.output(machine);
}

/** The resource whose `id` or `machine` an output is. */
export const ownerOfOutput = (output: pulumi.Output<unknown>): pulumi.CustomResource | undefined => ownerOf.get(output);
