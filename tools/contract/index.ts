import { z } from "zod";

import { startEmulator } from "../../emulator";
import { OPEN } from "../../kit/contract/open";
import {
  FLEET_FILE,
  readFleet,
  readRecordings,
  readVerified,
  type Recording,
  writeVerified,
} from "../../kit/contract/recording";
import { Replayer, type Target } from "../../kit/contract/replayer";
import { type Options, readOptions, usage, UsageError } from "./options";

interface OpenTarget extends Target {
  close(): Promise<void>;
}

async function targetOf({ url, apiKey, userKeys }: Options): Promise<OpenTarget> {
  if (url === undefined) return startEmulator({ fleet: FLEET_FILE });
  const { users } = readFleet();
  const keys = Object.fromEntries(users.map(({ username, api_key }) => [username, api_key]));
  const admin = users.find((user) => user.admin)?.username ?? "";
  const given = apiKey === undefined ? userKeys : { [admin]: apiKey, ...userKeys };
  return { url, apiKeys: { ...keys, ...given }, isOtherBuild: true, close: () => Promise.resolve() };
}

const machinesSchema = z.array(z.object({ hostname: z.string() }));

/** Recordings wipe disks: they are sent to nobody who has a machine that is not of the fleet. */
async function refuseOthers(replayer: Replayer): Promise<void> {
  const there = machinesSchema.parse(await replayer.read("machines/")).map(({ hostname }) => hostname);
  const fleet = readFleet().machines.map(({ hostname }) => hostname);
  const strangers = there.filter((name) => !fleet.includes(name));
  const missing = fleet.filter((name) => !there.includes(name));
  if (strangers.length > 0) {
    throw new Error(`nothing was sent: this MAAS has machines that are not of the fleet (${strangers.join(", ")})`);
  }
  if (missing.length > 0) {
    throw new Error(`nothing was sent: this MAAS lacks machines of tests/contract/fleet.json (${missing.join(", ")})`);
  }
}

/** The recordings to send. To the emulator, those that are open are not sent unless they are asked for. */
function chosen({ url, only, group }: Options): Recording[] {
  const all = readRecordings();
  const unknown = only.filter((name) => !all.some((recording) => recording.name === name));
  if (unknown.length > 0) throw new UsageError(`there is no recording ${unknown.join(", ")}`);
  if (only.length > 0) return all.filter(({ name }) => only.includes(name));
  const sent = all.filter(({ name }) => url !== undefined || !OPEN.has(name));
  return group === undefined ? sent : sent.filter((recording) => recording.group === group);
}

async function replay(replayer: Replayer, recording: Recording): Promise<boolean> {
  const differences = await replayer.replay(recording).catch((error: unknown) => [String(error)]);
  if (differences.length === 0) return true;
  process.stdout.write(`${recording.name}: ${recording.title}\n${differences.map((one) => `  ${one}\n`).join("")}`);
  return false;
}

const versionSchema = z.object({ version: z.string() });

async function keep(replayer: Replayer, passed: readonly Recording[]): Promise<void> {
  const { version } = versionSchema.parse(await replayer.read("version/"));
  const date = new Date().toISOString().slice(0, 10);
  writeVerified(new Map([...readVerified(), ...passed.map(({ name }) => [name, { version, date }] as const)]));
}

async function run(options: Options): Promise<void> {
  const recordings = chosen(options);
  const target = await targetOf(options);
  const replayer = await Replayer.start(target);
  try {
    await refuseOthers(replayer);
    const passed: Recording[] = [];
    for (const recording of recordings) if (await replay(replayer, recording)) passed.push(recording);
    process.stdout.write(`${passed.length} of ${recordings.length} recordings are answered as recorded\n`);
    if (options.isKept) await keep(replayer, passed);
    if (passed.length < recordings.length) process.exitCode = 1;
  } finally {
    replayer.close();
    await target.close();
  }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(`${usage}\n`);
  else await run(options);
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof UsageError ? `${text}\n\n${usage}\n` : `${text}\n`);
  process.exitCode = 1;
});
