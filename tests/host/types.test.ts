import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

const PROGRAM = `
import * as maas from "pulumi-maas";
import { type Fault, type Fleet, startEmulator } from "pulumi-maas/emulator";
import * as lxd from "pulumi-maas/lxd";
import { Raid } from "pulumi-maas/provider";

const node = maas.getMachineOutput({ hostname: "stor-01" });
const partition = new maas.Partition("p", { machine: node, blockDevice: node.disks[0], size: "1GB" });
export const size: maas.PartitionArgs["size"] = 5;
export const path = partition.path;
export const pool = new lxd.StoragePool("pool", { driver: "dir" });
export const provider: typeof Raid = Raid;
const fleet: Fleet = { machines: [{ hostname: "stor-01", disks: [{ name: "sda", size: 1e12 }] }] };
const fault: Fault = { kind: "unavailable", times: 2 };
export const region = startEmulator({ fleet, faults: [fault] });
`;

const scratch = join(__dirname, "../../.tmp");

/** What \`pulumi new typescript\` has had for years, and many programs have still. */
const CLASSIC: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2020,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  noImplicitReturns: true,
};
const MODERN: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
};

describe("the declarations of the package", () => {
  let directory: string;
  beforeAll(() => {
    mkdirSync(scratch, { recursive: true });
    directory = mkdtempSync(join(scratch, "types-"));
    writeFileSync(join(directory, "index.ts"), PROGRAM);
    writeFileSync(join(directory, "package.json"), "{}");
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each([
    ["the classic template of Pulumi, which checks libraries as well", CLASSIC],
    ["the rules of Node", MODERN],
  ])("compile a program by %s", (_template, options) => {
    const program = ts.createProgram([join(directory, "index.ts")], { ...options, noEmit: true, types: ["node"] });
    const errors = ts.getPreEmitDiagnostics(program);
    expect(errors.map(({ messageText, file }) => [file?.fileName, messageText])).toEqual([]);
    const files = program.getSourceFiles().map(({ fileName }) => fileName);
    expect(files.filter((file) => /node_modules\/(zod|undici)\//.test(file))).toEqual([]);
  });
});
