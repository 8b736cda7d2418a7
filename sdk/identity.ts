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

/** The place of a resource: project and stack, then the types of its parents, its kind and its name. */
export interface Place {
  readonly project: string;
  readonly stack: string;
  readonly path: readonly string[];
}

/**
 * The uuid under which a resource is made, derived from its place in the program: so a run finds what an interrupted one
 * made, even when no state was written. It begins with `6d616173` ("maas"); the next seven digits stand for project and
 * stack; it is a valid version 4 uuid, which is all that MAAS checks.
 */
export function deriveIdentity({ project, stack, path }: Place): string {
  const shared = hash(project, stack);
  const own = hash(project, stack, ...path);
  const variant = "89ab"[parseInt(own.slice(0, 1), 16) % 4] ?? "8";
  return [
    "6d616173",
    shared.slice(0, 4),
    `4${shared.slice(4, 7)}`,
    `${variant}${own.slice(1, 4)}`,
    own.slice(4, 16),
  ].join("-");
}

/** The identity of a resource of the running program. */
export const identityOf = (kind: string, name: string, parent: pulumi.Resource | undefined): string =>
  deriveIdentity({
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    path: [...parentTypes(parent), kind, name],
  });
