import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as provider from "../../provider";
import { LXD_KINDS } from "../../provider/lxd/kinds";
import { MAAS_KINDS } from "../../provider/maas/kinds";
import { OBJECT_TYPES } from "../../provider/maas/objects";
import * as sdk from "../../sdk";
import { lives } from "../../kit/handlers/lives";
import { everyKind } from "../../kit/layouts/layouts";

const ROOT = join(__dirname, "../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** `BcacheCacheSet` lives in files called `bcache-cache-set`. */
const fileName = (name: string): string => name.replace(/(?!^)([A-Z])/g, "-$1").toLowerCase();

/** The files of a folder, and of those in it, as one text. */
function textOf(folder: string): string {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => /\.(ts|md)$/.test(file) && !file.includes("node_modules"))
    .map((file) => read(join(folder, file)))
    .join("\n");
}

interface Row {
  readonly inPlace: string[];
  readonly replaced: string[];
  readonly example: string | undefined;
}

/** What the README says of a resource. */
function rowOf(name: string): Row | undefined {
  const line = read("README.md")
    .split("\n")
    .find((one) => one.startsWith(`| \`${name}\` |`));
  if (line === undefined) return undefined;
  const [, , , inPlace = "", replaced = "", example = ""] = line.split("|").map((cell) => cell.trim());
  const names = (cell: string): string[] => cell.split(", ").filter((one) => one !== "");
  return {
    inPlace: names(inPlace),
    replaced: names(replaced),
    example: /\]\((examples\/[a-z-]+)\)/.exec(example)?.[1],
  };
}

/** Kinds of which the README says in words what replaces them, being too much for names. */
const IN_WORDS = new Set(["StorageLayout", "Deployment", "BlockDevice", "Machine"]);

test("what the entry exports is what the registries have: states ask for these names", () => {
  const names = [...MAAS_KINDS, ...LXD_KINDS].map(({ name }) => name);
  expect(Object.keys(provider).sort()).toEqual(names.sort());
});

test("the number in an id is an output of the kind that has it", () => {
  const outputs = MAAS_KINDS.flatMap((kind) => Object.keys(kind.outputs.shape));
  const numbers = OBJECT_TYPES.flatMap(({ numberOutput }) => numberOutput ?? []);
  expect(numbers.filter((number) => !outputs.includes(number))).toEqual([]);
});

/** Kinds that are no storage of a machine that is laid out, or that clear it first. */
const NOT_LAID_OUT = new Set(["StorageLayout", "Machine", "Deployment", "Tag"]);

test("the layout of every kind, which tests count the requests of, has each kind of storage", () => {
  const storage = MAAS_KINDS.map(({ name }) => name).filter((name) => !NOT_LAID_OUT.has(name));
  expect([...new Set<string>(everyKind.map(({ kind }) => kind))].sort()).toEqual(storage.sort());
});

describe.each(MAAS_KINDS.map((kind) => [kind.name, kind] as const))("%s", (name, kind) => {
  const row = rowOf(name);

  test("has a file for its decisions, one for its class, and the class in the SDK", () => {
    const files = [`provider/maas/kinds/${fileName(name)}.ts`, `sdk/${fileName(name)}.ts`];
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(Object.keys(sdk)).toContain(name);
    expect(read("sdk/index.ts")).toContain(`type ${name}Args`);
  });

  test("has tests of its own, and stands the eight cases", () => {
    const tests = textOf("tests/integration/resources");
    expect(tests).toContain(`resource("${name}",`);
    const isInTable = lives.some((life) => life.kind === name);
    expect(isInTable || tests.includes(`eightCases("${name}", {`)).toBe(true);
  });

  test("has an example that uses it, which is in the list of examples", () => {
    const example = row?.example ?? "no example";
    expect(existsSync(join(ROOT, example, "Pulumi.yaml"))).toBe(true);
    expect(textOf(example)).toContain(`maas.${name}(`);
    expect(read("examples/README.md")).toContain(`(${example.replace("examples/", "")})`);
  });

  test("has a row in the README that says what changes in place and what replaces it", () => {
    const inputs = Object.keys(kind.inputs.shape);
    const inPlace = inputs.filter((input) => !kind.replaceOn.includes(input) && !kind.ignored.includes(input));
    expect(row).toBeDefined();
    if (IN_WORDS.has(name)) return;
    expect([...(row?.replaced ?? [])].sort()).toEqual([...kind.replaceOn].sort());
    expect([...(row?.inPlace ?? [])].sort()).toEqual(inPlace.sort());
  });
});
