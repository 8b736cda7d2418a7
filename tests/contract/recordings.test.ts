import { type Emulator, startEmulator } from "../../emulator";
import { FLEET_FILE, readRecordings } from "./recording";
import { Replayer } from "./replayer";

const recordings = readRecordings();
const groups = [...new Set(recordings.map(({ group }) => group))];

let emulator: Emulator;
let replayer: Replayer;

beforeAll(async () => {
  emulator = await startEmulator({ fleet: FLEET_FILE });
  replayer = await Replayer.start(emulator);
});

afterAll(async () => {
  replayer.close();
  await emulator.close();
});

describe.each(groups)("%s, as recorded from MAAS 3.7.3", (group) => {
  const ofGroup = recordings.filter((recording) => recording.group === group);

  it.each(ofGroup.map((recording) => [recording.name, recording.title, recording] as const))(
    "%s: %s",
    async (_name, _title, recording) => {
      expect(await replayer.replay(recording)).toEqual([]);
    },
  );
});
