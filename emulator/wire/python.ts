/** Whatever Python's `int()` reads is an id, everything else a name. */
export function asId(key: string): number | undefined {
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(key) ? Number(key.replaceAll("_", "")) : undefined;
}

const pythonWords = new Map<unknown, string>([
  [true, "True"],
  [false, "False"],
  [null, "None"],
]);

/** A value as Python's `repr()` writes it. */
function toLiteral(value: unknown): string {
  const word = pythonWords.get(value);
  if (word !== undefined) return word;
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(", ")}]`;
  if (typeof value !== "string") return typeof value === "object" && value !== null ? toDict(value) : String(value);
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return value.includes("'") && !value.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

function toDict(value: object): string {
  const pairs = Object.entries(value).map(([key, each]) => `${toLiteral(key)}: ${toLiteral(each)}`);
  return `{${pairs.join(", ")}}`;
}

/** A value as Python's `str()` writes it; undefined for nothing. */
export function toText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : toLiteral(value);
}
