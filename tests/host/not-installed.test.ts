import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PACKAGE = resolve(__dirname, "../..");

/** Two resources, of a package that a library elsewhere has brought. */
const PROGRAM = `
const pulumi = require(${JSON.stringify(join(PACKAGE, "node_modules/@pulumi/pulumi"))});
pulumi.log.warn = async (text) => console.log(text);
pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
const maas = require(${JSON.stringify(PACKAGE)});
for (const name of ["a", "b"]) new maas.Partition(name, { machine: "abc123", blockDevice: "sda" });
`;

test("a program in whose directory the package is not installed is told once what to install where", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
  const run = () => execFileSync(process.execPath, ["-e", PROGRAM], { cwd: folder, encoding: "utf8" });
  try {
    const lines = run().trim().split("\n");
    expect(lines).toEqual([expect.stringContaining(`looks for it, ${folder}, and`)]);
    expect(lines[0]).toContain('run "npm install pulumi-maas" there');
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(PACKAGE, join(folder, "node_modules", "pulumi-maas"));
    expect(run()).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
