import { type Deployment } from "@pulumi/pulumi/automation";
import { z } from "zod";

import { objectsOf } from "../layouts/objects";
import { type MachineView } from "../../emulator";
import { resourceOf } from "./operations";

const state = z.object({
  resources: z
    .array(
      z.looseObject({
        urn: z.string(),
        id: z.string().default(""),
        external: z.boolean().default(false),
        inputs: z.record(z.string(), z.unknown()).default({}),
        outputs: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
});

/** A resource as a state has it. */
export interface StateResource {
  /** Type and logical name, as in `Raid/md0`. */
  readonly resource: string;
  readonly urn: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What a state has of this package: nothing of Pulumi's own, and nothing that is only read. */
export const resourcesIn = ({ deployment }: Deployment): StateResource[] =>
  state
    .parse(deployment)
    .resources.filter(({ urn, external }) => /:dynamic\/(maas|lxd):/.test(urn) && !external)
    .map(({ urn, id, inputs, outputs }) => ({ resource: resourceOf(urn), urn, id, inputs, outputs }));

/** What is no object of a machine's storage that came with its resource: a layout, a disk that was there, a tag. */
const isObject = (id: string): boolean => id.includes("/") && !/\/(layout|disk|deployment)\b/.test(id);

/** The objects of a state by their ids. */
export const idsIn = (resources: readonly StateResource[]): string[] =>
  resources
    .map(({ id }) => id)
    .filter(isObject)
    .sort();

/** Every object of the server is in the state, every object of the state on the server, and each once. */
export function expectServerIsState(machines: readonly MachineView[], resources: readonly StateResource[]): void {
  expect(idsIn(resources)).toEqual(machines.flatMap(objectsOf).sort());
}
