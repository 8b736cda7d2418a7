import { type Answer } from "../../../kit/contract/sender";
import { LabApi } from "./lab-api";

const statuses = (answers: readonly { readonly status: number }[]): number[] =>
  answers.map(({ status }) => status).sort();

describe("races, when they are asked for", () => {
  let lab: LabApi;

  beforeEach(async () => {
    lab = await LabApi.start({ races: true });
  });

  afterEach(() => lab.close());

  it("makes two partition tables of two first partitions of one disk, and nothing but a new layout helps", async () => {
    const sda = await lab.device("charlie", "sda");
    const made = await Promise.all([1, 2].map(() => lab.post(`${sda}partitions/`, { size: "1G" })));
    expect(statuses(made)).toEqual([200, 200]);
    const ids = made.map(({ body }) => (body as { id: number }).id);

    const list = await lab.get(`${sda}partitions/`);
    expect([list.status, list.body]).toEqual([500, "get() returned more than one PartitionTable -- it returned 2!"]);
    expect((await lab.get(sda)).body).toMatchObject({ partitions: [{ id: expect.any(Number) as number }] });
    // Both can be read by id, so that reading back does not show the damage.
    expect(statuses(await Promise.all(ids.map((id) => lab.get(`${sda}partition/${id}`))))).toEqual([200, 200]);
    expect((await lab.post(`${sda}partitions/`, { size: "1G" })).status).toBe(500);
    expect((await lab.send("DELETE", `${sda}partition/${ids[0]}`)).status).toBe(500);

    const machine = lab.emulator.machine("charlie").system_id;
    expect((await lab.post(`machines/${machine}/`, { storage_layout: "blank" }, "set_storage_layout")).status).toBe(
      200,
    );
    expect((await lab.post(`${sda}partitions/`, { size: "1G" })).status).toBe(200);
  });

  it("numbers partitions of a disk that has a table one after the other", async () => {
    const sda = await lab.device("charlie", "sda");
    await lab.post(`${sda}partitions/`, { size: "1G" });
    const made = await Promise.all([1, 2, 3].map(() => lab.post(`${sda}partitions/`, { size: "1G" })));
    expect(statuses(made)).toEqual([200, 200, 200]);
    const paths = made.map(({ body }) => (body as { path: string }).path);
    expect(new Set(paths).size).toBe(3);
  });

  it("gives a disk to one of two RAIDs that name it", async () => {
    const devices = await Promise.all(["sdb", "sdc"].map((name) => lab.deviceId("alpha", name)));
    const raids = `${lab.node("alpha")}raids/`;
    const answers = await Promise.all(
      ["md0", "md1"].map((name) => lab.post(raids, { name, level: "raid-1", block_devices: devices })),
    );
    expect(statuses(answers)).toEqual([200, 400]);
  });

  it("gives a name to one of two RAIDs", async () => {
    const [b, c, d, e] = await Promise.all(["sdb", "sdc", "sdd", "sde"].map((name) => lab.deviceId("alpha", name)));
    const raids = `${lab.node("alpha")}raids/`;
    const pairs = [
      [b ?? "", c ?? ""],
      [d ?? "", e ?? ""],
    ];
    const answers = await Promise.all(
      pairs.map((block_devices) => lab.post(raids, { name: "md0", level: "raid-1", block_devices })),
    );
    expect(statuses(answers)).toEqual([200, 400]);
    expect(answers.find(({ status }) => status === 400)?.body).toEqual({
      __all__: ["Block device with this Node config and Name already exists."],
    });
  });

  it("lets two logical volumes take more than their group has", async () => {
    const groups = `${lab.node("alpha")}volume-groups/`;
    const id = await lab.make(groups, { name: "vg0", block_devices: await lab.deviceId("alpha", "sdb") });
    const group = `${lab.node("alpha")}volume-group/${id}/`;
    const answers = await Promise.all(
      ["a", "b"].map((name) => lab.post(group, { name, size: "2400G" }, "create_logical_volume")),
    );
    expect(statuses(answers)).toEqual([200, 200]);
    expect((await lab.get(group)).body).toMatchObject({ available_size: expect.any(Number) as number });
    expect(((await lab.get(group)).body as { available_size: number }).available_size).toBeLessThan(0);
  });

  it("mounts two filesystems at one place", async () => {
    const disks = await Promise.all(["sdb", "sdc"].map((name) => lab.device("alpha", name)));
    for (const disk of disks) await lab.post(disk, { fstype: "ext4" }, "format");
    const answers = await Promise.all(disks.map((disk) => lab.post(disk, { mount_point: "/srv" }, "mount")));
    expect(statuses(answers)).toEqual([200, 200]);
  });
});

describe("requests are atomic by default", () => {
  it("makes one table of any number of first partitions sent at once", async () => {
    const lab = await LabApi.start({ latency: 10 });
    const sda = await lab.device("charlie", "sda");
    const made = await Promise.all(Array.from({ length: 16 }, () => lab.post(`${sda}partitions/`, { size: "1G" })));
    expect(new Set(statuses(made))).toEqual(new Set([200]));
    expect((await lab.get(`${sda}partitions/`)).body).toHaveLength(16);
    await lab.close();
  });
});

describe("one nonce, sent twice at once", () => {
  const auth = { params: { oauth_nonce: "only-one" } };
  const whoami = { query: { op: "whoami" }, auth };
  let lab: LabApi;
  let machine: string;

  beforeEach(async () => {
    lab = await LabApi.start({ races: true, latency: "region" });
    machine = `machines/${lab.emulator.machine("charlie").system_id}/`;
  });

  afterEach(() => lab.close());

  /** Both answers, with the order in which they came. */
  async function both(first: Promise<Answer>, second: () => Promise<Answer>) {
    const order: string[] = [];
    const noted = (name: string, sent: Promise<Answer>) =>
      sent.then((answer) => {
        order.push(name);
        return answer;
      });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const answers = await Promise.all([noted("first", first), noted("second", second())]);
    return { order, answers };
  }

  it.each([
    ["a long read", () => lab.send("GET", machine, { auth })],
    [
      "a long write",
      () => lab.send("POST", machine, { form: { storage_layout: "flat" }, query: { op: "set_storage_layout" }, auth }),
    ],
  ])("is for the one that came first, %s, and the other waits to be told so", async (_name, long) => {
    const { order, answers } = await both(long(), () => lab.send("GET", "users/", whoami));
    expect(order).toEqual(["first", "second"]);
    expect(answers).toMatchObject([{ status: 200 }, { status: 401 }]);
    expect(answers[1].body).toBe("Authorization Error: 'Nonce already used: only-one'");
  });

  it("is free again for the second when the first was refused", async () => {
    const layout = { form: { storage_layout: "none such" }, query: { op: "set_storage_layout" }, auth };
    const { order, answers } = await both(lab.send("POST", machine, layout), () => lab.send("GET", "users/", whoami));
    expect(order).toEqual(["first", "second"]);
    expect(answers).toMatchObject([{ status: 400 }, { status: 200 }]);
  });

  it("leaves the nonces of other keys alone", async () => {
    const { order, answers } = await both(lab.send("GET", machine, { auth }), () =>
      lab.send("GET", "users/", { ...whoami, user: "operator" }),
    );
    expect(order).toEqual(["second", "first"]);
    expect(answers).toMatchObject([{ status: 200 }, { status: 200 }]);
  });
});
