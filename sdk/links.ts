import * as pulumi from "@pulumi/pulumi";

import { ownerOfOutput } from "./declared-inputs";

const identities = new WeakMap<pulumi.Resource, string>();

export const rememberIdentity = (resource: pulumi.CustomResource, identity: string): void =>
  void identities.set(resource, identity);

export const identityOfResource = (resource: pulumi.Resource): string | undefined => identities.get(resource);

const linkOf = (value: unknown): string | undefined => {
  const owner = pulumi.Output.isInstance<unknown>(value) ? ownerOfOutput(value) : undefined;
  return owner && identities.get(owner);
};

/**
 * The identities of the resources whose ids are passed in inputs. In a preview of something new the ids are not known yet:
 * without these, nobody could tell that two RAIDs are over one partition.
 */
export function linksOf(inputs: pulumi.Inputs): Record<string, (string | null)[]> {
  const links = Object.entries(inputs).map(([property, value]): [string, (string | null)[]] => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return [property, values.map((one) => linkOf(one) ?? null)];
  });
  return Object.fromEntries(links.filter(([, all]) => all.some((link) => link !== null)));
}
