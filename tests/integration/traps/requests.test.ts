import { maasConnection, maasRuns } from "../../../provider/maas/connection";
import { Handler } from "../../../provider/pulumi/handler";
import { raid } from "../../../provider/maas/kinds/raid";
import { getMachine, getMachines, getRackControllers, getRegionControllers } from "../../../sdk";
import { blankFleet, hostnameOf } from "../../../kit/layouts/fleet";
import { everyKind } from "../../../kit/layouts/layouts";
import { configureByEnvironment } from "../../../kit/handlers/configured";
import { Lab } from "../../../kit/handlers/lab";
import { MachineStack, Pool } from "../../../kit/handlers/machine-stack";

/** A request without the numbers of objects; the machine is left out already. */
const shapeOf = (line: string): string => line.replace(/\/\d+/g, "/N");

describe("what is asked of MAAS in the life of every kind", () => {
  let lab: Lab;
  let asked: string[];

  beforeAll(async () => {
    lab = await Lab.start({ fleet: blankFleet(1) });
    const hostname = hostnameOf(0);
    const machine = lab.systemId(hostname);
    const stack = new MachineStack(machine, everyKind, new Pool(), lab.engine);
    const layout = lab.engine.resource("StorageLayout", "layout");
    for (const name of ["flat", "blank"]) await layout.apply({ machine, layout: name });
    await stack.up();
    const raids = everyKind.filter(({ kind }) => kind === "Raid").map(({ name }) => name);
    const changed = (name: string) => ({
      name: `x${name}`,
      tags: ["x"],
      filesystem: { type: "btrfs", mountPoint: `/${name}` },
    });
    await stack.up(Object.fromEntries(raids.map((name) => [name, changed(name)])));
    await stack.in(lab.newEngine()).refresh();
    await stack.up(Object.fromEntries(raids.map((name) => [name, { filesystem: undefined, tags: [] }])));
    await stack.in(lab.newEngine()).destroy();
    const made = { machine, name: "sdx", create: { idPath: "/dev/x", sizeBytes: "1TB" } };
    const disk = lab.engine.resource("BlockDevice", "made");
    await disk.apply(made);
    await disk.apply({ ...made, name: "sdy", bootDisk: true });
    await disk.destroy();
    configureByEnvironment(lab.emulator);
    await getMachine({ hostname, storage: true, powerParameters: true });
    await Promise.all([getMachines(), getRackControllers(), getRegionControllers()]);
    asked = [...new Set(lab.requests(hostname).map(shapeOf))].sort();
  });
  afterAll(async () => {
    delete process.env["MAAS_API_URL"];
    delete process.env["MAAS_API_KEY"];
    await lab.close();
  });

  it("is the writes that the kinds need and no others: of the machine, its layout, boot disk and special filesystems", () => {
    expect(asked.filter((line) => !line.startsWith("GET"))).toEqual([
      "DELETE nodes/bcache-cache-set/N/",
      "DELETE nodes/bcache/N/",
      "DELETE nodes/blockdevices/N/",
      "DELETE nodes/blockdevices/N/partition/N",
      "DELETE nodes/raid/N/",
      "DELETE nodes/volume-group/N/",
      "POST machines/?op=mount_special",
      "POST machines/?op=set_storage_layout",
      "POST machines/?op=unmount_special",
      "POST nodes/bcache-cache-sets/",
      "POST nodes/bcaches/",
      "POST nodes/blockdevices/",
      "POST nodes/blockdevices/N/?op=add_tag",
      "POST nodes/blockdevices/N/?op=format",
      "POST nodes/blockdevices/N/?op=mount",
      "POST nodes/blockdevices/N/?op=remove_tag",
      "POST nodes/blockdevices/N/?op=set_boot_disk",
      "POST nodes/blockdevices/N/?op=unformat",
      "POST nodes/blockdevices/N/?op=unmount",
      "POST nodes/blockdevices/N/partition/N?op=format",
      "POST nodes/blockdevices/N/partition/N?op=mount",
      "POST nodes/blockdevices/N/partitions/",
      "POST nodes/raids/",
      "POST nodes/volume-group/N/?op=create_logical_volume",
      "POST nodes/volume-groups/",
      "PUT nodes/blockdevices/N/",
      "PUT nodes/raid/N/",
    ]);
  });

  it("is never the version, a list of partitions, or an object by its name", () => {
    expect(asked.filter((line) => line.startsWith("GET"))).toEqual([
      "GET machines/",
      "GET machines/?op=power_parameters",
      "GET nodes/bcache-cache-sets/",
      "GET nodes/bcaches/",
      "GET nodes/blockdevices/",
      "GET nodes/raids/",
      "GET nodes/volume-groups/",
      "GET rackcontrollers/",
      "GET regioncontrollers/",
    ]);
  });
});

it("nothing at all is sent without a key: MAAS would take an anonymous write for the enlistment of a machine", async () => {
  const lab = await Lab.start();
  const handler = new Handler(raid, maasConnection(maasRuns()));
  await handler.configure({ config: { get: (key) => (key === "maas:apiUrl" ? lab.emulator.url : undefined) } });
  const machine = lab.systemId("alpha");
  const inputs = { machine, name: "md0", level: "raid-1", devices: ["sdb", "sdc"], identity: "" };
  const { failures } = await handler.check({}, inputs);
  expect(failures.map(({ reason }) => reason).join()).toMatch(/maas:apiKey .* is missing/);
  await expect(handler.create(inputs)).rejects.toThrow(/maas:apiKey .* is missing/);
  await expect(handler.delete(`${machine}/raid/1`, inputs)).rejects.toThrow(/maas:apiKey .* is missing/);
  expect(lab.emulator.requests).toEqual([]);
  await lab.close();
});
