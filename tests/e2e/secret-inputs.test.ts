import { MAAS_KINDS } from "../../provider/maas/kinds";
import { Lab } from "../../kit/handlers/lab";
import { TestStack } from "../../kit/engine/stack";

/** Each property that can be, as a secret. `variant` is part of what can change in place. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as maas from "pulumi-maas";

const variant = new pulumi.Config().require("variant");
const { secret } = pulumi;
const provider = new maas.Provider("site", {
  apiUrl: secret(process.env.SITE_URL ?? ""), apiKey: process.env.SITE_KEY ?? "", readyTimeout: secret(4321),
});
const opts = { provider };
const machine = secret(process.env.MACHINE ?? "");
const layout = new maas.StorageLayout("layout", {
  machine, layout: secret("lvm" as const), bootSize: secret(1000341504), rootSize: secret(20002635776),
  vgName: secret("hidden-vg"), lvName: secret("hidden-lv"), lvSize: secret(10003415040),
}, opts);
const filesystem = (word: string, uuid: string) => secret({
  type: "ext4" as const, label: word + "-label", uuid, mountPoint: "/" + word + "-" + variant, mountOptions: word + "option",
});
const partition = new maas.Partition("partition", {
  machine: layout, blockDevice: secret("sdb"), size: secret(1396703232), uuid: secret("11111111-2222-4333-8444-555555555555"),
  tags: [secret("tag-a"), "tag-b"], bootable: secret(true), filesystem: {
    type: "ext4", label: secret("part-label"), uuid: secret("aaaaaaaa-2222-4333-8444-555555555555"),
    mountPoint: secret("/part-" + variant), mountOptions: secret("partoption"),
  },
}, opts);
const named = new maas.Partition("named", { machine: layout, blockDevice: "sdb", size: 4194304 * 100 }, opts);
const members = ["sdc", "sdd"].map((disk) => new maas.Partition(disk, { machine: layout, blockDevice: secret(disk) }, opts));
const raid = new maas.Raid("raid", {
  machine: layout, name: secret("hidden-raid-" + variant), level: secret("raid-1" as const), devices: members,
  spareDevices: [secret("sde")], uuid: secret("11111111-2222-4333-8444-666666666666"), tags: secret(["raid-tag"]),
}, opts);
const onRaid = new maas.Partition("on-raid", { machine: layout, blockDevice: raid, size: "1GB" }, opts);
const cacheSet = new maas.BcacheCacheSet("cache", { machine: layout, cacheDevice: secret("nvme0n1") }, opts);
const bcache = new maas.Bcache("bcache", {
  machine: layout, name: secret("hidden-bcache-" + variant), cacheSet, backingDevice: secret("nvme1n1"),
  cacheMode: secret("writeback" as const), uuid: secret("11111111-2222-4333-8444-777777777777"),
  tags: [secret("bcache-tag")], filesystem: filesystem("bcache", "bbbbbbbb-2222-4333-8444-555555555555"),
}, opts);

const second = secret(process.env.SECOND ?? "");
const group = new maas.VolumeGroup("group", {
  machine: second, name: secret("hidden-group-" + variant), devices: [secret("sdb"), secret("sdc")],
  uuid: secret("11111111-2222-4333-8444-888888888888"),
}, opts);
const volume = new maas.LogicalVolume("volume", {
  volumeGroup: group, name: secret("hidden-volume-" + variant), size: secret(30601641984), tags: [secret("volume-tag")],
  uuid: secret("11111111-2222-4333-8444-999999999999"),
  filesystem: filesystem("volume", "cccccccc-2222-4333-8444-555555555555"),
}, opts);
const disk = new maas.BlockDevice("disk", {
  machine: second, blockDevice: secret("sdd"), name: secret("hidden-disk-" + variant), tags: [secret("disk-tag")],
  filesystem: filesystem("disk", "dddddddd-2222-4333-8444-555555555555"),
}, opts);
const found = new maas.BlockDevice("found", {
  machine: second, name: secret("hidden-found"),
  create: secret({ model: "hidden-model", serial: "hidden-serial", idPath: "/dev/hidden-path", sizeBytes: 1234567168 }),
}, opts);
const special = new maas.SpecialFilesystem("special", {
  machine: second, type: secret("ramfs" as const), mountPoint: secret("/hidden-scratch"),
  mountOptions: secret("hidden-option-" + variant),
}, opts);
const node = new maas.Machine("node", {
  architecture: "amd64/generic", macAddresses: [secret("52:54:00:dd:00:01")], powerType: secret("manual"),
  hostname: secret("hidden-host-" + variant), domain: secret("lab.example"), zone: secret("zone-b"),
  description: secret("hidden-note-" + variant), commission: { skip: true },
}, opts);
const tag = new maas.Tag("tag", {
  comment: secret("hidden-comment-" + variant), kernelOptions: secret("hidden=kernel"), machines: [second],
}, opts);
const third = secret(process.env.THIRD ?? "");
const root = new maas.Partition("root", {
  machine: third, blockDevice: "sda", size: "50GB", filesystem: { type: "ext4", mountPoint: "/" },
}, opts);
const web = new maas.Deployment("web", {
  machine: third, distroSeries: secret("noble"), userData: secret("hidden-user-data"), storage: [root],
  ownerData: { role: secret("hidden-role-" + variant) }, release: { comment: secret("hidden-release") },
}, opts);
`;

const SECRETS = [
  ...["4321", "1000341504", "20002635776", "hidden-vg", "hidden-lv", "10003415040", "lvm"],
  ...["sdb", "1396703232", "11111111-2222", "tag-a", "part-label", "aaaaaaaa-2222", "/part-", "partoption"],
  ...["sdc", "sdd", "sde", "hidden-raid", "raid-1", "raid-tag"],
  ...["nvme0n1", "nvme1n1", "hidden-bcache", "writeback", "bcache-tag", "bcache-label", "bbbbbbbb-2222", "/bcache-"],
  ...["bcacheoption"],
  ...["hidden-group", "hidden-volume", "30601641984", "volume-tag", "volume-label", "cccccccc-2222", "volumeoption"],
  ...["hidden-disk", "disk-tag", "disk-label", "dddddddd-2222", "/disk-", "diskoption"],
  ...["hidden-found", "hidden-model", "hidden-serial", "hidden-path", "1234567168"],
  ...["ramfs", "/hidden-scratch", "hidden-option", "52:54:00:dd:00:01", "hidden-host", "zone-b"],
  ...["hidden-note", "hidden-comment", "hidden=kernel", "noble", "hidden-user-data", "hidden-role", "hidden-release"],
];

interface Stored {
  readonly urn: string;
  readonly inputs: object;
  readonly outputs: object;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What a reader of the state sees: encrypted values are left out. */
const inClear = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inClear);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inClear(inner)]));
};

/** The same with secrets as plain values, as an imported state has them. */
const asPlain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asPlain);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value && "plaintext" in value) return JSON.parse(String(value.plaintext));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asPlain(inner)]));
};

test("every kind of MAAS is searched for its secrets", () => {
  expect(MAAS_KINDS.filter(({ name }) => !PROGRAM.includes(`new maas.${name}(`))).toEqual([]);
});

test("an input that is a secret stays one in all outputs, over updates, refreshes and an imported state", async () => {
  const lab = await Lab.start();
  const variant = (value: string) => ({ "test:variant": { value } });
  const stack = await TestStack.open({
    program: { "index.ts": PROGRAM },
    env: {
      ...{ SITE_URL: lab.emulator.url, SITE_KEY: lab.emulator.apiKey },
      ...{ MACHINE: lab.systemId("alpha"), SECOND: lab.systemId("bravo"), THIRD: lab.systemId("charlie") },
      PULUMI_CONFIG_PASSPHRASE: "",
    },
    config: variant("one"),
  });
  const resources = async () => {
    return ((await stack.exportState()).deployment as { resources: Stored[] }).resources;
  };
  const leaks = async (): Promise<string[]> => {
    const clear = (await resources()).flatMap(({ urn, inputs, outputs }) =>
      // The name that MAAS gives a disk is on "named" because its own program says so.
      urn.endsWith("::named") ? [] : [[urn.split("::").pop(), JSON.stringify(inClear({ inputs, outputs }))] as const],
    );
    return [...SECRETS, lab.emulator.url].flatMap((secret) =>
      clear.filter(([, text]) => text.includes(secret)).map(([name]) => `${secret} in ${name}`),
    );
  };
  try {
    await stack.up();
    expect(await leaks()).toEqual([]);
    await stack.refresh();
    expect(await leaks()).toEqual([]);
    await stack.setConfig(variant("two"));
    await stack.up();
    expect(await leaks()).toEqual([]);
    await stack.expectNoChanges();

    const exported = stack.start(["stack", "export", "--show-secrets"]);
    await exported.exited;
    const plain = asPlain(JSON.parse(exported.output)) as Awaited<ReturnType<typeof stack.exportState>>;
    await stack.importState(plain);
    expect(await leaks()).toContain("hidden-raid in raid");
    await stack.up();
    expect(await leaks()).toEqual([]);
  } finally {
    stack.close();
    await lab.close();
  }
});
