import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import { oldestVersion } from "./recipe.mjs";

const companions = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

const searchPath = () => (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");

const reportedVersion = async (executable) => {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { stdout } = await promisify(execFile)(executable, ["version"], { env, timeout: 20_000 });
  return /^v?(\d+\.\d+\.\d+\S*)\s*$/m.exec(stdout)?.[1];
};

const isTooOld = (version) => {
  const [major, minor] = version.split(".").map(Number);
  return major !== oldestVersion.major || minor < oldestVersion.minor;
};

/**
 * Looks at the CLI in `directory`, and runs it: a file that was cut off half-way is there, too.
 * The engine finds its companions on PATH or beside the real file behind a link, so both places count.
 * @returns `{version}`, or `{problem}` in words
 */
export const inspect = async (directory) => {
  const executable = join(directory, "pulumi");
  if (!isExecutable(executable)) return { problem: `there is no pulumi in ${directory}` };

  const places = [directory, dirname(realpathSync(executable)), ...searchPath()];
  const missing = companions.find((name) => !places.some((place) => isExecutable(join(place, name))));
  if (missing !== undefined) return { problem: `${executable} has no ${missing} beside it or on PATH` };

  try {
    const version = await reportedVersion(executable);
    if (version === undefined) return { problem: `${executable} does not tell its version` };
    if (isTooOld(version)) {
      return {
        problem: `${executable} is ${version}; ${oldestVersion.major}.${oldestVersion.minor} or newer is needed`,
      };
    }
    return { version };
  } catch (error) {
    return { problem: `${executable} does not run: ${error.message.split("\n")[0]}` };
  }
};

/** The first directory on PATH with an executable `pulumi`, as the shell would find it. */
export const directoryOnPath = () => searchPath().find((directory) => isExecutable(join(directory, "pulumi")));
