import fc from "fast-check";

import { LabApi } from "./lab-api";
import { isOfMaas } from "./maas-failures";

/** The same inputs in every run; a failure prints what reproduces it. */
const RUNS = { numRuns: 600, seed: 20261121 };

const OPERATIONS = [
  ...["commission", "abort", "deploy", "release", "lock", "unlock", "mark_broken", "mark_fixed", "rescue_mode"],
  ...["exit_rescue_mode", "test", "override_failed_testing", "power_on", "power_off", "set_owner_data"],
  ...["set_storage_layout", "mount_special", "unmount_special", "restore_storage_configuration"],
  ...["restore_default_configuration", "restore_networking_configuration", "clear_default_gateways", "nonsense"],
];
const COLLECTION_OPERATIONS = ["", "allocate", "accept", "accept_all", "release"];
const FIELDS = [
  ...["hostname", "domain", "zone", "pool", "architecture", "power_type", "power_parameters", "description"],
  ...["tags", "comment", "definition", "name", "distro_series", "hwe_kernel", "erase", "skip_storage", "force"],
  ...[
    "machines",
    "system_id",
    "storage",
    "pod",
    "cpu_count",
    "mem",
    "mac_addresses",
    "add",
    "remove",
    "rack_controller",
  ],
  ...["storage_layout", "fstype", "mount_point", "testing_scripts", "enable_ssh", "min_hwe_kernel", "__proto__"],
];
const VALUES = [
  "alpha",
  "bravo",
  "default",
  "amd64/generic",
  "manual",
  "ipmi",
  "{}",
  "true",
  "0",
  "-1",
  "1e9",
  "",
  "/",
];
const WORDS = [
  "tags",
  "users",
  "zones",
  "resourcepools",
  "rackcontrollers",
  "regioncontrollers",
  "describe",
  "version",
];

/** Anything but what a recording has for its variables. */
const value = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("${", "")),
);
const form = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 5 });

describe("whatever is asked of machines and of what is about them", () => {
  let lab: LabApi;
  let machine: string;
  beforeAll(async () => {
    lab = await LabApi.start();
    machine = lab.node("bravo").replace("nodes/", "machines/");
  });
  afterAll(() => lab.close());

  const path = (kind: "other" | "machine" | "collection", word: string): string => {
    if (kind === "machine") return machine;
    return kind === "collection" ? "machines/" : word;
  };

  it("the emulator answers as MAAS could, and the machine stays readable", async () => {
    const target = fc.oneof(
      fc.tuple(fc.constant("machine" as const), fc.constant("POST"), fc.constantFrom(...OPERATIONS)),
      fc.tuple(fc.constant("machine" as const), fc.constant("PUT"), fc.constant("")),
      fc.tuple(fc.constant("collection" as const), fc.constant("POST"), fc.constantFrom(...COLLECTION_OPERATIONS)),
      fc.tuple(fc.constant("other" as const), fc.constantFrom("GET", "POST", "PUT", "DELETE"), fc.constant("")),
    );
    const word = fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom("", "default/", "bravo/", "admin/", "nobody/"));
    await fc.assert(
      fc.asyncProperty(target, word, form, async ([kind, verb, op], [name, key], fields) => {
        const answer = await lab.send(verb, path(kind, `${name}/${key}`), {
          ...(verb === "GET" ? {} : { form: fields }),
          ...(op === "" ? {} : { query: { op } }),
        });
        expect([isOfMaas(answer), answer]).toEqual([true, answer]);
        expect((await lab.get(machine)).status).toBe(200);
      }),
      RUNS,
    );
  });
});
