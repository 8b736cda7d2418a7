import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

/** The types of a resource's parents, outermost first, as a URN has them. Together with the name they are unique. */
function parentTypes(parent: pulumi.Resource | undefined): string[] {
  if (parent === undefined || resourceType(parent) === pulumi.runtime.rootPulumiStackTypeName) return [];
  const above: unknown = Reflect.get(parent, "__parentResource");
  return [...parentTypes(pulumi.Resource.isInstance(above) ? above : undefined), resourceType(parent)];
}

function resourceType(resource: pulumi.Resource): string {
  const type: unknown = Reflect.get(resource, "__pulumiType");
  return typeof type === "string" ? type : "";
}

const hash = (...words: string[]): string => createHash("sha256").update(JSON.stringify(words)).digest("hex");

/**
 * The uuid under which a resource is made, derived from its place in the program: so a run finds what an interrupted one
 * made, even when no state was written. It begins with `6d616173` ("maas"); the next seven digits stand for project and
 * stack; it is a valid version 4 uuid, which is all that MAAS checks.
 */
export function identityOf(kind: string, name: string, parent: pulumi.Resource | undefined): string {
  const stack = hash(pulumi.getProject(), pulumi.getStack());
  const own = hash(pulumi.getProject(), pulumi.getStack(), ...parentTypes(parent), kind, name);
  return [
    "6d616173",
    stack.slice(0, 4),
    `4${stack.slice(4, 7)}`,
    `${"89ab"[parseInt(own.slice(0, 1), 16) % 4] ?? "8"}${own.slice(1, 4)}`,
    own.slice(4, 16),
  ].join("-");
}
