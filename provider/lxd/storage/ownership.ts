import { z } from "zod";

import { sameStack } from "../../identity";
import { type Outputs } from "../../pulumi/kind";
import { type Config } from "../api/pools";
import { type LxdHost } from "../host";
import { MARKER } from "./config";
import { textIn } from "./inputs";

/** What the state says of where an object is, beside its name. */
export const whereaboutsSchema = z.object({
  endpoint: z.string(),
  serverFingerprint: z.string(),
  /** What the object is marked with on the server; nothing when it has no mark. */
  marker: z.string().optional(),
});
type Whereabouts = z.output<typeof whereaboutsSchema>;

export const whereabouts = async (host: LxdHost, config: Config, marker = MARKER): Promise<Whereabouts> => ({
  endpoint: host.client.endpoint,
  serverFingerprint: await host.identity(),
  ...(config[marker] === undefined ? {} : { marker: config[marker] }),
});

/** True for the state that Pulumi has of an object which it was only given the id of. */
export const isLookup = (before: Outputs): boolean => textIn(before, "serverFingerprint") === undefined;

/** Names are used again: an object with another mark is not the one that the state has. */
export function isTheOne(before: Outputs, marker: string | undefined): boolean {
  const known = textIn(before, "marker");
  return known === undefined || marker === undefined || known === marker;
}

/**
 * All servers have a pool called "default": what is found, or is not, on another server than the state's says nothing,
 * unless it bears the mark of this very object.
 */
export async function requireSameServer(
  host: LxdHost,
  before: Outputs,
  id: string,
  marker: string | undefined,
): Promise<void> {
  const known = textIn(before, "serverFingerprint");
  const now = await host.identity();
  if (known === undefined || known === now) return;
  if (marker !== undefined && marker === textIn(before, "marker")) return;
  throw new Error(
    `the state of ${id} was made with the LXD at ${textIn(before, "endpoint") ?? "?"} (certificate ${known}), and the ` +
      `one at ${host.client.endpoint} is another (${now}): set lxd:endpoint (or LXD_ENDPOINT) back; if the object is ` +
      `really gone, run "pulumi state delete"`,
  );
}

/** Why the old object of a resource that is made anew is not taken for the new one. */
export const keptBack = (what: string): string =>
  `${what} is to be made anew, and is not deleted first: Pulumi was told to keep it (retainOnDelete), or to create first ` +
  `(deleteBeforeReplace: false, or a transform that returns options without it). Give the new one another name`;

/** Why an object that is there is not taken; undefined when it is this resource's own, from a run that was interrupted. */
export function whyNotOurs(
  what: string,
  marker: string | undefined,
  wanted: { readonly identity: string; readonly adopt?: boolean | undefined },
): string | undefined {
  if (marker !== undefined && marker === wanted.identity) return undefined;
  if (marker !== undefined && sameStack(marker, wanted.identity)) {
    return (
      `${what} exists: this stack made it under another resource name. If you renamed the resource, add ` +
      `{ aliases: [{ name: "<old name>" }] }; if the other one is to go, do that in a run before`
    );
  }
  if (marker !== undefined) return `${what} exists: another Pulumi stack made it (${MARKER}: ${marker})`;
  if (wanted.adopt === true) return undefined;
  return `${what} exists, and this stack did not make it: choose another name, or take it over as it is with adopt: true`;
}
