/** The same resources, with the same inputs and the same order, of a dynamic provider that does nothing. */
const pulumi = require("@pulumi/pulumi");
const { machines, layout } = require("./declared.json");

const __provider = `exports.handler = () => ({
  create: async (inputs) => ({ id: inputs.machine, outs: inputs }),
  update: async (id, olds, news) => ({ outs: news }),
})`;

for (const { name: machineName, systemId, changes } of machines) {
  const made = {};
  const resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve);
    return typeof value === "object" && "resource" in value ? made[value.resource].id : value;
  };
  for (const { name, args, needs } of layout) {
    const values = Object.entries({ ...args, ...changes[name] }).map(([key, value]) => [key, resolve(value)]);
    made[name] = new pulumi.CustomResource(
      "pulumi-nodejs:dynamic:Resource",
      `${machineName}-${name}`,
      { machine: systemId, ...Object.fromEntries(values), __provider },
      { dependsOn: needs.map((need) => made[need]) },
    );
  }
}
