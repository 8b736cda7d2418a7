import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { engineVersion, launcherHome } from "./recipe.mjs";

/** Pinned; which engine it fetches is said by PULUMI_VERSION. */
const launcherPackage = "pulumi@3.265.0";

const downloadSite = "https://get.pulumi.com/";
const answerTimeoutMs = 5_000;
const downloadTimeoutMs = 300_000;

export const launcherDirectory = join(launcherHome, "versions", engineVersion, "bin");

export const isDownloaded = () => existsSync(join(launcherDirectory, "pulumi"));

/** Asked first, because the launcher itself sets no limit on how long a silent network may keep it. */
const siteProblem = async () => {
  try {
    await fetch(downloadSite, { method: "HEAD", signal: AbortSignal.timeout(answerTimeoutMs) });
    return undefined;
  } catch (error) {
    return `${downloadSite} does not answer (${error.cause?.code ?? error.name})`;
  }
};

const runLauncher = () =>
  new Promise((resolve) => {
    const child = spawn("npx", ["--yes", launcherPackage, "version"], {
      env: { ...process.env, PULUMI_HOME: launcherHome, PULUMI_VERSION: engineVersion },
      // Its progress is for people: our own standard output ends with the directory.
      stdio: ["ignore", process.stderr.fd, process.stderr.fd],
      timeout: downloadTimeoutMs,
    });
    child.on("error", (error) => resolve(`npx does not start: ${error.message}`));
    child.on("exit", (code, signal) =>
      resolve(code === 0 ? undefined : `npx ${launcherPackage} ended with ${code ?? signal}`),
    );
  });

/** Downloads the CLI through the `pulumi` package of npm. @returns the problem in words, or undefined */
export const download = async () => (await siteProblem()) ?? (await runLauncher());
