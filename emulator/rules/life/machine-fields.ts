import { type Form, notAChoice } from "../../wire/form";
import { readHostname } from "./hostnames";
import { architectureProblem, readLeastKernel } from "./kernels";
import { completeParameters, missingParameters, needsParameters, type Parameters, POWER_TYPES } from "./power-drivers";
import { serverError } from "../../wire/reply";
import { type Controller, type Machine, type Named, type World } from "../../world/world";
import { show } from "./actions";
import { asId } from "../../wire/python";

/** What a client may say of a machine when it makes or changes one (forms: AdminMachineForm). */

/** What changes when the form is valid; a field that was not given stays as it is. */
export type MachineChange = (machine: Machine) => void;

export function readMachineFields(form: Form, world: World, machine?: Machine): MachineChange {
  const name = readHostname(form, world, machine);
  const changes = { ...name, ...place(form, world), ...hardware(form, world), ...readPower(form, machine) };
  const shown = shownFields(form);
  const least = form.has("min_hwe_kernel") ? readLeastKernel(form, world) : undefined;
  return (target) => {
    Object.assign(target, changes);
    // Every form that is saved makes a text of what was nothing.
    show(target, { ...shown, min_hwe_kernel: least ?? target.shown["min_hwe_kernel"] ?? "" });
  };
}

const byName = (all: readonly Named[]) => new Map(all.map((named) => [named.name, named.name]));

const noSuchChoice = () => "Select a valid choice. That choice is not one of the available choices.";

function place(form: Form, world: World): Partial<Machine> {
  const message = noSuchChoice;
  const zone = form.one("zone", byName(world.zones), { message });
  const pool = form.one("pool", byName(world.pools), { message });
  const domains = new Map(
    world.domains.flatMap(({ id, name }) => [[String(id), name] as const, [name, name] as const]),
  );
  const unknown = (value: string): string => {
    if (asId(value) !== undefined) throw serverError("Domain matching query does not exist.");
    return `Unable to find domain ${value}`;
  };
  const domain = form.one("domain", domains, { message: unknown });
  return given({ zone, pool, domain });
}

/** What a client may say of a controller: its name is its own (forms: ControllerForm). */
export function readControllerFields(form: Form, world: World, controller: Controller): (target: Controller) => void {
  const zone = form.one("zone", byName(world.zones), { message: noSuchChoice });
  const domain = form.one("domain", byName(world.domains), { message: noSuchChoice });
  const { powerParameters } = controller;
  const type = controller.shown["power_type"];
  const power = readPower(form, { powerParameters, powerType: typeof type === "string" ? type : "" });
  const shown = {
    ...(form.has("description") ? { description: form.text("description") } : {}),
    ...(power.powerType === undefined ? {} : { power_type: power.powerType }),
  };
  return (target) => {
    Object.assign(target, given({ zone, domain, powerParameters: power.powerParameters }));
    target.shown = { ...target.shown, ...shown };
  };
}

/** Bare families of processors stand for their generic kind. */
function architecture(form: Form, world: World): string | undefined {
  const text = form.text("architecture");
  if (text === "") return undefined;
  const full = text.includes("/") ? text : `${text}/${form.text("subarchitecture") || "generic"}`;
  const problem = architectureProblem(world, full);
  if (problem !== undefined) form.fail("architecture", problem);
  return full;
}

/** Of a whole number in the database. */
const LEAST_INTEGER = -(2 ** 31);

function hardware(form: Form, world: World): Partial<Machine> {
  const cpuCount = form.integer("cpu_count", LEAST_INTEGER);
  const memory = form.integer("memory", LEAST_INTEGER);
  return given({ architecture: architecture(form, world), cpuCount, memory });
}

type Power = Pick<Machine, "powerType" | "powerParameters">;

const PREFIX = "power_parameters_";

/**
 * What is not given stays, also when the driver changes; each driver keeps what it knows of it (DictCharField). Whoever skips
 * the check may leave out what is required.
 */
export function readPower(form: Form, current: Partial<Power> = {}): Partial<Power> {
  const text = form.text("power_type");
  if (text !== "" && !POWER_TYPES.includes(text)) {
    form.fail("power_type", notAChoice(text));
    return {};
  }
  const { skip_check: skip = "", ...given } = { ...jsonParameters(form), ...form.prefixed(PREFIX) };
  const type = form.has("power_type") ? text : (current.powerType ?? "");
  if (!form.has("power_type") && Object.keys(given).length === 0) return {};
  const all: Parameters = { ...current.powerParameters, ...given };
  const isChecked = skip.toLowerCase() !== "true";
  const isEmpty = Object.keys(all).length === 0;
  if (isChecked && isEmpty && needsParameters(type)) form.fail("power_parameters", "This field is required.");
  else if (isChecked) for (const problem of missingParameters(type, all)) form.fail("power_parameters", problem);
  return { powerType: type, powerParameters: type === "" ? {} : completeParameters(type, all) };
}

function jsonParameters(form: Form): Record<string, string> {
  const text = form.text("power_parameters");
  if (text === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return Object.fromEntries(Object.entries(Object(parsed) as object).map(([name, value]) => [name, String(value)]));
  } catch {
    form.fail("power_parameters", "Failed to parse JSON power_parameters");
    return {};
  }
}

const SWAP_UNITS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** Only a size without a unit is checked before it is read. */
function swapSize(form: Form): number | undefined {
  const text = form.text("swap_size");
  if (text === "") return undefined;
  const unit = SWAP_UNITS[text.slice(-1)];
  const digits = unit === undefined ? text : text.slice(0, -1);
  const size = asId(digits);
  if (size === undefined && unit !== undefined) {
    throw serverError(`invalid literal for int() with base 10: '${digits}'`);
  }
  if (size === undefined) form.fail("swap_size", `Invalid size for swap: ${text}`);
  return size === undefined ? undefined : size * (unit ?? 1);
}

const FLAGS = ["enable_hw_sync", "enable_kernel_crash_dump", "ephemeral_deploy"];

/** Fields that nothing depends on here: kept, and shown. An empty text empties them; an empty size changes nothing. */
function shownFields(form: Form): Record<string, unknown> {
  if (form.flag("disable_ipv4")) form.fail("disable_ipv4", "If specified, disable_ipv4 must be False.");
  const texts = ["description", "hwe_kernel"].filter((field) => form.has(field));
  return {
    ...Object.fromEntries(texts.map((field) => [field, form.text(field)])),
    ...Object.fromEntries(FLAGS.filter((field) => form.has(field)).map((field) => [field, form.flag(field)])),
    ...given({ swap_size: swapSize(form) }),
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
