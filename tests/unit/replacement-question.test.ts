import { ReplacementQuestions } from "../../provider/pulumi/replacement-question";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("the engine's question", () => {
  it("is a diff without a check before it, about every property that is unknown as a whole", () => {
    const questions = new ReplacementQuestions();
    expect(questions.propertiesAskedAbout({ name: "md0", devices: UNKNOWN, machine: UNKNOWN })).toEqual([
      "devices",
      "machine",
    ]);
  });

  it("is not a list that holds something unknown", () => {
    expect(new ReplacementQuestions().propertiesAskedAbout({ devices: [UNKNOWN, "sdb"] })).toEqual([]);
  });

  it("is not a diff after a check of just these inputs, in whatever order of keys", () => {
    const questions = new ReplacementQuestions();
    questions.sawCheck({ name: "md0", devices: UNKNOWN });
    expect(questions.propertiesAskedAbout({ devices: UNKNOWN, name: "md0" })).toEqual([]);
  });

  it("is asked again once the check has been used up", () => {
    const questions = new ReplacementQuestions();
    questions.sawCheck({ devices: UNKNOWN });
    questions.propertiesAskedAbout({ devices: UNKNOWN });
    expect(questions.propertiesAskedAbout({ devices: UNKNOWN })).toEqual(["devices"]);
  });

  it("lets other calls come between check and diff", () => {
    const questions = new ReplacementQuestions();
    questions.sawCheck({ devices: UNKNOWN, name: "a" });
    questions.sawCheck({ devices: UNKNOWN, name: "b" });
    expect(questions.propertiesAskedAbout({ devices: UNKNOWN, name: "c" })).toEqual(["devices"]);
    expect(questions.propertiesAskedAbout({ devices: UNKNOWN, name: "a" })).toEqual([]);
    expect(questions.propertiesAskedAbout({ devices: UNKNOWN, name: "b" })).toEqual([]);
  });
});
