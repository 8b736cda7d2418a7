import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import {
  type Emulator,
  type EmulatorOptions,
  parseFailure,
  parseFault,
  readState,
  startEmulator,
  writeState,
} from "../emulator";
import { type Command, UsageError } from "./command";

const usage = `usage: pulumi-maas emulator [options]

Runs an emulated MAAS region in memory, prints where it is and its keys, and stops with Ctrl-C.

  --fleet FILE       machines, controllers and users (default: a small lab of storage servers)
  --port N           default: any free one
  --host H           default: 127.0.0.1; the API keys of a fleet are no secrets
  --state FILE       goes on from this state if the file is there, and saves to it in the end
  --seed N           what ids, faults and latencies are drawn from (default: 1)
  --latency MS       how long requests take; "region" for the times of a real one
  --transition MS    how long a machine takes to be commissioned, tested or deployed (default: until the next request)
  --power MS         how long it takes to switch a machine, and so to release it (default: until the next request)
  --fail BUSINESS    may be repeated: what machines fail at, commission, test, deploy, release, erase, rescue or power,
                     with [,machine=NAME][,times=N|all] (default: whichever comes first, once)
  --race             overlapping writes race, as they do in MAAS
  --fault FAULT      may be repeated: KIND[,method=M][,path=PART][,op=OP][,nth=N][,times=N|all][,probability=P]
                     [,delayMs=MS][,retryAfterS=S], where KIND is conflict, unavailable, drop-before, drop-after,
                     delay-before, delay-after, truncate, malform or nonce-used

For example: pulumi-maas emulator --latency region --fault drop-after,method=POST,path=/raids/,nth=2`;

const OPTIONS = {
  fleet: { type: "string" },
  port: { type: "string" },
  host: { type: "string" },
  state: { type: "string" },
  seed: { type: "string" },
  latency: { type: "string" },
  transition: { type: "string" },
  power: { type: "string" },
  fail: { type: "string", multiple: true },
  race: { type: "boolean" },
  fault: { type: "string", multiple: true },
} as const;

/** A mistake in the arguments is shown with the usage. */
function withUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
}

/** The options of `startEmulator`, and the file to save to in the end. */
function readOptions(args: readonly string[]): { options: EmulatorOptions; stateFile: string | undefined } {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  const port = wholeNumber("port", values.port);
  const seed = wholeNumber("seed", values.seed);
  const transitionMs = wholeNumber("transition", values.transition);
  const powerMs = wholeNumber("power", values.power);
  const latency = values.latency === "region" ? "region" : wholeNumber("latency", values.latency);
  const isSaved = values.state !== undefined && existsSync(values.state);
  const options: EmulatorOptions = {
    ...(values.fleet === undefined ? {} : { fleet: values.fleet }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(port === undefined ? {} : { port }),
    ...(seed === undefined ? {} : { seed }),
    ...(latency === undefined ? {} : { latency }),
    ...(transitionMs === undefined ? {} : { transitionMs }),
    ...(powerMs === undefined ? {} : { powerMs }),
    failures: (values.fail ?? []).map(parseFailure),
    ...(isSaved && values.state !== undefined ? { state: readState(values.state) } : {}),
    races: values.race === true,
    faults: (values.fault ?? []).map(parseFault),
  };
  return { options, stateFile: values.state };
}

function greeting({ url, apiKeys, apiKey }: Emulator): string {
  const others = Object.entries(apiKeys).filter(([, key]) => key !== apiKey);
  return [
    `MAAS_API_URL=${url}`,
    `MAAS_API_KEY=${apiKey}`,
    ...others.map(([username, key]) => `# the key of ${username}: ${key}`),
    "",
  ].join("\n");
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

/** `pulumi-maas emulator` */
export const emulator: Command = {
  summary: "an emulated MAAS region, for demos and tests",
  usage,
  run: async (args) => {
    const { options, stateFile } = withUsage(() => readOptions(args));
    const running = await startEmulator(options);
    process.stdout.write(greeting(running));
    await untilStopped();
    if (stateFile !== undefined) writeState(stateFile, running.snapshot());
    await running.close();
  },
};
