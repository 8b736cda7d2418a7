import * as pulumi from "@pulumi/pulumi";

import { getMachine, getMachineOutput, getMachinesOutput, type MachineResult, Provider } from "../../../sdk";
import { machineReference } from "../../../sdk/references";
import { Lab } from "../../../kit/handlers/lab";

/** What an output holds: its value, whether it is known, whether it is secret. */
async function inside<T>(output: pulumi.Output<T>): Promise<{ value: unknown; known: unknown; secret: unknown }> {
  const part = (name: string): Promise<unknown> => Promise.resolve<unknown>(Reflect.get(output, name));
  const [known, secret] = await Promise.all([part("isKnown"), part("isSecret")]);
  const value = known === true ? await new Promise<unknown>((resolve) => void output.apply(resolve)) : undefined;
  return { value, known, secret };
}

class Thing extends pulumi.CustomResource {
  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Thing", name, {}, opts);
  }
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, opts);
  }
}

describe("the options of a data source", () => {
  let north: Lab;
  let south: Lab;
  let sites: { north: Provider; south: Provider };

  beforeEach(async () => {
    [north, south] = await Promise.all([Lab.start(), Lab.start()]);
    await pulumi.runtime.setMocks(
      {
        newResource: ({ type, name }) => ({
          // In a preview, a resource that will be made has no id yet.
          id: type === "test:index:Thing" ? undefined : `${name}-id`,
          state: {},
        }),
        call: () => ({}),
      },
      "project",
      "stack",
      true,
    );
    process.env["SOUTH_KEY"] = south.emulator.apiKey;
    sites = {
      north: new Provider("north", { apiUrl: north.emulator.url, apiKey: north.emulator.apiKey }),
      south: new Provider("south", { apiUrl: south.emulator.url, apiKeyVariable: "SOUTH_KEY" }),
    };
  });
  afterEach(async () => {
    delete process.env["SOUTH_KEY"];
    await Promise.all([north.close(), south.close()]);
  });

  const asked = (lab: Lab): number => lab.emulator.requests.length;

  test("say which site is asked, and equal questions to two sites are two questions", async () => {
    const [fromNorth, fromSouth] = await Promise.all([
      getMachine({ hostname: "alpha" }, { provider: sites.north }),
      getMachine({ hostname: "alpha" }, { provider: sites.south }),
    ]);
    expect(fromNorth.systemId).toBe(north.systemId("alpha"));
    expect(fromSouth.systemId).toBe(south.systemId("alpha"));
    expect([asked(north), asked(south)]).toEqual([1, 1]);
  });

  test("may be those of the component around it", async () => {
    const parent = new Group("site", { providers: [sites.south] });
    const inner = new Group("inner", { parent });
    const { value } = await inside(getMachineOutput({ hostname: "alpha" }, { parent: inner }));
    expect(value).toHaveProperty("hostname", "alpha");
    expect([asked(north), asked(south)]).toEqual([0, 1]);
  });

  test("are no provider of another package", async () => {
    class Foreign extends pulumi.ProviderResource {}
    const provider = new Foreign("pulumi-nodejs", "foreign");
    await expect(getMachine({ hostname: "alpha" }, { provider })).rejects.toThrow("must be a maas.Provider");
  });

  test("make nothing of the answer a secret, though the key is one", async () => {
    const { secret } = await inside(getMachineOutput({ hostname: "alpha" }, { provider: sites.north }));
    expect(secret).toBe(false);
  });

  test("with power parameters make those a secret, and the machine none", async () => {
    const provider = sites.north;
    const node = getMachineOutput({ hostname: "alpha", powerParameters: true }, { provider });
    expect(await inside(node.powerParameters)).toMatchObject({ known: true, secret: true, value: {} });
    expect(await inside(node.systemId)).toMatchObject({ secret: false });
    expect(await inside(machineReference(node))).toMatchObject({ secret: false, value: north.systemId("alpha") });
    const plain: MachineResult = await getMachine({ hostname: "alpha", powerParameters: true }, { provider });
    expect(await inside(machineReference(plain))).toMatchObject({ secret: false, value: north.systemId("alpha") });
    expect(asked(north)).toBe(2);
  });

  test("with an argument that is not known in a preview ask nothing", async () => {
    const provider = sites.north;
    const hostname = new Thing("later").id;
    expect(await inside(getMachineOutput({ hostname }, { provider }))).toMatchObject({ known: false });
    expect(await inside(getMachinesOutput(pulumi.output({ hostnames: [hostname] }), { provider }))).toMatchObject({
      known: false,
    });
    expect(asked(north)).toBe(0);
  });

  test("with a provider that is not known in a preview ask nothing, and say so where nothing can wait", async () => {
    const provider = new Provider("later", { apiUrl: new Thing("region").id, apiKey: "a:b:c" });
    expect(await inside(getMachineOutput({ hostname: "alpha" }, { provider }))).toMatchObject({ known: false });
    await expect(getMachine({ hostname: "alpha" }, { provider })).rejects.toThrow("use the …Output function");
  });

  test("wait for what they depend on, components with all that is in them, and then ask anew", async () => {
    const provider = sites.north;
    const parent = new Group("made");
    new Thing("inside", { parent });
    for (const dependsOn of [new Thing("alone"), [parent]]) {
      expect(await inside(getMachineOutput({ hostname: "alpha" }, { provider, dependsOn }))).toMatchObject({
        known: false,
      });
    }
    const dependsOn = [new Group("empty")];
    for (let count = 0; count < 2; count += 1) {
      await inside(getMachineOutput({ hostname: "alpha" }, { provider, dependsOn }));
    }
    expect(asked(north)).toBe(2);
  });
});
