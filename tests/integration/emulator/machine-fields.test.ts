import { LabApi } from "./lab-api";

let lab: LabApi;
beforeAll(async () => {
  lab = await LabApi.start();
});
afterAll(() => lab.close());

const change = (form: Record<string, string>) =>
  lab.send("PUT", `machines/${lab.emulator.machine("delta").system_id}/`, { form });

it.each([
  [{ swap_size: "5G" }, { swap_size: 5_000_000_000 }],
  [{ swap_size: "" }, { swap_size: 5_000_000_000 }],
  [{ swap_size: " -5 " }, { swap_size: -5 }],
  [{ cpu_count: "-1" }, { cpu_count: -1 }],
  [{ cpu_count: "" }, { cpu_count: -1 }],
  [
    { ephemeral_deploy: "true", enable_hw_sync: "0" },
    { ephemeral_deploy: true, enable_hw_sync: true },
  ],
  [{ description: "x", foo: "bar" }, { description: "x" }],
])("a machine that is changed by %j shows %j", async (form, shown) => {
  expect(await change(form)).toMatchObject({ status: 200, body: shown });
});

it("a machine that is to be deployed to memory is found by that", async () => {
  await change({ ephemeral_deploy: "true" });
  const { body } = await lab.get("machines/?deployment_target=memory");
  expect(body).toMatchObject([{ hostname: "delta" }]);
});

it.each([
  [{ domain: "77" }, 500, "Domain matching query does not exist."],
  [{ domain: "nosuch" }, 400, { domain: ["Unable to find domain nosuch"] }],
  [{ swap_size: "x" }, 400, { swap_size: ["Invalid size for swap: x"] }],
  [{ swap_size: "5.5G" }, 500, "invalid literal for int() with base 10: '5.5'"],
  [{ disable_ipv4: "true" }, 400, { disable_ipv4: ["If specified, disable_ipv4 must be False."] }],
])("a machine that is changed by %j answers %d: %j", async (form, status, body) => {
  expect(await change(form)).toMatchObject({ status, body });
});
