import { getMachine, getRackController, getRegionController } from "../../../sdk";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";

describe("a node of another kind", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await Lab.start();
    configureByEnvironment(lab.emulator);
  });
  afterEach(() => lab.close());

  test.each([
    [
      "a rack asked for as a machine",
      () => getMachine({ hostname: "rack-1" }),
      "it is a rack controller, ask with getRackController",
    ],
    ["its MAC address", () => getMachine({ macAddress: "52:54:00:ff:01:02" }), "it is a rack controller"],
    [
      "a machine asked for as a rack",
      () => getRackController({ hostname: "alpha" }),
      "it is a machine, ask with getMachine",
    ],
    ["a rack asked for as a region", () => getRegionController({ hostname: "rack-1" }), "it is a rack controller"],
  ])("is told as what it is: %s", async (_what, ask, words) => {
    await expect(ask()).rejects.toThrow(words);
    expect(lab.emulator.requests.map(({ path }) => path).at(-1)).toBe("/MAAS/api/2.0/nodes/");
  });
});
