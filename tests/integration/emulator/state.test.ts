import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readFleet, readState, startEmulator, writeState } from "../../../emulator";
import { LabApi } from "./lab-api";

const newFile = (): string => join(mkdtempSync(join(tmpdir(), "emulator-state-")), "state.json");

describe("saved states", () => {
  it("goes on exactly where it was saved, with ids that were never given before", async () => {
    const lab = await LabApi.start();
    const block_devices = await Promise.all(["sdb", "sdc"].map((name) => lab.deviceId("alpha", name)));
    const raid = await lab.make(`${lab.node("alpha")}raids/`, { name: "md0", level: "raid-1", block_devices });
    const before = lab.emulator.machine("alpha");
    const file = newFile();
    writeState(file, lab.emulator.snapshot());
    await lab.close();

    const later = await LabApi.start({ state: readState(file) });
    expect(later.emulator.machine("alpha")).toEqual(before);
    expect((await later.get(`${later.node("alpha")}raid/${raid}/`)).status).toBe(200);
    const next = await Promise.all(["sdd", "sde"].map((name) => later.deviceId("alpha", name)));
    const made = await later.make(`${later.node("alpha")}raids/`, {
      name: "md1",
      level: "raid-1",
      block_devices: next,
    });
    expect(made).toBeGreaterThan(raid);
    await later.close();
  });

  it("does not change when its emulator goes on", async () => {
    const lab = await LabApi.start();
    const state = lab.emulator.snapshot();
    const text = JSON.stringify(state);
    await lab.post(`${await lab.device("charlie", "sda")}partitions/`);
    expect(JSON.stringify(state)).toBe(text);
    await lab.close();
  });

  it("says where a file does not fit", () => {
    const file = newFile();
    writeFileSync(file, '{"machines": [{"hostname": "a", "status": "Sleeping"}]}');
    expect(() => readFleet(file)).toThrow(/machines\[0\]\.status/);
    expect(() => readState(file)).toThrow(/does not fit/);
    writeFileSync(file, "{");
    expect(() => readFleet(file)).toThrow(/is not JSON/);
  });
});

describe("seeds", () => {
  it("gives the same ids for the same seed", async () => {
    const systemId = async (seed: number): Promise<string> => {
      const emulator = await startEmulator({ seed });
      const { system_id } = emulator.machine("stor-01");
      await emulator.close();
      return system_id;
    };
    expect(await systemId(3)).toBe(await systemId(3));
    expect(await systemId(3)).not.toBe(await systemId(4));
  });
});
