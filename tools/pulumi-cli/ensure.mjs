#!/usr/bin/env node
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "./build.mjs";
import { directoryOnPath, inspect } from "./installed.mjs";
import { withLock } from "./lock.mjs";
import { download, isDownloaded, launcherDirectory } from "./npm-launcher.mjs";
import { say, startProgress } from "./progress.mjs";
import { builtDirectory } from "./recipe.mjs";

const usable = async (dir, how) => {
  const found = await inspect(dir);
  if (found.problem === undefined) return { dir, version: found.version, how };
  say(`${how}: ${found.problem}`);
  return undefined;
};

const onPath = async () => {
  const directory = directoryOnPath();
  return directory === undefined ? undefined : usable(directory, "found on PATH");
};

const downloadedBefore = async () =>
  isDownloaded() ? usable(launcherDirectory, "downloaded earlier by the npm launcher") : undefined;

const builtBefore = async () =>
  existsSync(builtDirectory()) ? usable(builtDirectory(), "built earlier by Go") : undefined;

const downloaded = async () => {
  const problem = await download();
  if (problem === undefined) return usable(launcherDirectory, "downloaded by the npm launcher");
  say(`no CLI from the npm launcher: ${problem}`);
  return undefined;
};

const builtNow = async () => {
  const directory = builtDirectory();
  const problem = await build(directory, startProgress);
  if (problem === undefined) return usable(directory, "built by Go");
  say(`no CLI from Go: ${problem}`);
  return undefined;
};

const firstOf = async (...sources) => {
  for (const source of sources) {
    const found = await source();
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * Finds a Pulumi CLI with its Node language host, or gets one: from PATH, from an earlier run, from the `pulumi`
 * launcher of npm, or built by Go from the modules in this directory. Says on standard error what it did.
 * @returns `{dir, version, how}`; put `dir` first on PATH
 */
export const ensurePulumi = async () => {
  const found =
    (await firstOf(onPath, builtBefore, downloadedBefore)) ??
    // Whoever waited here finds what the other one has made.
    (await withLock(`${builtDirectory()}.lock`, say, () =>
      firstOf(builtBefore, downloadedBefore, downloaded, builtNow),
    ));
  if (found === undefined) {
    throw new Error(
      "There is no Pulumi CLI here and none could be had; see above. https://www.pulumi.com/docs/install/",
    );
  }
  say(`Pulumi ${found.version}, ${found.how}: ${found.dir}`);
  return found;
};

const isMain = process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isMain) {
  // Ctrl-C must run the exit handlers: they stop Go and release the lock.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  try {
    process.stdout.write(`${(await ensurePulumi()).dir}\n`);
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
