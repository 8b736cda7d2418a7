import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

const texts = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

const request = z.strictObject({
  method: z.string(),
  path: z.string(),
  query: texts.optional(),
  form: texts.optional(),
  user: z.string().optional(),
  encoding: z.enum(["form", "multipart", "json", "raw", "none"]).optional(),
  json: z.unknown().optional(),
  content_type: z.string().optional(),
  text: z.string().optional(),
  auth: z
    .union([
      z.literal("none"),
      z.strictObject({
        header: z.string().optional(),
        params: z.record(z.string(), z.string()).optional(),
        omit: z.array(z.string()).optional(),
        separator: z.string().optional(),
      }),
    ])
    .optional(),
});

const bind = z.record(z.string(), z.string()).optional();

const recordingSchema = z.strictObject({
  name: z.string(),
  group: z.string(),
  title: z.string(),
  confidence: z.string().optional(),
  machine: z.string().optional(),
  reset: z.array(z.string()).optional(),
  setup: z.array(z.strictObject({ request, bind, note: z.string().optional() })).default([]),
  steps: z.array(
    z.strictObject({
      request,
      bind,
      only: z.array(z.string()).optional(),
      response: z.strictObject({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
      // What these told the recorder is already in the recorded bodies.
      unordered: z.unknown().optional(),
      ignore: z.unknown().optional(),
      match: z.unknown().optional(),
      note: z.string().optional(),
    }),
  ),
  cleanup: z.array(z.strictObject({ request })).default([]),
});

/** An exchange with a real MAAS 3.7.3; tests/contract/README.md says how to read one. */
export type Recording = z.infer<typeof recordingSchema>;
export type RecordedRequest = z.infer<typeof request>;
export type Step = Recording["steps"][number];

export const RECORDINGS = join(__dirname, "../../tests/contract/scenarios");
/** Milliseconds: no machine was driven by any hardware when this was recorded, so that none arrives by itself. */
export const FOREVER = 3_600_000;

export const FLEET_FILE = join(__dirname, "../../tests/contract/fleet.json");

/** Every recording in tests/contract/scenarios, by name. */
export function readRecordings(): Recording[] {
  const files = readdirSync(RECORDINGS).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => recordingSchema.parse(JSON.parse(readFileSync(join(RECORDINGS, file), "utf8"))));
}

const verificationSchema = z.record(z.string(), z.object({ version: z.string(), date: z.iso.date() }));

/** The version and the day of a MAAS. */
export type Verification = z.infer<typeof verificationSchema>[string];

const VERIFIED_FILE = join(__dirname, "../../tests/contract/verified.json");

/** When a MAAS last answered each recording as it is written, and of which version that MAAS was. */
export function readVerified(): ReadonlyMap<string, Verification> {
  return new Map(Object.entries(verificationSchema.parse(JSON.parse(readFileSync(VERIFIED_FILE, "utf8")))));
}

export function writeVerified(verified: ReadonlyMap<string, Verification>): void {
  const lines = [...verified]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { version, date }]) => `  "${name}": { "version": "${version}", "date": "${date}" }`);
  writeFileSync(VERIFIED_FILE, `{\n${lines.join(",\n")}\n}\n`);
}

const fleetSchema = z.looseObject({
  users: z.array(z.looseObject({ username: z.string(), admin: z.boolean(), api_key: z.string() })),
  machines: z.array(
    z.looseObject({
      hostname: z.string(),
      status: z.string(),
      locked: z.boolean(),
      boot_disk: z.string().nullable(),
      disks: z.array(
        z.looseObject({
          name: z.string(),
          size: z.number(),
          block_size: z.number(),
          model: z.string(),
          serial: z.string(),
          id_path: z.string(),
          tags: z.array(z.string()),
        }),
      ),
    }),
  ),
});

export type RecordedFleet = z.infer<typeof fleetSchema>;
export type RecordedMachine = RecordedFleet["machines"][number];

export function readFleet(): RecordedFleet {
  return fleetSchema.parse(JSON.parse(readFileSync(FLEET_FILE, "utf8")));
}
