import { chaosRun } from "../../../tools/chaos/run";

/** `npm run chaos` has as many more as one has time for. */
describe("a run that is broken off in the middle, with faults", () => {
  it.each([4, 6, 10])(
    "is finished by the next one, with nothing lost and nothing twice: seed %i",
    async (seed) => {
      await chaosRun(seed);
    },
    240_000,
  );
});
