import { execFile } from "node:child_process";
import { join } from "node:path";

const repository = join(__dirname, "../../..");

const demo = (): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", "tools/demo/index.ts"],
      { cwd: repository },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });

describe("npm run demo", () => {
  test("lays out a machine, shows it, proves that nothing changes again, and says how to go on", async () => {
    const { code, output } = await demo();
    expect(output).toMatch(/sda-part2 .* ext4 "root" +\/$/m); // as MAAS commissions it
    expect(output).toMatch(/\+ 8 created/);
    expect(output).toMatch(/md0 .* raid-1 +ext4 "root" +\/ +sda-part2 \+ sdb-part1/);
    expect(output).toMatch(/8 unchanged[^]*requests to MAAS, 0 of them writes/);
    expect(output).toContain("npx pulumi-maas emulator --state .demo/maas.json");
    expect(code).toBe(0);
  });
});
