import { type ResourceValidationArgs, validateResourceOfType } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";

import * as maas from "../../../sdk";
import * as lxd from "../../../sdk/lxd";

interface Class {
  readonly name: string;
  readonly __pulumiType: string;
  readonly prototype: object;
  isInstance(obj: unknown): boolean;
}

const isClass = (value: unknown): value is Class =>
  typeof value === "function" && value.prototype instanceof pulumi.CustomResource;

const classes: readonly Class[] = [...Object.values<unknown>(maas), ...Object.values<unknown>(lxd)].filter(isClass);
const resources = classes.filter(({ name }) => name !== "Provider");

describe("the classes of the package", () => {
  const register = () =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }: { name: string; inputs: object }) => ({ id: `${name}-id`, state: inputs }),
      call: () => ({}),
    });
  beforeEach(register);

  const partition = () => new maas.Partition("p", { machine: "abc123", blockDevice: "sda", size: "1GB" });

  test("each have a type of their own, by which an instance is known again", () => {
    expect(resources.length).toBeGreaterThan(7);
    expect(new Set(resources.map(({ __pulumiType }) => __pulumiType)).size).toBe(resources.length);
    const one = partition();
    const matching = classes.filter((type) => type.isInstance(one));
    expect(matching).toEqual([maas.Partition]);
    const raid = new maas.Raid("r", { machine: "abc123", level: "raid-1", devices: ["sda", "sdb"] });
    expect(maas.Raid.isInstance(raid)).toBe(true);
    for (const type of classes)
      expect([undefined, null, "abc", {}].map((other) => type.isInstance(other))).toContain(false);
  });

  test("an explicit provider is one of MAAS or of LXD", () => {
    const site = new maas.Provider("site", { apiUrl: "http://maas.example:5240/MAAS" });
    expect(classes.filter((type) => type.isInstance(site))).toEqual([maas.Provider]);
  });

  test("a typed policy sees the resources of its class and no others", () => {
    const reported: string[] = [];
    const policy = validateResourceOfType(maas.Raid, (raid, _args, report) => {
      if (raid.level === "raid-0") report("raid-0 loses everything with one disk");
    });
    const asked = (type: string, props: object) =>
      policy(
        // What the server of policy packs does with the class it is asked about.
        {
          type,
          props,
          isType: (wanted: object) => Reflect.get(wanted, "__pulumiType") === type,
        } as ResourceValidationArgs,
        (message) => reported.push(typeof message === "string" ? message : "?"),
      );
    expect(Reflect.get(policy, "__pulumiType")).toBe("pulumi-nodejs:dynamic/maas:Raid");
    void asked("pulumi-nodejs:dynamic/maas:Raid", { level: "raid-0" });
    expect(reported).toEqual(["raid-0 loses everything with one disk"]);
    expect(() => asked("pulumi-nodejs:dynamic/maas:Partition", { level: "raid-0" })).toThrow();
    expect(reported).toHaveLength(1);
  });

  test("a transformation goes by the type", async () => {
    const protectRaids: pulumi.ResourceTransformation = ({ type, props, opts }) =>
      type === "pulumi-nodejs:dynamic/maas:Raid" ? { props: { ...props, tags: ["raid"] }, opts } : undefined;
    const opts = { transformations: [protectRaids] };
    const raid = new maas.Raid("r", { machine: "abc123", level: "raid-1", devices: ["sda", "sdb"] }, opts);
    const tags = await new Promise((resolve) => raid.tags.apply(resolve));
    expect(tags).toEqual(["raid"]);
  });
});
