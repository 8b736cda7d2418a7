import { z } from "zod";

import { type StatusName } from "./node-status";

/** What a machine can fail at. */
export const BUSINESSES = ["commission", "test", "deploy", "release", "erase", "rescue", "power"] as const;
export type Business = (typeof BUSINESSES)[number];

/** A machine's business that is to fail. */
export interface LifeFailure {
  readonly of: Business;
  /** The host name or system id of one machine. Default: whichever comes first. */
  readonly machine?: string;
  /** How often. Default: once. */
  readonly times?: number | "all";
}

const failureSchema = z.strictObject({
  of: z.enum(BUSINESSES),
  machine: z.string().optional(),
  times: z.union([z.literal("all"), z.coerce.number().int().min(1)]).optional(),
});

/** Reads `deploy,machine=stor-01,times=2`, as the command line has it. */
export function parseFailure(text: string): LifeFailure {
  const [of = "", ...settings] = text.split(",");
  const pairs = settings.map((setting): [string, string] => {
    const [name = "", value = ""] = setting.split("=");
    return [name, value];
  });
  const fields: Record<string, string> = Object.fromEntries(pairs);
  const parsed = failureSchema.safeParse({ of, ...fields });
  if (!parsed.success) throw new Error(`"${text}" is no failure:\n${z.prettifyError(parsed.error)}`);
  const { machine, times } = parsed.data;
  return {
    of: parsed.data.of,
    ...(machine === undefined ? {} : { machine }),
    ...(times === undefined ? {} : { times }),
  };
}

/** Where a machine ends up that fails in a state, and what it fails at. */
const FAILED: Readonly<Partial<Record<StatusName, readonly [StatusName, Business]>>> = {
  Commissioning: ["Failed commissioning", "commission"],
  Testing: ["Failed testing", "test"],
  Deploying: ["Failed deployment", "deploy"],
  Releasing: ["Releasing failed", "release"],
  "Disk erasing": ["Failed disk erasing", "erase"],
  "Entering rescue mode": ["Failed to enter rescue mode", "rescue"],
  "Exiting rescue mode": ["Failed to exit rescue mode", "rescue"],
};

interface Named {
  readonly systemId: string;
  readonly hostname: string;
}

/** The failures that were asked for. Tests add and clear them while the emulator runs. */
export class LifeFailures {
  private planned: { readonly failure: LifeFailure; left: number }[] = [];

  add(failure: LifeFailure): void {
    const { times = 1 } = failure;
    this.planned.push({ failure, left: times === "all" ? Infinity : times });
  }

  clear(): void {
    this.planned = [];
  }

  /** Whether this business of the machine is to fail; that it does counts. */
  strikes(business: Business, { systemId, hostname }: Named): boolean {
    const found = this.planned.find(
      ({ failure: { of, machine = systemId }, left }) =>
        left > 0 && of === business && (machine === systemId || machine === hostname),
    );
    if (found !== undefined) found.left -= 1;
    return found !== undefined;
  }
}

/** Where a machine in this state comes out when it is to fail; tests are run at the end of commissioning as well. */
export function failedStatus(
  failures: LifeFailures,
  machine: Named & { readonly status: StatusName },
): StatusName | undefined {
  const [status, business] = FAILED[machine.status] ?? [];
  if (status === undefined || business === undefined) return undefined;
  if (failures.strikes(business, machine)) return status;
  return business === "commission" && failures.strikes("test", machine) ? "Failed testing" : undefined;
}

/** Where a machine ends up that cannot be switched on or off. */
export const failedByPower = (status: StatusName): StatusName | undefined => FAILED[status]?.[0];
