import { type Emulator } from "../../emulator";
import { TestStack } from "../../kit/engine/stack";
import { CASES, RIGHT } from "./wrong-programs/cases";
import { programOf, saidAgainst, startWithStrangers } from "./wrong-programs/language";

const WAITS = 600_000;

describe("a preview on the real engine", () => {
  let emulator: Emulator;
  let stack: TestStack | undefined;

  afterEach(async () => {
    stack?.close();
    await emulator.close();
  });

  it(
    `refuses ${CASES.length} wrong programs of as many machines in one go, each with its reason`,
    async () => {
      emulator = await startWithStrangers(CASES.length);
      const program = programOf(
        emulator,
        CASES.map(({ wrong }) => wrong),
      );
      for (const [at, { state }] of CASES.entries()) {
        if (state === "locked") emulator.setMachine(`m${at}`, { locked: true });
        else if (state !== undefined) emulator.setMachine(`m${at}`, { status: state });
      }
      emulator.clearRequests();
      stack = await TestStack.open({ program, maas: emulator });
      const { messages } = await stack.previewFails();
      const said = saidAgainst(messages, CASES.length);
      const missed = CASES.flatMap(({ wrong, says }, at) =>
        said[at]?.some((one) => says.test(one)) === true ? [] : [{ wrong, says: String(says), said: said[at] }],
      );
      expect(missed).toEqual([]);
      expect(emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    },
    WAITS,
  );

  it(
    "says nothing against the right programs beside them, which are then made",
    async () => {
      const right = [...CASES.flatMap((one) => one.right ?? []), ...RIGHT];
      emulator = await startWithStrangers(right.length);
      stack = await TestStack.open({ program: programOf(emulator, right), maas: emulator });
      const { messages, ...run } = await stack.previewEitherWay();
      const said = saidAgainst(messages, right.length).flatMap((one, at) => (one.length > 0 ? [[right[at], one]] : []));
      expect({ said, failure: run.failure }).toEqual({ said: [], failure: undefined });
      await stack.up();
      await stack.expectNoChanges();
    },
    WAITS,
  );
});
