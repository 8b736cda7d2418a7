import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

const root = join(__dirname, "../..");

/** What a block may leave out, since its reader has it: each line is added where the block does not declare the name. */
const UNDERSTOOD: Readonly<Record<string, string>> = {
  pulumi: 'import * as pulumi from "@pulumi/pulumi";',
  maas: 'import * as maas from "pulumi-maas";',
  validateResourceOfType: 'import { validateResourceOfType } from "@pulumi/policy";',
  node: 'declare const node: import("pulumi-maas").MachineResult;',
  a: 'declare const a: import("pulumi-maas").Partition;',
  b: 'declare const b: import("pulumi-maas").Partition;',
  cloudInit: "declare const cloudInit: string;",
};

const blocksOf = (file: string): string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = ""]) => block);

const complete = (block: string): string => {
  const declares = (name: string) => new RegExp(`(const|import \\* as) ${name}\\b`).test(block);
  const lines = Object.entries(UNDERSTOOD).filter(([name]) => !declares(name));
  return [...lines.map(([, line]) => line), block, "export {};"].join("\n");
};

const programs = ["README.md", "docs/policies-and-tests.md"].flatMap((file) =>
  blocksOf(file).map((block, at) => ({ name: `${file.replace(/\W/g, "-")}-${at + 1}.ts`, text: complete(block) })),
);

it("the programs in the documents compile against the package", () => {
  expect(programs.length).toBeGreaterThan(5);
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const directory = mkdtempSync(join(root, ".tmp/documents-"));
  try {
    writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
    for (const { name, text } of programs) writeFileSync(join(directory, name), text);
    const { Node16: module } = ts.ModuleKind;
    const options = { strict: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module, noEmit: true };
    const program = ts.createProgram(
      programs.map(({ name }) => join(directory, name)),
      { ...options, types: ["node"] },
    );
    const found = ts.getPreEmitDiagnostics(program);
    const told = found.map(({ file, messageText }) => [
      file?.fileName,
      ts.flattenDiagnosticMessageText(messageText, "\n"),
    ]);
    expect(told).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
