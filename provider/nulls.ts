/**
 * Without the properties that are null, at any depth: null is "not given", as everywhere in Pulumi (configuration from JSON
 * and YAML has it). In a list null stays, to be refused: leaving out a member of a RAID is not for us to decide.
 */
export const withoutNulls = (properties: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => (value === null ? [] : [[name, insideOf(value)]])),
  );

function insideOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(insideOf);
  return typeof value === "object" && value !== null ? withoutNulls(value) : value;
}
