import { type Emulator } from "../../emulator";
import { TestStack } from "../../kit/engine/stack";
import { CHANGES } from "./wrong-programs/changes";
import { programOf, saidAgainst, startWithStrangers } from "./wrong-programs/language";

describe("a preview of changes on the real engine", () => {
  let emulator: Emulator;
  let stack: TestStack;
  const count = CHANGES.length;

  const program = (bodyOf: (change: (typeof CHANGES)[number]) => string) => programOf(emulator, CHANGES.map(bodyOf));

  beforeAll(async () => {
    emulator = await startWithStrangers(count);
    stack = await TestStack.open({ program: program(({ before }) => before), maas: emulator });
    await stack.up();
    await stack.expectNoChanges();
  }, 600_000);

  afterAll(async () => {
    stack.close();
    await emulator.close();
  });

  const setStates = (of: (state: "Deployed") => "Deployed" | "Ready") =>
    CHANGES.forEach(({ state }, at) => state && emulator.setMachine(`m${at}`, { status: of(state) }));

  it(`refuses ${count} wrong changes in one go, each with its reason, and writes nothing`, async () => {
    setStates((state) => state);
    emulator.clearRequests();
    stack.setProgram(program(({ wrong }) => wrong));
    const { messages } = await stack.previewFails();
    const said = saidAgainst(messages, count);
    const missed = CHANGES.flatMap(({ wrong, says }, at) =>
      said[at]?.some((one) => says.test(one)) === true ? [] : [{ wrong, says: String(says), said: said[at] }],
    );
    expect(missed).toEqual([]);
    expect(emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  }, 600_000);

  it("says nothing against the right changes, but once what is lost, and makes them", async () => {
    setStates(() => "Ready");
    stack.setProgram(program(({ right }) => right));
    const { messages, steps, failure } = await stack.previewEitherWay();
    const said = saidAgainst(messages, count).flatMap((one, at) => (one.length > 0 ? [[CHANGES[at]?.right, one]] : []));
    expect({ said, failure }).toEqual({ said: [], failure: undefined });
    const warned = CHANGES.flatMap(({ warns, right }, at) => {
      const lines = messages.filter((line) => line.includes(`"p${at}-`) && warns?.test(line));
      return warns === undefined ? [] : [{ right, times: lines.length }];
    });
    expect(warned).toEqual(warned.map((one) => ({ ...one, times: 1 })));
    // What the hosts and the program tell each other is no property of anything.
    expect(steps.flatMap(({ diffs }) => diffs).filter((property) => property.startsWith("__"))).toEqual([]);
    await stack.up();
    await stack.expectNoChanges();
    // The engine keeps that this key depends on nothing, and not the key.
    expect(stack.stateText().replaceAll('"__program":[]', "")).not.toMatch(/__program|findings-/);
  }, 600_000);
});
