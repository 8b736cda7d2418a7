import * as fc from "fast-check";

import { type Members, planMembers, RAID_LEVELS, type RaidLevel } from "../../../provider/maas/storage/members";

/** Applies PUTs as MAAS does: removals first, the minimum checked after them, then additions of devices that are free. */
function apply(level: RaidLevel, now: Members, plan: ReturnType<typeof planMembers>): Members {
  let active = [...now.active];
  let spare = [...now.spare];
  for (const step of plan) {
    for (const one of [...step.removeActive, ...step.removeSpare]) expect([...active, ...spare]).toContain(one);
    active = active.filter((one) => !step.removeActive.includes(one));
    spare = spare.filter((one) => !step.removeSpare.includes(one));
    expect(active.length).toBeGreaterThanOrEqual(RAID_LEVELS[level].minimum);
    // A device is free for MAAS only when it was no member at the start of the PUT.
    const before = [...active, ...spare, ...step.removeActive, ...step.removeSpare];
    for (const one of [...step.addActive, ...step.addSpare]) expect(before).not.toContain(one);
    active.push(...step.addActive);
    spare.push(...step.addSpare);
  }
  return { active: active.sort(), spare: spare.sort() };
}

const level = fc.constantFrom<RaidLevel>("raid-1", "raid-5", "raid-6", "raid-10");
const members = (minimum: number) =>
  fc
    .shuffledSubarray(["a", "b", "c", "d", "e", "f", "g", "h"], { minLength: minimum })
    .chain((all) =>
      fc.integer({ min: minimum, max: all.length }).map((at) => ({ active: all.slice(0, at), spare: all.slice(at) })),
    );

describe("the plan of member changes", () => {
  it("reaches the wanted members from any others and never passes below the minimum", () => {
    const cases = level.chain((one) => {
      const { minimum } = RAID_LEVELS[one];
      return fc.tuple(fc.constant(one), members(minimum), members(minimum));
    });
    fc.assert(
      fc.property(cases, ([one, now, wanted]) => {
        const plan = planMembers(one, now, wanted);
        expect(apply(one, now, plan)).toEqual({ active: [...wanted.active].sort(), spare: [...wanted.spare].sort() });
        expect(plan.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is empty when nothing differs", () => {
    const now = { active: ["a", "b"], spare: ["c"] };
    expect(planMembers("raid-1", now, { active: ["b", "a"], spare: ["c"] })).toEqual([]);
  });

  it("swaps a device of a mirror with one PUT that adds and one that removes", () => {
    const plan = planMembers("raid-1", { active: ["a", "b"], spare: [] }, { active: ["a", "c"], spare: [] });
    expect(plan).toEqual([
      { removeActive: [], removeSpare: [], addActive: ["c"], addSpare: [] },
      { removeActive: ["b"], removeSpare: [], addActive: [], addSpare: [] },
    ]);
  });

  it("swaps a device of a wide mirror with a single PUT", () => {
    const plan = planMembers("raid-1", { active: ["a", "b", "c"], spare: [] }, { active: ["a", "b", "d"], spare: [] });
    expect(plan).toHaveLength(1);
  });
});
