import { type Bindings } from "./bindings";

/** What a comparison comes to: the bindings afterwards, and every place where the answer differs. */
export interface Outcome {
  readonly bindings: Bindings;
  readonly differences: readonly string[];
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value)).slice(0, 300);

/** Compares an answer with what was recorded; README.md lists what the marks in a recording match. */
export function compare(expected: unknown, actual: unknown, bindings: Bindings, at = "$"): Outcome {
  const differs = (note = ""): Outcome => ({
    bindings,
    differences: [`${at}: expected ${show(expected)}, got ${show(actual)}${note && ` (${note})`}`],
  });
  const settled = (result: Bindings | string): Outcome =>
    typeof result === "string" ? differs(result) : { bindings: result, differences: [] };

  if (isObject(expected)) {
    const marked = compareMarked(expected, actual, bindings, at, settled, differs);
    if (marked !== undefined) return marked;
    return isObject(actual) ? compareObjects(expected, actual, bindings, at) : differs();
  }
  if (Array.isArray(expected)) return Array.isArray(actual) ? compareArrays(expected, actual, bindings, at) : differs();
  if (typeof expected === "string") {
    return typeof actual === "string" ? settled(bindings.unifyText(expected, actual)) : differs();
  }
  return sameScalar(expected, actual) ? settled(bindings) : differs();
}

/** Two numbers of which one is a fraction are equal to twelve digits: the last bit depends on the order of divisions. */
function sameScalar(expected: unknown, actual: unknown): boolean {
  if (expected === actual) return true;
  if (typeof expected !== "number" || typeof actual !== "number") return false;
  const hasFraction = !Number.isInteger(expected) || !Number.isInteger(actual);
  return hasFraction && Math.abs(expected - actual) <= 1e-12 * Math.abs(expected);
}

function compareMarked(
  expected: JsonObject,
  actual: unknown,
  bindings: Bindings,
  at: string,
  settled: (result: Bindings | string) => Outcome,
  differs: (note?: string) => Outcome,
): Outcome | undefined {
  const { $any, $match, $int, $bound, $set } = expected;
  if ($any !== undefined) return actual === undefined ? differs("must be present") : settled(bindings);
  if (typeof $match === "string") {
    return typeof actual === "string" && new RegExp($match, "s").test(actual) ? settled(bindings) : differs();
  }
  if (typeof $int === "string") {
    return typeof actual === "number" && Number.isInteger(actual) ? settled(bindings.unify($int, actual)) : differs();
  }
  // A bound object holds this run's own values, so it is compared as it is.
  if (typeof $bound === "string") {
    return canonical(bindings.get(`obj:${$bound}`)) === canonical(actual) ? settled(bindings) : differs();
  }
  if (Array.isArray($set)) return Array.isArray(actual) ? compareSets($set, actual, bindings, at) : differs();
  return undefined;
}

/** What MAAS sends in no order. */
const UNORDERED: ReadonlySet<string> = new Set([
  ...["tags", "tag_names", "partitions", "service_set", "links", "ip_addresses", "devices", "spare_devices"],
  ...["logical_volumes", "raids", "bcaches", "cache_sets", "volume_groups", "special_filesystems"],
]);

/** One text for all objects that differ in the order of their keys, or of unordered things, alone. */
function canonical(value: unknown, key = ""): string {
  if (Array.isArray(value)) {
    const elements = value.map((element) => canonical(element));
    return `[${(UNORDERED.has(key) ? elements.sort() : elements).join()}]`;
  }
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  const entries = Object.keys(value).sort();
  return `{${entries.map((name) => `${JSON.stringify(name)}:${canonical(value[name], name)}`).join()}}`;
}

function compareObjects(expected: JsonObject, actual: JsonObject, bindings: Bindings, at: string): Outcome {
  const extra = Object.keys(actual)
    .filter((key) => !(key in expected))
    .map((key) => `${at}.${key}: was not recorded, got ${show(actual[key])}`);
  return Object.keys(expected).reduce<Outcome>(
    (before, key) => {
      const after = compare(expected[key], actual[key], before.bindings, `${at}.${key}`);
      return { bindings: after.bindings, differences: [...before.differences, ...after.differences] };
    },
    { bindings, differences: extra },
  );
}

function compareArrays(
  expected: readonly unknown[],
  actual: readonly unknown[],
  bindings: Bindings,
  at: string,
): Outcome {
  const length = `${at}: expected ${expected.length} elements, got ${actual.length}`;
  const start: Outcome = { bindings, differences: expected.length === actual.length ? [] : [length] };
  return expected.slice(0, actual.length).reduce<Outcome>((before, element, index) => {
    const after = compare(element, actual[index], before.bindings, `${at}[${index}]`);
    return { bindings: after.bindings, differences: [...before.differences, ...after.differences] };
  }, start);
}

/** Elements in any order: the first pairing in which everything matches, else the differences of the pairs in order. */
function compareSets(
  expected: readonly unknown[],
  actual: readonly unknown[],
  bindings: Bindings,
  at: string,
): Outcome {
  if (expected.length !== actual.length) return compareArrays(expected, actual, bindings, at);
  const found = pair(expected, actual, bindings, at);
  return found === undefined ? compareArrays(expected, actual, bindings, at) : { bindings: found, differences: [] };
}

function pair(
  expected: readonly unknown[],
  actual: readonly unknown[],
  bindings: Bindings,
  at: string,
): Bindings | undefined {
  const [first, ...rest] = expected;
  if (expected.length === 0) return bindings;
  for (const [index, candidate] of actual.entries()) {
    const outcome = compare(first, candidate, bindings, at);
    if (outcome.differences.length > 0) continue;
    const others = actual.filter((_, other) => other !== index);
    const found = pair(rest, others, outcome.bindings, at);
    if (found !== undefined) return found;
  }
  return undefined;
}
