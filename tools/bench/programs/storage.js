/** What declared.json says, with the resources of pulumi-maas. Plain JavaScript: no compiler distorts what is measured. */
const maas = require("pulumi-maas");
const { machines, layout } = require("./declared.json");

for (const { name: machineName, systemId, changes } of machines) {
  const made = {};
  const resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve);
    return typeof value === "object" && "resource" in value ? made[value.resource] : value;
  };
  for (const { kind, name, args } of layout) {
    const values = Object.entries({ ...args, ...changes[name] }).map(([key, value]) => [key, resolve(value)]);
    made[name] = new maas[kind](`${machineName}-${name}`, { machine: systemId, ...Object.fromEntries(values) });
  }
}
