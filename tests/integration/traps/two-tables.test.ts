import { Between } from "../../../kit/handlers/between";
import { Lab } from "../../../kit/handlers/lab";
import { TestEngine } from "../../../kit/handlers/managed";
import { Outside } from "./outside";

const LATENCY_MS = 200;

describe("the first partition of a disk", () => {
  it("is told with the only cure when another computer made it at the same moment", async () => {
    const lab = await Lab.start({ races: true, latency: LATENCY_MS });
    const between = await Between.start(lab.emulator.url);
    const machine = lab.systemId("alpha");
    const outside = new Outside(lab, machine);
    const partitions = `blockdevices/${(await outside.disk("sdb")).id}/partitions`;
    let theirs: Promise<number> | undefined;
    between.meddle({
      method: "POST",
      path: /partitions/,
      meanwhile: async () => {
        theirs = outside.make(partitions, { size: "1G" });
        await new Promise((resolve) => setTimeout(resolve, LATENCY_MS / 4));
      },
    });
    const engine = new TestEngine({ url: between.url, apiKey: lab.emulator.apiKey });
    const failure: unknown = await engine
      .resource("Partition", "first")
      .apply({ machine, blockDevice: "sdb", size: "10GB" })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      id: expect.stringMatching(/\/partition\/\d+$/) as string,
      message: expect.stringMatching(
        /now has two partition tables.*The only cure is to apply a storage layout/,
      ) as string,
    });
    await theirs;
    await between.close();
    await lab.close();
  });
});
