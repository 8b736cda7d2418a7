import * as pulumi from "@pulumi/pulumi";

import { Partition } from "../../../sdk";

describe("a resource of a program", () => {
  const registered: string[] = [];

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }: { name: string; inputs: Record<string, unknown> }) => {
        registered.push(name);
        return { id: `${name}-id`, state: inputs };
      },
      call: ({ inputs }: { inputs: Record<string, unknown> }) => inputs,
    });
  });

  const declare = (name: string) => new Partition(name, { machine: "abc123", blockDevice: "sda" });

  it("leaves the length of stacks as it was", async () => {
    const before = Error.stackTraceLimit;
    const partition = declare("data");
    expect(Error.stackTraceLimit).toBe(before);
    await new Promise((resolve) => partition.id.apply(resolve));
    expect(registered).toEqual(["data"]);
  });

  it("that cannot be declared shows where it is in the program", () => {
    const before = Error.stackTraceLimit;
    let stack = "";
    try {
      declare("");
    } catch (error) {
      stack = error instanceof Error ? (error.stack ?? "") : "";
    }
    expect(stack).toContain("storage-resource.test");
    expect(Error.stackTraceLimit).toBe(before);
  });
});
