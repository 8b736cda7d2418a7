import { startEmulator } from "../../emulator";
import { OPEN } from "../../kit/contract/open";
import { FLEET_FILE, FOREVER, readRecordings, type Recording } from "../../kit/contract/recording";
import { Replayer } from "../../kit/contract/replayer";
import { seededRandom } from "../../kit/layouts/random";

const settled = readRecordings().filter(({ name }) => !OPEN.has(name));

/** The same order for the same seed, so that a failing order can be run again. */
function shuffled(recordings: readonly Recording[], seed: number): Recording[] {
  const random = seededRandom(seed);
  const keyed = recordings.map((recording) => ({ recording, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ recording }) => recording);
}

describe("recordings do not depend on their order", () => {
  it.each([11, 7919])("all pass when shuffled with seed %d, twice on the same emulator", async (seed) => {
    const emulator = await startEmulator({ fleet: FLEET_FILE, transitionMs: FOREVER });
    const replayer = await Replayer.start(emulator);
    const failures: string[] = [];
    for (const recording of [...shuffled(settled, seed), ...shuffled(settled, seed + 1)]) {
      const differences = await replayer.replay(recording);
      failures.push(...differences.map((difference) => `${recording.name}: ${difference}`));
    }
    replayer.close();
    await emulator.close();
    expect(failures).toEqual([]);
  });
});
