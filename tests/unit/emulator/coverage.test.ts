import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../../..");

it("lists in COVERAGE.md what is served now, and nothing else", () => {
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  const check = () => execFileSync(process.execPath, [tsx, "tools/emulator-coverage.ts", "--check"], { cwd: root });
  expect(check).not.toThrow();
});
