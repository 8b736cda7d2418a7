import { z } from "zod";

import { problemsOf } from "../../provider/pulumi/schema";
import { sizeInput } from "../../provider/maas/storage/size-input";

const schema = z.object({ name: z.string(), count: z.number(), list: z.array(z.string()), size: sizeInput.optional() });
const against = (inputs: unknown) => problemsOf(schema.safeParse(inputs).error ?? new z.ZodError([]));

describe("an input of a wrong type", () => {
  it("is told without the words of a schema", () => {
    expect(against({ count: "5", list: ["a", 7] })).toEqual([
      { property: "name", reason: "is missing" },
      { property: "count", reason: "must be a number, not string" },
      { property: "list.1", reason: "must be a string, not number" },
    ]);
  });

  it("is named as it was written where it is a size", () => {
    const [problem] = against({ name: "a", count: 1, list: [], size: Number.NaN });
    expect(problem?.property).toBe("size");
    expect(problem?.reason).toMatch(/^NaN is not a size: write bytes/);
  });
});
