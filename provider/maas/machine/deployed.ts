import { z } from "zod";

import { type Machine } from "../api/machines";

/** How a machine is given back. */
export const releaseOptions = z.object({
  erase: z.boolean().optional(),
  secureErase: z.boolean().optional(),
  quickErase: z.boolean().optional(),
  comment: z.string().optional(),
});

export type ReleaseOptions = Readonly<z.output<typeof releaseOptions>>;

/** A deployment of the running program. */
export interface DeclaredDeployment {
  /** The name of its resource. */
  readonly name: string;
  /** The agent that it allocates its machine by. */
  readonly agent: string;
  /** The machine may be released, changed and deployed again. */
  readonly redeploys: boolean;
  /** How the machine is released, where the program has told. */
  readonly release?: ReleaseOptions | undefined;
}

/** The agent of a resource: what MAAS keeps with an allocation, and forgets with the release. */
export const agentOf = (identity: string): string => `pulumi-maas/${identity}`;

/** What a machine's session knows of a deployment on it. */
export interface Deployed {
  readonly deployment: () => DeclaredDeployment | undefined;
  readonly release: (deployment: DeclaredDeployment) => Promise<void>;
}

/** States of a machine whose storage a deployment uses. */
const IN_USE: ReadonlySet<string> = new Set(["Allocated", "Deploying", "Deployed", "Failed deployment"]);

export const isInUse = ({ status_name: status, locked }: Pick<Machine, "status_name" | "locked">): boolean =>
  !locked && IN_USE.has(status);

/** What stands in the way of changing the storage of a machine that is deployed, and both ways out. */
export function whyDeployed(
  machine: Pick<Machine, "hostname" | "system_id" | "status_name">,
  { name }: DeclaredDeployment,
): string {
  return (
    `machine ${machine.hostname} (${machine.system_id}) is ${machine.status_name}, and MAAS changes nothing below a ` +
    `deployment. Its Deployment "${name}" has two ways out: set redeployOnStorageChange: true on it, and this run releases ` +
    "the machine, changes the storage and deploys it again; or take the Deployment out of the program, run, and put it " +
    "back in the next run"
  );
}
