import { Lab } from "../../kit/handlers/lab";
import { type Kind } from "../../kit/layouts/declared";

const KINDS: readonly (readonly [Kind, string])[] = [
  ["Partition", "partition"],
  ["Raid", "raid"],
  ["Bcache", "bcache"],
  ["BcacheCacheSet", "cache-set"],
  ["VolumeGroup", "volume-group"],
  ["LogicalVolume", "logical-volume"],
  ["BlockDevice", "disk"],
];

/** The number in the id of one kind may be that of an object of another one. */
describe("an id of another kind", () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start();
  });
  afterAll(() => lab.close());

  it.each(KINDS)("is refused by %s.get, and nothing is asked", async (kind, segment) => {
    const machine = lab.systemId("alpha");
    const provider = lab.engine.provider(kind);
    lab.requests("alpha");
    for (const other of [...KINDS.map(([, one]) => one), "deployment"].filter((one) => one !== segment)) {
      await expect(provider.read(`${machine}/${other}/1`, {})).rejects.toThrow(
        `"${machine}/${other}/1" is not an id of this kind, which is written "<system id>/${segment}/<number>"`,
      );
    }
    expect(lab.requests("alpha")).toEqual([]);
  });
});
