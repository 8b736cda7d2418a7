import { CustomResource, type Input, type Inputs } from "@pulumi/pulumi";

import { TestStack } from "../../kit/engine/stack";

/** Does nothing, and asks for a replacement when `kind` changes. */
const NOTHING = `exports.handler = () => ({
  diff: async (id, olds, news) => ({
    changes: olds.kind !== news.kind || olds.size !== news.size,
    replaces: olds.kind !== news.kind ? ["kind"] : [],
    deleteBeforeReplace: true,
  }),
  create: async (inputs) => {
    if (inputs.kind === "broken") throw new Error("no such kind");
    if (inputs.kind === "slow") await new Promise((resolve) => setTimeout(resolve, 20_000));
    return { id: "thing/1", outs: inputs };
  },
  update: async (id, olds, news) => ({ outs: news }),
  read: async (id, props) => ({ id, props, inputs: { ...props } }),
});`;

class Thing extends CustomResource {
  constructor(name: string, args: { kind: Input<string>; size?: Input<number> }) {
    const inputs: Inputs = { ...args, __provider: NOTHING };
    super("pulumi-nodejs:dynamic/test:Thing", name, inputs);
  }
}

describe("the harness of the real engine", () => {
  let stack: TestStack;

  const open = async (program: () => Promise<void>): Promise<void> => {
    stack = await TestStack.open({ program });
  };
  const things =
    (args: Record<string, { kind: string; size?: number }>): (() => Promise<void>) =>
    () => {
      for (const [name, given] of Object.entries(args)) new Thing(name, given);
      return Promise.resolve();
    };
  afterEach(() => stack.close());

  test("tells what became of each resource", async () => {
    await open(things({ a: { kind: "x", size: 1 }, b: { kind: "x" }, c: { kind: "x" } }));
    const created = await stack.up();
    expect(created.outcomes).toEqual({ "Thing/a": "create", "Thing/b": "create", "Thing/c": "create" });
    await stack.expectNoChanges();

    stack.setProgram(things({ a: { kind: "x", size: 2 }, b: { kind: "y" }, d: { kind: "x" } }));
    const expected = {
      "Thing/a": "update",
      "Thing/b": "replace",
      "Thing/c": "delete",
      "Thing/d": "create",
    };
    expect((await stack.preview()).outcomes).toEqual(expected);
    await expect(stack.expectNoChanges()).rejects.toThrow(/would .*update Thing\/a/);
    const changed = await stack.up({ parallel: 4 });
    expect(changed.outcomes).toEqual(expected);
    const replacing = changed.steps.filter(({ resource }) => resource === "Thing/b").map(({ op }) => op);
    expect(replacing).toEqual(["delete-replaced", "replace", "create-replacement"]);

    expect((await stack.destroy()).outcomes).toMatchObject({ "Thing/a": "delete" });
    expect((await stack.exportState()).deployment).not.toHaveProperty("resources.2");
  });

  test("shows a failed run with its messages and with what was done", async () => {
    await open(things({ a: { kind: "broken" } }));
    const failed = await stack.upFails();
    expect(failed.output).toContain("no such kind");
    expect(failed.outcomes).toEqual({ "Thing/a": "create" });
  });

  test("runs a program in files, kills the engine, and goes on after a cancel", async () => {
    const program = (kind: string): string => `
      import { CustomResource } from "@pulumi/pulumi";
      class Thing extends CustomResource {
        constructor(name: string) {
          super("pulumi-nodejs:dynamic/test:Thing", name, { kind: "${kind}", __provider: ${JSON.stringify(NOTHING)} });
        }
      }
      new Thing("a");`;
    stack = await TestStack.open({ program: { "index.ts": program("slow") } });
    const engine = stack.start(["up", "--yes", "--skip-preview"]);
    await engine.says("creating");
    await engine.kill("SIGKILL");

    await expect(stack.up()).rejects.toThrow(/lock/);
    await stack.cancel();
    stack.setProgram({ "index.ts": program("fast") });
    expect((await stack.up()).outcomes).toEqual({ "Thing/a": "create" });
  });
});
