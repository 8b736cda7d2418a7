import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { z } from "zod";

import { MAAS_KINDS } from "../../../provider/maas/kinds";
import * as sdk from "../../../sdk";

/** What the SDK adds to the inputs, and what the state keeps for the provider alone. */
const INTERNAL = new Set([
  ...["identity", "siblings", "apiUrl", "agent", "resourceName"],
  ...["interfaceMacs", "isEnlisted", "partitionIds"],
]);

/** What every object of Pulumi has. */
const ADDED = new Set(["id", "urn", "__lookup", "__provider", "__program", "__told"]);

/** Arguments of a Machine that say how it is made, and are nothing of the machine. */
const HOW = new Set(["adopt", "commission", "timeout"]);

/** Where not all inputs are properties: MAAS keeps nothing of the others that they could be read from. */
const KEPT: ReadonlyMap<string, readonly string[]> = new Map([
  ["StorageLayout", ["machine", "layout"]],
  ["Deployment", ["machine", "osystem", "distroSeries", "hweKernel", "userData", "ephemeral", "ownerData"]],
]);

const INDEX = join(__dirname, "../../../sdk/index.ts");

/** The SDK as the compiler sees it: the names and types of what classes declare are nowhere at run time. */
class Declarations {
  private readonly program = ts.createProgram([INDEX], {
    strict: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
  });
  private readonly checker = this.program.getTypeChecker();

  /** The members of a class or an interface that the SDK itself declares, with their types. */
  members(name: string): ReadonlyMap<string, { readonly optional: boolean; readonly type: ts.Type }> {
    const file = this.program.getSourceFile(INDEX);
    const module = file && this.checker.getSymbolAtLocation(file);
    const found = module && this.checker.getExportsOfModule(module).find((one) => one.name === name);
    if (found === undefined) throw new Error(`the SDK exports no ${name}`);
    const symbol = found.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(found) : found;
    const properties = this.checker.getDeclaredTypeOfSymbol(symbol).getProperties();
    const own = properties.filter(({ declarations = [] }) => declarations.some((one) => this.isOfSdk(one)));
    return new Map(
      own.map((property) => [
        property.name,
        { optional: (property.flags & ts.SymbolFlags.Optional) !== 0, type: this.checker.getTypeOfSymbol(property) },
      ]),
    );
  }

  /** What an output holds, in a word. */
  held(output: ts.Type): string {
    const instance = partsOf(output).find((part): part is ts.TypeReference => part.symbol?.name === "OutputInstance");
    const [type = output] = instance ? this.checker.getTypeArguments(instance) : [];
    const certain = this.checker.getNonNullableType(type);
    if (this.checker.isArrayType(certain)) return "array";
    const kinds = (certain.isUnion() ? certain.types : [certain]).map((one) => {
      if (one.flags & ts.TypeFlags.StringLike) return "string";
      if (one.flags & ts.TypeFlags.NumberLike) return "number";
      return one.flags & ts.TypeFlags.BooleanLike ? "boolean" : "object";
    });
    return [...new Set(kinds)].sort().join(" or ");
  }

  private isOfSdk(declaration: ts.Declaration): boolean {
    const isProperty = ts.isPropertyDeclaration(declaration) || ts.isPropertySignature(declaration);
    return isProperty && declaration.getSourceFile().fileName.includes("/sdk/");
  }
}

/** The parts of a type that is a union or an intersection, at any depth. */
const partsOf = (type: ts.Type): ts.Type[] => (type.isUnionOrIntersection() ? type.types.flatMap(partsOf) : [type]);

const declarations = new Declarations();
const visible = (names: Iterable<string>): string[] => [...names].filter((name) => !INTERNAL.has(name)).sort();

/** The names of the properties that an object of the class has at run time. */
function propertiesAtRunTime(name: string): string[] {
  const resource: unknown = Reflect.get(sdk, name);
  if (typeof resource !== "function") throw new Error(`the SDK exports no ${name}`);
  const args = name === "StorageLayout" ? { machine: "abc123", layout: "blank" } : undefined;
  const found: unknown = Reflect.construct(resource, ["it", args, args === undefined ? { id: "abc123/it/1" } : {}]);
  const entries = Object.entries(typeof found === "object" && found !== null ? found : {});
  return entries.flatMap(([key, value]) => (pulumi.Output.isInstance(value) && !ADDED.has(key) ? [key] : []));
}

/** What an output schema makes, in a word. */
function madeBy(schema: z.ZodType): string {
  const json: unknown = z.toJSONSchema(schema);
  const { type, anyOf = [] } = jsonSchema.parse(json);
  const types = [type, ...anyOf.map((one) => one.type)].flat().filter((one) => one !== "null" && one !== undefined);
  return [...new Set(types)].sort().join(" or ");
}

const typed = z.object({ type: z.union([z.string(), z.array(z.string())]).optional() });
const jsonSchema = typed.extend({ anyOf: z.array(typed).optional() });

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }: { name: string; inputs: object }) => ({ id: `${name}-id`, state: inputs }),
    call: ({ inputs }: { inputs: Record<string, unknown> }) => inputs,
  }),
);

describe.each(MAAS_KINDS.map((kind) => [kind.name, kind] as const))("the class %s", (name, { inputs, outputs }) => {
  const inputNames = visible(Object.keys(inputs.shape));
  const outputNames = visible(Object.keys(outputs.shape));

  test("takes the inputs of the schema, and asks for those without which there is no resource", () => {
    const args = declarations.members(`${name}Args`);
    // The machine of a logical volume is that of its group.
    const own = inputNames.filter((input) => !(name === "LogicalVolume" && input === "machine"));
    expect(visible(args.keys())).toEqual(own);
    const needed = own.filter((input) => !inputs.shape[input]?.safeParse(undefined).success);
    const asked = [...args].filter(([, { optional }]) => !optional).map(([input]) => input);
    // By default, an object has the name of its resource.
    expect(asked.sort()).toEqual(needed.filter((input) => input !== "name"));
  });

  test("declares the properties that its objects have, and no others", () => {
    // A deployment shows nothing of the storage under it, which has resources of its own.
    const hidden = name === "Deployment" ? ["storage"] : [];
    const properties = visible(propertiesAtRunTime(name)).filter((one) => !hidden.includes(one));
    expect(visible(declarations.members(name).keys())).toEqual(properties);
  });

  test("has all outputs of the schema, and the inputs as they are on the server", () => {
    const properties = visible(declarations.members(name).keys());
    expect(properties.filter((one) => !inputNames.includes(one) && !outputNames.includes(one))).toEqual([]);
    expect(outputNames.filter((one) => !properties.includes(one))).toEqual([]);
    const kept = KEPT.get(name) ?? inputNames.filter((one) => !HOW.has(one));
    expect(kept.filter((one) => !properties.includes(one))).toEqual([]);
  });

  test("declares outputs of the type that the schema has", () => {
    const members = declarations.members(name);
    const declared = [...members].filter(([one]) => outputNames.includes(one));
    const held = Object.fromEntries(declared.map(([one, { type }]) => [one, declarations.held(type)]));
    const made = Object.entries(outputs.shape).filter(([one]) => outputNames.includes(one));
    expect(held).toEqual(Object.fromEntries(made.map(([one, schema]) => [one, madeBy(schema)])));
  });
});
