import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type Emulator, startEmulator } from "../../../emulator";
import { FLEET_FILE } from "../../../kit/contract/recording";

const root = join(__dirname, "../../..");
const tsx = join(root, "node_modules/tsx/dist/cli.mjs");

let emulator: Emulator;

afterEach(() => emulator.close());

async function contract(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, [tsx, "tools/contract/index.ts", ...args], { cwd: root });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, output };
}

describe("npm run contract", () => {
  it("sends the recordings to the MAAS of a URL, and says how many it answers as recorded", async () => {
    emulator = await startEmulator({ fleet: FLEET_FILE });
    const verified = () => readFileSync(join(root, "tests/contract/verified.json"), "utf8");
    const before = verified();
    const { code, output } = await contract("--url", emulator.url, "--group", "lock");
    expect([code, output]).toEqual([0, "1 of 1 recordings are answered as recorded\n"]);
    expect(emulator.requests.filter(({ query }) => query["op"] === "lock").length).toBeGreaterThan(0);
    expect(verified()).toBe(before);
  });

  it("names what a MAAS answers otherwise", async () => {
    emulator = await startEmulator({ fleet: FLEET_FILE });
    emulator.faults.add({ kind: "malform", path: "/partition", times: "all" });
    const { code, output } = await contract("--url", emulator.url, "--only", "partitions-read");
    expect(code).toBe(1);
    expect(output).toContain("partitions-read: ");
    expect(output).toContain("0 of 1 recordings are answered as recorded");
  });

  it("sends nothing but reads to a MAAS that has other machines than the fleet's", async () => {
    emulator = await startEmulator();
    const { code, output } = await contract("--url", emulator.url, "--api-key", emulator.apiKey);
    expect(code).toBe(1);
    expect(output).toContain("nothing was sent: this MAAS has machines that are not of the fleet (stor-01, ");
    expect(emulator.requests.every(({ method }) => method === "GET")).toBe(true);
  });

  it("does not repeat what a MAAS says of a wrong key", async () => {
    emulator = await startEmulator({ fleet: FLEET_FILE });
    const [consumer = "", token = "", secret = ""] = emulator.apiKey.split(":");
    const { output } = await contract("--url", emulator.url, "--api-key", `${consumer}:${token}:wrong`);
    expect(output).toBe("GET machines/: 401 the API key is not accepted\n");
    expect(output).not.toContain(secret);
  });
});
