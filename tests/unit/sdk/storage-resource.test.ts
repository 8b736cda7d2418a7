import * as pulumi from "@pulumi/pulumi";

import { z } from "zod";

import { Bcache, type BcacheArgs, Partition, type PartitionArgs, Raid, type RaidArgs } from "../../../sdk";

describe("a resource of a program", () => {
  const registered: string[] = [];
  const sent = new Map<string, Record<string, unknown>>();

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }: { name: string; inputs: Record<string, unknown> }) => {
        registered.push(name);
        sent.set(name, inputs);
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

  it("takes null for an argument that is not given, also as an output", async () => {
    const none = { uuid: null, tags: null, filesystem: null };
    const nothing = pulumi.output(null);
    const more = { spareDevices: null, ...none };
    const raidArgs = { machine: "abc123", level: "raid-1", devices: ["sda", "sdb"], name: null, ...more };
    const later = { ...raidArgs, name: nothing, spareDevices: nothing };
    const bcacheArgs = { machine: "abc123", cacheSet: "x", backingDevice: "sda", name: null, cacheMode: null };
    const partitionArgs = { machine: "abc123", blockDevice: "sdz", size: null, bootable: null, ...none };
    const made = [
      new Raid("raid", z.custom<RaidArgs>().parse(raidArgs)),
      new Raid("later", z.custom<RaidArgs>().parse(later)),
      new Bcache("bcache", z.custom<BcacheArgs>().parse(bcacheArgs)),
      new Partition("rest", z.custom<PartitionArgs>().parse(partitionArgs)),
    ];
    await Promise.all(made.map((one) => new Promise((resolve) => one.id.apply(resolve))));
    expect(sent.get("raid")).toMatchObject({ name: "raid", devices: ["sda", "sdb"] });
    expect(sent.get("later")).toMatchObject({ name: "later" });
    expect(sent.get("bcache")).toMatchObject({ name: "bcache" });
    expect(sent.get("rest")).not.toHaveProperty("siblings");
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
