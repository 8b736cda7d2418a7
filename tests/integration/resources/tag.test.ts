import { eightCases } from "../../../kit/handlers/eight-cases";
import { Lab } from "../../../kit/handlers/lab";
import { type Managed } from "../../../kit/handlers/managed";

describe("a tag", () => {
  let lab: Lab;
  let tag: Managed;

  beforeEach(async () => {
    lab = await Lab.start();
    tag = lab.engine.resource("Tag", "rack42");
  });
  afterEach(() => lab.close());

  const id = (hostname: string) => lab.systemId(hostname);
  const requests = () => lab.requests("alpha");
  const writes = () => requests().filter((line) => !line.startsWith("GET"));
  const has = (hostname: string, name = "rack42") =>
    (lab.emulator.machine(hostname)["tag_names"] as string[]).includes(name);
  const args = () => ({
    name: "rack42",
    comment: "Row 4",
    kernelOptions: "quiet",
    machines: [id("alpha"), id("bravo")],
  });

  it("is made and given to its machines in one request each", async () => {
    expect(await tag.apply(args())).toBe("create");
    expect(tag.id).toBe("rack42");
    expect(tag.outputs).toMatchObject({ comment: "Row 4", kernelOptions: "quiet", definition: "" });
    expect(writes()).toEqual(["POST tags/", "POST tags/rack42/?op=update_nodes"]);
    expect([has("alpha"), has("bravo"), has("charlie")]).toEqual([true, true, false]);
    await tag.expectNoChanges(args());
  });

  it("changes in place: what differs is sent, and machines come and go together", async () => {
    await tag.apply(args());
    requests();
    const next = { ...args(), comment: "Row 5", machines: [id("bravo"), id("charlie")] };
    expect(await tag.apply(next)).toBe("update");
    expect(writes()).toEqual(["PUT tags/rack42/", "POST tags/rack42/?op=update_nodes"]);
    expect([has("alpha"), has("bravo"), has("charlie")]).toEqual([false, true, true]);
    expect(await tag.apply({ ...next, kernelOptions: "" })).toBe("update");
    expect(tag.outputs["kernelOptions"]).toBe("");
    await tag.expectNoChanges({ ...next, kernelOptions: "" });
  });

  it("costs nothing when nothing changes", async () => {
    await tag.apply(args());
    requests();
    expect(await tag.apply(args())).toBe("same");
    expect(requests()).toEqual([]);
  });

  it("is replaced under another name, and the old one is gone", async () => {
    await tag.apply(args());
    expect(await tag.apply({ ...args(), name: "rack43" })).toBe("replace");
    expect([has("alpha"), has("alpha", "rack43")]).toEqual([false, true]);
    expect(await tagNames()).not.toContain("rack42");
  });

  it("is made anew for a reason of the engine, with another note along", async () => {
    await tag.apply(args());
    expect(await tag.applyAnew({ ...args(), comment: "another" })).toBe("replace");
    expect([has("alpha"), tag.outputs["comment"]]).toEqual([true, "another"]);
  });

  const tagNames = async () => {
    const { z } = await import("zod");
    const schema = z.array(z.object({ name: z.string() }));
    return (await lab.client.request({ method: "GET", path: ["tags"], schema })).map(({ name }) => name);
  };

  const change = async (form: Record<string, string>, op?: string) => {
    const { z } = await import("zod");
    const path = ["tags", "rack42"];
    const method = op === undefined ? "PUT" : "POST";
    await lab.client.request({ method, path, ...(op === undefined ? {} : { op }), form, schema: z.unknown() });
  };

  it("repairs what somebody changed, and leaves machines of others alone", async () => {
    await tag.apply(args());
    await change({ comment: "mine" });
    await change({ remove: id("alpha"), add: id("delta") }, "update_nodes");
    expect(await tag.refresh()).toBe(true);
    expect(await tag.apply(args())).toBe("update");
    expect([has("alpha"), has("delta")]).toEqual([true, true]);
    expect(tag.outputs["comment"]).toBe("Row 4");
    await tag.expectNoChanges(args());
  });

  it("is taken from all others when it is exclusive", async () => {
    await tag.apply(args());
    await change({ add: id("delta") }, "update_nodes");
    expect(await tag.apply({ ...args(), exclusive: true })).toBe("update");
    expect([has("alpha"), has("delta")]).toEqual([true, false]);
    await change({ add: id("delta") }, "update_nodes");
    await tag.refresh();
    expect(await tag.apply({ ...args(), exclusive: true })).toBe("update");
    expect(has("delta")).toBe(false);
  });

  it("is made again when it was deleted outside", async () => {
    await tag.apply(args());
    const { z } = await import("zod");
    await lab.client.request({ method: "DELETE", path: ["tags", "rack42"], schema: z.void() });
    expect(await tag.refresh()).toBe(false);
    expect(await tag.apply(args())).toBe("create");
    expect(has("alpha")).toBe(true);
  });

  it("is deleted twice quietly; while machines of others have it, it is only taken off its own", async () => {
    await tag.apply(args());
    await change({ add: id("delta") }, "update_nodes");
    const { id: was, outputs } = tag;
    await tag.destroy();
    expect([has("alpha"), has("delta")]).toEqual([false, true]);
    await change({ remove: id("delta") }, "update_nodes");
    const provider = lab.newEngine().provider("Tag");
    await provider.delete(was, outputs);
    expect(await tagNames()).not.toContain("rack42");
    await provider.delete(was, outputs);
  });

  it.each([
    [{ name: "two words" }, /^name: a tag has letters/],
    [{ name: "a.b" }, /^name: a tag has letters/],
    [{ definition: "//node", machines: ["abc123"] }, /^machines: MAAS itself gives/],
    [{ exclusive: true, machines: undefined }, /^exclusive: needs machines/],
  ])("refuses %j by the name of the property", async (wrong, message) => {
    await expect(tag.apply({ ...args(), ...wrong })).rejects.toThrow(message);
    expect(writes()).toEqual([]);
  });

  it("says in MAAS's words what is wrong with a definition", async () => {
    const wrong = { name: "rack42", definition: "//[" };
    await expect(tag.apply(wrong)).rejects.toThrow(/definition: Invalid xpath expression/);
  });

  it("names machines that MAAS does not know", async () => {
    await expect(tag.apply({ ...args(), machines: [id("alpha"), "zzzzzz"] })).rejects.toThrow(/knows only 1 of/);
    expect(await tag.apply(args()).catch(String)).toBe("create");
  });

  it("takes over what is as declared, and nothing else", async () => {
    await expect(tag.apply({ ...args(), name: "ceph" })).rejects.toThrow(/^name: MAAS has a tag "ceph" already/);
    expect(writes()).toEqual([]);
    const mine = { name: "ceph", comment: "Ceph OSD host", machines: [id("charlie")] };
    expect(await tag.apply(mine)).toBe("create");
    expect([has("alpha", "ceph"), has("charlie", "ceph")]).toEqual([true, true]);
  });

  it("goes on after an answer was lost, and keeps the tag when the resource is renamed", async () => {
    lab.emulator.faults.add({ kind: "drop-after", method: "POST", path: "/tags/" });
    expect(await tag.apply(args())).toBe("create");
    const renamed = lab.engine.resource("Tag", "other");
    expect(await renamed.apply(args()).catch(String)).toMatch(/another resource of this program/);
    const next = lab.newEngine();
    const heir = next.resource("Tag", "other");
    expect(await heir.apply(args())).toBe("create");
    await next.provider("Tag").delete(tag.id, tag.outputs);
    expect(await tagNames()).toContain("rack42");
  });

  eightCases("Tag", {
    created: async () => expect(await tag.apply(args())).toBe("create"),
    unchanged: async () => {
      await tag.apply(args());
      await tag.expectNoChanges(args());
    },
    changedInPlace: async () => {
      await tag.apply(args());
      expect(await tag.apply({ ...args(), comment: "Row 5" })).toBe("update");
      await tag.expectNoChanges({ ...args(), comment: "Row 5" });
    },
    replaced: async () => {
      await tag.apply(args());
      expect(await tag.apply({ ...args(), name: "rack43" })).toBe("replace");
      expect(await tagNames()).not.toContain("rack42");
      await tag.expectNoChanges({ ...args(), name: "rack43" });
    },
    driftRepaired: async () => {
      await tag.apply(args());
      await change({ comment: "mine" });
      expect(await tag.refresh()).toBe(true);
      expect(await tag.apply(args())).toBe("update");
      await tag.expectNoChanges(args());
    },
    deletedOutside: async () => {
      await tag.apply(args());
      const { z } = await import("zod");
      await lab.client.request({ method: "DELETE", path: ["tags", "rack42"], schema: z.void() });
      expect(await tag.refresh()).toBe(false);
      expect(await tag.apply(args())).toBe("create");
      await tag.expectNoChanges(args());
    },
    deletedTwice: async () => {
      await tag.apply(args());
      const { id: was, outputs } = tag;
      await tag.destroy();
      expect(await tagNames()).not.toContain("rack42");
      Object.assign(tag, { id: was, outputs });
      await tag.destroy();
    },
    inputRefused: async () => {
      await expect(tag.apply({ ...args(), name: "two words" })).rejects.toThrow(/^name: [^\n]+$/);
      expect(writes()).toEqual([]);
    },
  });
});
