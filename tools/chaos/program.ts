import { type Declared, isReference, the } from "../../kit/layouts/declared";

/** What a program declares on one machine. */
export interface MachinePart {
  readonly systemId: string;
  readonly resources: readonly Declared[];
}

/** The text of a program that declares all of it. */
export const programText = (machines: readonly MachinePart[]): string =>
  ['import * as maas from "pulumi-maas";', ...machines.flatMap((part, at) => machineText(part, `m${at}`)), ""].join(
    "\n",
  );

function machineText({ systemId, resources }: MachinePart, prefix: string): string[] {
  const hasLayout = resources.some(({ kind }) => kind === "StorageLayout");
  return resources.map((declared) => {
    const { kind, name, args } = declared;
    const text = valueText({ ...placeOf(declared, systemId, hasLayout), ...args }, prefix);
    return `const ${prefix}_${name} = new maas.${kind}("${prefix}-${name}", ${text});`;
  });
}

/** How a resource says on which machine it is. */
function placeOf({ kind }: Declared, systemId: string, hasLayout: boolean): object {
  if (kind === "LogicalVolume") return {};
  if (kind === "Machine") return { adopt: systemId };
  if (kind === "Tag") return { machines: [systemId] };
  return { machine: kind === "StorageLayout" || !hasLayout ? systemId : the("layout") };
}

function valueText(value: unknown, prefix: string): string {
  if (isReference(value)) return `${prefix}_${value.resource}`;
  if (Array.isArray(value)) return `[${value.map((one) => valueText(one, prefix)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{ ${entries.map(([key, one]) => `${key}: ${valueText(one, prefix)}`).join(", ")} }`;
}
