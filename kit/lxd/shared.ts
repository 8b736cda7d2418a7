import { LxdWitness } from "./witness";

/** The socket of the LXD that all files of this tier share. */
export const sharedSocket = (): string => {
  const socket = process.env["LXD_OF_TIER"];
  if (socket === undefined) throw new Error("no LXD was started for this tier: see kit/lxd/setup.ts");
  return socket;
};

export const sharedEndpoint = (): string => `unix://${sharedSocket()}`;

export const sharedWitness = (): LxdWitness => new LxdWitness(sharedSocket());
