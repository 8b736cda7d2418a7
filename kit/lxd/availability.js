const { spawnSync } = require("node:child_process");

/** The commands that a real LXD with btrfs pools needs, and the Debian packages that they come with. */
const COMMANDS = { lxd: "lxd", "mkfs.btrfs": "btrfs-progs", ip: "iproute2" };

const isThere = (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

/** Why no LXD can be started on this computer; undefined when one can. */
const whyNoLxd = () => {
  if (process.platform !== "linux") return "LXD runs on Linux only";
  if (process.getuid() !== 0) return "only root can start LXD";
  const missing = Object.entries(COMMANDS).filter(([command]) => !isThere(command));
  if (missing.length === 0) return undefined;
  return `not installed: ${missing.map(([, debianPackage]) => debianPackage).join(", ")}`;
};

module.exports = { whyNoLxd };
