import * as pulumi from "@pulumi/pulumi";

import { Deployment, Partition } from "../../../sdk";

const warnings: string[] = [];

beforeAll(async () => {
  jest.spyOn(pulumi.log, "warn").mockImplementation((text) => Promise.resolve(void warnings.push(text)));
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }: { name: string; inputs: Record<string, unknown> }) => ({ id: name, state: inputs }),
    call: ({ inputs }: { inputs: Record<string, unknown> }) => inputs,
  });
});
beforeEach(() => (warnings.length = 0));
afterAll(() => jest.restoreAllMocks());

describe("customTimeouts", () => {
  const customTimeouts = { create: "5m" };

  test("are said to do nothing, with what to set", () => {
    new Partition("data", { machine: "abc123", blockDevice: "sda" }, { customTimeouts });
    expect(warnings).toEqual([expect.stringMatching(/^customTimeouts has no effect: set maas:readyTimeout /)]);
  });

  test("of a deployment are its timeout", () => {
    new Deployment("web", { machine: "abc123" }, { customTimeouts });
    expect(warnings).toEqual(['customTimeouts has no effect: set the argument "timeout" of the Deployment']);
  });

  test("that are not given are not spoken of", () => {
    new Partition("more", { machine: "abc123", blockDevice: "sda" });
    new Partition("none", { machine: "abc123", blockDevice: "sda" }, { customTimeouts: {} });
    expect(warnings).toEqual([]);
  });
});
