import { parseArgs } from "node:util";

export const usage = `usage: npm run contract -- [options]

Sends the recordings in tests/contract/scenarios to a MAAS and compares its answers. Without --url that is the emulator.

A MAAS must have been seeded with tests/contract/fleet.json and nothing else: recordings wipe disks and delete machines. One
that has a machine of another name is refused. Its transitions must wait: nothing is behind the machines.

  --url URL           up to and with /MAAS
  --api-key KEY       of the fleet's first administrator; default: the key in the fleet
  --user-key NAME=KEY of another user of the fleet, may be repeated
  --only NAME,NAME    these recordings
  --group NAME        the recordings of one group
  --keep              notes in tests/contract/verified.json what passed, with today's date and the version of the MAAS;
                      npm run emulator:coverage shows it
  --help`;

/** A mistake in the arguments. */
export class UsageError extends Error {}

export interface Options {
  /** Undefined for the emulator. */
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  readonly userKeys: Readonly<Record<string, string>>;
  readonly only: readonly string[];
  readonly group: string | undefined;
  readonly isKept: boolean;
}

const OPTIONS = {
  url: { type: "string" },
  "api-key": { type: "string" },
  "user-key": { type: "string", multiple: true },
  only: { type: "string", default: "" },
  group: { type: "string" },
  keep: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function userKey(text: string): [string, string] {
  const [, name = "", key = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (key === "") throw new UsageError("--user-key takes NAME=KEY");
  return [name, key];
}

/** @returns undefined when only the usage was asked for. @throws UsageError */
export function readOptions(args: readonly string[]): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const isBesideMaas = values.url === undefined && (values["api-key"] !== undefined || values.keep);
  if (isBesideMaas) throw new UsageError("--api-key and --keep are for a MAAS: give its --url");
  return {
    url: values.url?.replace(/\/+$/, ""),
    apiKey: values["api-key"],
    userKeys: Object.fromEntries((values["user-key"] ?? []).map(userKey)),
    only: values.only === "" ? [] : values.only.split(","),
    group: values.group,
    isKept: values.keep,
  };
}
