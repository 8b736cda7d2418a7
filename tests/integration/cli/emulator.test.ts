import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { z } from "zod";

import { machine } from "../../../provider/maas/api/machines";
import { createClient } from "../../../provider/maas/http/client";

const root = join(__dirname, "../../..");
const running: ChildProcess[] = [];

/** Not SIGKILL: that would end the loader, and leave behind the process that it started. */
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const end = ended(child);
    child.kill("SIGTERM");
    await end;
  }
});

function run(...args: string[]): ChildProcess {
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  const child = spawn(process.execPath, [tsx, "cli/index.ts", "emulator", ...args], { cwd: root });
  running.push(child);
  return child;
}

/** What a process has written when it ends, or when `enough` is in it. */
function output(child: ChildProcess, enough?: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const take = (chunk: Buffer) => {
      text += chunk.toString();
      if (enough?.test(text) === true) resolve(text);
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.once("close", () => resolve(text));
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("close", resolve));
}

describe("pulumi-maas emulator", () => {
  it("prints where it is and its keys, serves with the faults it was given, and saves its state when it is stopped", async () => {
    const state = join(mkdtempSync(join(tmpdir(), "emulator-cli-")), "state.json");
    const fault = "unavailable,path=/version/,nth=2";
    const child = run("--fleet", "tests/contract/fleet.json", "--state", state, "--fault", fault);
    const greeting = await output(child, /the key of guest/);
    const url = /^MAAS_API_URL=(http:\/\/127\.0\.0\.1:\d+\/MAAS)$/m.exec(greeting)?.[1] ?? "";
    expect(greeting).toMatch(/^MAAS_API_KEY=adminconsumerkey00:/m);
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await fetch(`${url}/api/2.0/version/`)).status);
    expect(statuses).toEqual([200, 503, 200]);
    const end = ended(child);
    child.kill("SIGTERM");
    await end;
    expect(readFileSync(state, "utf8")).toContain('"hostname": "alpha"');
  });

  it("lets machines take their time, when it is asked to", async () => {
    const child = run("--fleet", "tests/contract/fleet.json", "--transition", "60000");
    const greeting = await output(child, /the key of guest/);
    const [, apiUrl = ""] = /^MAAS_API_URL=(.*)$/m.exec(greeting) ?? [];
    const [, apiKey = ""] = /^MAAS_API_KEY=(.*)$/m.exec(greeting) ?? [];
    const client = createClient({ apiUrl, apiKey });
    const schema = machine.pick({ system_id: true, status_name: true });
    const alpha = async () => {
      const query = { hostname: "alpha" };
      return (await client.request({ method: "GET", path: ["machines"], query, schema: z.array(schema) }))[0];
    };
    const path = ["machines", (await alpha())?.system_id ?? ""];
    await client.request({ method: "POST", path, op: "commission", form: {}, schema });
    expect(await alpha()).toMatchObject({ status_name: "Commissioning" });
    expect(await alpha()).toMatchObject({ status_name: "Commissioning" });
  });

  it("says what is wrong with its arguments, with the usage", async () => {
    const child = run("--latency", "soon");
    const [text, code] = await Promise.all([output(child), ended(child)]);
    expect(code).toBe(2);
    expect(text).toMatch(/--latency takes a whole number, not "soon"/);
    expect(text).toMatch(/usage: pulumi-maas emulator/);
  });
});
