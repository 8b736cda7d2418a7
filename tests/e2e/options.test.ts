import * as pulumi from "@pulumi/pulumi";

import * as maas from "../../sdk";
import { Lab } from "../../kit/handlers/lab";
import { expectServerIsState } from "../../kit/engine/state-resources";
import { type RunOptions, TestStack } from "../../kit/engine/stack";

type Options = pulumi.CustomResourceOptions;
/** The resources that were declared before. */
type Made = Readonly<Record<string, pulumi.CustomResource>>;

/** What a step changes of the program. */
interface Step {
  readonly tag?: string;
  readonly label?: string;
  readonly mountPoint?: string;
  readonly level?: maas.RaidLevel;
  readonly size?: string;
  /** Options of all resources, and of single ones by their names. */
  readonly all?: Options | (() => Options);
  readonly options?: Readonly<Record<string, Options | ((made: Made) => Options)>>;
  /** What is not declared. */
  readonly without?: readonly string[];
  readonly site?: { readonly apiUrl: string; readonly apiKey: string };
}

const APART = { macAddresses: ["52:54:00:cc:00:01"], powerType: "manual", architecture: "amd64/generic" };

/** One of every kind, some on others, on three machines. */
const program = (lab: Lab, step: Step) => () => {
  const { tag = "one", label = "first", mountPoint = "/srv", level = "raid-1", size = "10GB", without = [] } = step;
  const made: Record<string, pulumi.CustomResource> = {};
  const all = typeof step.all === "function" ? step.all() : step.all;
  const site = step.site && new maas.Provider("site", step.site);
  const shared = site ? { ...all, provider: site } : { ...all };
  /** Declares one, unless it is left out. */
  const declare = (name: string, make: (opts: Options) => pulumi.CustomResource) => {
    const own = step.options?.[name];
    const opts = { ...shared, ...(typeof own === "function" ? own(made) : own) };
    if (!without.includes(name)) made[name] = make(opts);
  };
  const idOf = (name: string) => made[name]?.id ?? "";
  const on = { machine: lab.systemId("alpha") };
  const second = lab.systemId("bravo");
  const tags = [tag];
  const filesystem = { type: "ext4" as const, label, mountPoint };
  declare("layout", (o) => new maas.StorageLayout("layout", { machine: second, layout: "blank" }, o));
  declare("part", (o) => new maas.Partition("part", { ...on, blockDevice: "sdb", size, tags, filesystem }, o));
  declare("md0", (o) => new maas.Raid("md0", { ...on, level, devices: ["sdc", "sdd"], tags }, o));
  declare("top", (o) => new maas.Partition("top", { ...on, blockDevice: idOf("md0"), size: "1GB", tags }, o));
  declare("cache", (o) => new maas.BcacheCacheSet("cache", { ...on, cacheDevice: "nvme0n1" }, o));
  const bcache = { ...on, cacheSet: idOf("cache"), backingDevice: "sde", tags };
  const slow = { type: "xfs" as const, mountPoint: "/slow" };
  declare("bcache0", (o) => new maas.Bcache("bcache0", { ...bcache, filesystem: slow }, o));
  declare("vg", (o) => new maas.VolumeGroup("vg", { ...on, devices: ["nvme1n1"] }, o));
  declare("lv", (o) => new maas.LogicalVolume("lv", { volumeGroup: idOf("vg"), size, tags }, o));
  declare("tmp", (o) => new maas.SpecialFilesystem("tmp", { ...on, type: "tmpfs", mountPoint: "/scratch" }, o));
  declare("boot", (o) => new maas.BlockDevice("boot", { ...on, blockDevice: "sda", tags }, o));
  declare("other", (o) => new maas.Partition("other", { machine: second, blockDevice: "sdb", size, tags }, o));
  declare("node", (o) => new maas.Machine("node", { ...APART, description: tag, commission: { skip: true } }, o));
  declare("tagged", (o) => new maas.Tag("tagged", { comment: tag, machines: [second] }, o));
  const third = { machine: lab.systemId("charlie") };
  const root = { ...third, blockDevice: "sda", size: "50GB", filesystem: { type: "ext4" as const, mountPoint: "/" } };
  declare("root", (o) => new maas.Partition("root", root, o));
  const web = { ...third, storage: made["root"] ? [made["root"]] : [], ownerData: { role: tag } };
  declare("web", (o) => new maas.Deployment("web", web, o));
  return Promise.resolve();
};

/**
 * Every option that Pulumi has for a resource, on every kind: after each step the server holds what the state has, every
 * object once, and the next run has nothing to do.
 */
describe("a walk through the options of resources, on the real engine", () => {
  let lab: Lab;
  let stack: TestStack;
  let steps = 0;

  const declare = (step: Step) => stack.setProgram(program(lab, step));
  const machines = () => ["alpha", "bravo", "charlie"].map((name) => lab.emulator.machine(name));
  /** After every other step the next run looks at the server itself. */
  const settled = async () => {
    expectServerIsState(machines(), await stack.resources());
    steps += 1;
    await stack.expectNoChanges([steps % 2 === 0]);
  };
  const up = async (step: Step, options: RunOptions = {}) => {
    declare(step);
    const run = await stack.up(options);
    await settled();
    return run;
  };
  /** The way back to a plain program, for the next test, which looks whether nothing is left to do. */
  const backTo = async (step: Step) => {
    declare(step);
    await stack.up();
    expectServerIsState(machines(), await stack.resources());
  };
  const names = (outcomes: Readonly<Record<string, string>>, outcome: string) =>
    Object.entries(outcomes)
      .flatMap(([resource, one]) => (one === outcome ? (resource.split("/")[1] ?? "") : []))
      .sort();
  const outputsOf = async (resource: string) =>
    (await stack.resources()).find((one) => one.resource === resource)?.outputs;
  const ids = async () => Object.fromEntries((await stack.resources()).map(({ resource, id }) => [resource, id]));

  beforeAll(async () => {
    lab = await Lab.start();
    stack = await TestStack.open({ program: program(lab, {}), maas: lab.emulator });
    await up({});
  });
  afterAll(async () => {
    stack.close();
    await lab.close();
  });

  it("protect: nothing is deleted or made anew, nothing is written, and everything else changes", async () => {
    const all = { protect: true };
    await up({ all });
    lab.emulator.clearRequests();
    declare({ all, without: ["part", "lv", "tmp", "web", "node", "tagged"] });
    expect((await stack.upFails()).output).toContain("cannot be deleted");
    declare({ all, size: "11GB" });
    expect((await stack.upFails()).output).toContain("marked for protection");
    expect(lab.emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    await up({ all, tag: "two" });
    await backTo({ tag: "two" });
  });

  it("ignoreChanges: what is ignored stays, down to a nested property, and drift of it as well", async () => {
    const ignore = (...ignoreChanges: string[]) => ({ ignoreChanges });
    const options = {
      part: ignore("filesystem.mountPoint", "size"),
      md0: ignore("level"),
      lv: ignore("size", "tags[0]"),
      other: ignore("*"),
      bcache0: ignore("tags"),
      tagged: ignore("comment"),
      web: ignore("ownerData.role"),
      node: ignore("description"),
    };
    const next = { tag: "three", mountPoint: "/elsewhere", level: "raid-0", size: "20GB", options } as const;
    const { outcomes } = await up(next);
    expect(names(outcomes, "replace")).toEqual([]);
    expect(names(outcomes, "update")).toEqual(["boot", "md0", "part", "top"]);
    await up({ ...next, label: "second" });
    expect(await outputsOf("Partition/part")).toMatchObject({ filesystem: { mountPoint: "/srv", label: "second" } });
    await backTo({ tag: "three", label: "second" });
  });

  it("replaceOnChanges, replacementTrigger and replaceWith: made anew, with those that are to go along", async () => {
    const label = await up({
      tag: "three",
      label: "third",
      options: { part: { replaceOnChanges: ["filesystem.label"] } },
    });
    expect(names(label.outcomes, "replace")).toEqual(["part"]);
    const all = { replaceOnChanges: ["tags", "comment", "ownerData", "description"] };
    await up({ tag: "four", all });
    const along = ({ part }: Made) => ({ replaceWith: part ? [part] : [] });
    const options = {
      part: { replacementTrigger: 1 },
      md0: along,
      bcache0: along,
      lv: along,
      other: along,
      tagged: along,
    };
    await up({ tag: "four", options });
    const next = { ...options, part: { replacementTrigger: 2 } };
    const { outcomes } = await up({ tag: "four", options: next });
    expect(names(outcomes, "replace")).toEqual(["bcache0", "lv", "md0", "other", "part", "tagged", "top"]);
    await backTo({ tag: "four" });
  });

  it("parent and aliases: what is moved in the program, and renamed, keeps its object", async () => {
    const before = await ids();
    const inside = () => ({
      parent: new pulumi.ComponentResource("test:index:Rack", "rack"),
      aliases: [{ parent: pulumi.rootStackResource }],
    });
    const { outcomes } = await up({ tag: "four", all: inside });
    expect(names(outcomes, "create")).toEqual(["rack"]);
    expect(await ids()).toEqual(before);
    const back = { aliases: [{ parent: "urn:pulumi:test::test::test:index:Rack::rack" }] };
    await up({ tag: "four", all: back });
    await backTo({ tag: "four" });
    expect(await ids()).toEqual(before);
  });

  it("provider: another one of the same region takes over, and back", async () => {
    const before = await ids();
    const { url: apiUrl, apiKey } = lab.emulator;
    await up({ tag: "five", site: { apiUrl, apiKey } });
    await up({ tag: "six", site: { apiUrl: `${apiUrl}/`, apiKey } });
    await backTo({ tag: "six" });
    expect(await ids()).toEqual(before);
  });

  it("transforms and transformations: what they make of a resource counts", async () => {
    const transforms: pulumi.ResourceTransform[] = [
      // Below the deployment nothing may change.
      ({ type, name, props, opts }) => ({
        props: type.endsWith(":Partition") && name !== "root" ? { ...props, tags: ["seven"] } : props,
        opts,
      }),
    ];
    const transformations: pulumi.ResourceTransformation[] = [
      ({ type, props, opts }) => {
        const given: unknown = props;
        const own = typeof given === "object" ? { ...given } : {};
        return { props: type.endsWith(":LogicalVolume") ? { ...own, tags: ["seven"] } : own, opts };
      },
    ];
    const { outcomes } = await up({ tag: "six", all: { transforms, transformations } });
    expect(names(outcomes, "update")).toEqual(["lv", "other", "part", "top"]);
    await backTo({ tag: "six" });
  });

  it("hideDiffs, dependsOn, customTimeouts and additionalSecretOutputs change nothing", async () => {
    const all: Options = {
      hideDiffs: ["tags"],
      customTimeouts: { create: "1m" },
      additionalSecretOutputs: ["machine"],
    };
    await up({ tag: "six", all, options: { other: ({ part }) => ({ ...all, dependsOn: part ? [part] : [] }) } });
    await backTo({ tag: "six" });
  });

  it("deletedWith: what goes along with its container is gone", async () => {
    const options = { top: ({ md0 }: Made) => (md0 ? { deletedWith: md0 } : {}) };
    await up({ tag: "six", options });
    await up({ tag: "six", options, without: ["md0", "top"] });
    await backTo({ tag: "six" });
  });

  it("retainOnDelete: what is left behind stays as it was, and is taken over when it is declared again", async () => {
    const leaving = ["part", "top", "lv", "tmp", "bcache0", "other", "tagged", "web", "node", "boot"];
    const before = await ids();
    await up({ tag: "six", all: { retainOnDelete: true } });
    declare({ tag: "six", without: leaving });
    lab.emulator.clearRequests();
    await stack.up();
    expect(lab.emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    await stack.expectNoChanges([false]);
    await backTo({ tag: "six" });
    expect(await ids()).toEqual(before);
  });

  it("is destroyed to the last object, of every kind", async () => {
    await stack.destroy();
    expect(await stack.resources()).toEqual([]);
    expect(lab.emulator.machine("charlie").status_name).toBe("Ready");
    expectServerIsState(machines(), []);
  });
});
