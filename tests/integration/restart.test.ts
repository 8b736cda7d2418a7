import { type Emulator, startEmulator } from "../../emulator";
import { FLEET } from "../../kit/handlers/lab";
import { TestEngine } from "../../kit/handlers/managed";

const WRITES = 5;

describe("a region that starts again", () => {
  let emulator: Emulator;
  afterEach(() => emulator.close());

  /** Down at once, whatever is under way, and back a while later with all that was written. */
  async function restart(): Promise<void> {
    const port = Number(new URL(emulator.url).port);
    await emulator.close();
    const state = emulator.snapshot();
    await new Promise((resolve) => setTimeout(resolve, 300));
    emulator = await startEmulator({ state, port });
  }

  it.each(Array.from({ length: WRITES }, (_, at) => at + 1))(
    "is waited for, when it goes down at write %i, and nothing fails or is done twice",
    async (nth) => {
      emulator = await startEmulator({ fleet: FLEET, latency: 20 });
      const { system_id: machine } = emulator.machine("alpha");
      const quick = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / 10));
      const engine = new TestEngine(emulator, quick);
      const writes = () => emulator.requests.filter(({ method }) => method !== "GET").length;
      let hasEnded = false;
      const restarted = (async () => {
        while (writes() < nth && !hasEnded) await new Promise((resolve) => setTimeout(resolve, 5));
        await restart();
      })();
      const args = { machine, level: "raid-1", name: "md0", filesystem: { type: "xfs", mountPoint: "/srv" } };
      const [one, two, md0] = [
        engine.resource("Partition", "one"),
        engine.resource("Partition", "two"),
        engine.resource("Raid", "md0"),
      ];
      const work = async () => {
        await Promise.all([
          one.apply({ machine, blockDevice: "sdb", size: "1TB" }),
          two.apply({ machine, blockDevice: "sdc", size: "1TB" }),
        ]);
        await md0.apply({ ...args, devices: [one.id, two.id] });
      };
      await work().finally(() => (hasEnded = true));
      await restarted;
      await md0.expectNoChanges({ ...args, devices: [one.id, two.id] });
      expect(emulator.machine("alpha").raids).toHaveLength(1);
      expect(JSON.stringify(emulator.machine("alpha")["blockdevice_set"]).match(/"type":"partition"/g)).toHaveLength(2);
    },
  );
});
