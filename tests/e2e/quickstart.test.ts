import { createClient } from "../../provider/maas/http/client";
import { machineText } from "../../cli/machine-text";
import { type Emulator, startEmulator } from "../../emulator";
import { TestStack } from "../../kit/engine/stack";

const withoutNames = (text: string): string[] =>
  text
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/ +/g, " "));

describe("the quickstart", () => {
  let emulator: Emulator;
  let stack: TestStack;

  beforeAll(async () => {
    emulator = await startEmulator();
    // The types of all examples are checked with those of the package; this one is loaded as a user's Pulumi does it.
    stack = await TestStack.open({ program: { directory: "examples/quickstart" }, maas: emulator, typeCheck: true });
  });
  afterAll(async () => {
    stack.close();
    await emulator.close();
  });

  const tree = async (): Promise<string[]> => {
    const client = createClient({ apiUrl: emulator.url, apiKey: emulator.apiKey });
    return withoutNames(await machineText(client, "stor-01", false));
  };
  const disks = ["sdd", "sde", "sdf"].map((name) => `├─ ${name} 4 TB rotary free ST4000NM0035`);

  test("takes a machine as MAAS commissions it to what the program says, in one up", async () => {
    expect(await tree()).toContain('│ └─ sda-part2 479.6 GB partition ext4 "root" /');
    await stack.up();
    expect(await tree()).toEqual([
      "├─ nvme0n1 960.2 GB nvme → cache0 of bcache0 SAMSUNG MZQLB960HAJR",
      "├─ sda 480.1 GB ssd SAMSUNG MZ7LH480HAHQ, boot disk",
      '│ ├─ sda-part1 512 MiB partition fat32 "efi" /boot/efi bootable',
      "│ └─ sda-part2 479.6 GB partition → md0",
      "├─ sdb 480.1 GB ssd SAMSUNG MZ7LH480HAHQ",
      "│ └─ sdb-part1 480.1 GB partition → md0",
      "├─ sdc 4 TB rotary → bcache0 ST4000NM0035",
      ...disks,
      '├─ md0 479.6 GB raid-1 ext4 "root" / sda-part2 + sdb-part1',
      '└─ bcache0 4 TB bcache xfs "data" /srv noatime sdc cached by nvme0n1, writeback',
    ]);
  });

  test("is previewed and refreshed again without a single write", async () => {
    emulator.clearRequests();
    await stack.expectNoChanges();
    expect(emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("leaves the machine blank when it is destroyed", async () => {
    await stack.destroy();
    expect((await tree()).filter((line) => !line.includes(" free "))).toEqual([]);
    expect((await tree()).length).toBe(7);
  });
});
