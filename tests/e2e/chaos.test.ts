import { chaosRun } from "../../tools/chaos/run";

describe("an up that is killed in the middle, with faults", () => {
  it("is finished by the next one, with nothing lost and nothing twice, also without checkpoints", async () => {
    expect(await chaosRun(2)).toContain("killed after 10 writes");
  }, 120_000);
});
