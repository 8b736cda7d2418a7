const { spawnSync } = require("node:child_process");

/** The daemons that this tier can be run on, with the Debian packages that they come with. */
const IMPLEMENTATIONS = {
  lxd: { command: "lxd", debianPackage: "lxd", directoryVariable: "LXD_DIR" },
  incus: { command: "incusd", debianPackage: "incus-base", directoryVariable: "INCUS_DIR" },
};

/** What else a real LXD with btrfs pools needs. */
const COMMANDS = { "mkfs.btrfs": "btrfs-progs", ip: "iproute2" };

const isThere = (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

/** The daemon of this run: LXD, or Incus when `TEST_LXD=incus` asks for it. */
const implementation = () => {
  const name = process.env.TEST_LXD ?? "lxd";
  if (!Object.hasOwn(IMPLEMENTATIONS, name)) throw new Error(`TEST_LXD must be lxd or incus, not "${name}"`);
  return { name, ...IMPLEMENTATIONS[name] };
};

/** Why no LXD can be started on this computer; undefined when one can. */
const whyNoLxd = () => {
  if (process.platform !== "linux") return "LXD runs on Linux only";
  if (process.getuid() !== 0) return "only root can start LXD";
  const { command, debianPackage } = implementation();
  const missing = Object.entries({ [command]: debianPackage, ...COMMANDS }).filter(([name]) => !isThere(name));
  if (missing.length === 0) return undefined;
  return `not installed: ${missing.map(([, name]) => name).join(", ")}`;
};

module.exports = { implementation, whyNoLxd };
