import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";

import { inspect } from "./installed.mjs";
import { binaries, dynamicProviderScript, launcher } from "./recipe.mjs";

const goEnvironment = { ...process.env, CGO_ENABLED: "0" };

/** From 1.21 on, Go fetches the newer toolchain that a go.mod asks for by itself. */
const goProblem = () => {
  try {
    const version = execFileSync("go", ["env", "GOVERSION"], { encoding: "utf8", env: goEnvironment }).trim();
    const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
    if (Number(major) === 1 && Number(minor) < 21) return `${version} is too old, 1.21 or newer is needed`;
    return undefined;
  } catch {
    return "there is no Go on PATH";
  }
};

const goFlags = ({ version }) => [
  "-v",
  "-mod=readonly",
  "-modcacherw",
  "-trimpath",
  "-tags=osusergo,grpcnotrace",
  `-ldflags=-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
];

/** Go names every module it downloads and every package it compiles: the only progress there is. */
const goBuild = (binary, output, progress) =>
  new Promise((resolve, reject) => {
    const args = ["build", ...goFlags(binary), "-o", output, binary.package];
    const child = spawn("go", args, { cwd: binary.module, env: goEnvironment, stdio: ["ignore", "ignore", "pipe"] });
    const stop = () => child.kill();
    process.once("exit", stop);
    const lastLines = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      progress.count(line.startsWith("go: downloading") ? "modules downloaded" : "packages compiled");
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("exit", stop);
      if (code === 0) resolve();
      else reject(new Error(`go ${args.join(" ")} failed in ${binary.module}:\n${lastLines.join("\n")}`));
    });
  });

const fill = async (directory, startProgress) => {
  for (const binary of binaries) {
    const progress = startProgress(`building ${binary.name} ${binary.version}`);
    try {
      await goBuild(binary, join(directory, binary.file), progress);
    } finally {
      progress.end();
    }
  }
  fs.writeFileSync(join(directory, "pulumi-language-nodejs"), launcher, { mode: 0o755 });
  const script = join(directory, basename(dynamicProviderScript));
  fs.copyFileSync(dynamicProviderScript, script);
  fs.chmodSync(script, 0o755);
};

/** What a killed run has left: nobody builds for an hour, and whoever builds now must keep its own. */
const removeAbandoned = (directory) => {
  for (const name of fs.readdirSync(dirname(directory))) {
    const path = join(dirname(directory), name);
    if (name.includes(".unfinished-") && Date.now() - fs.statSync(path).mtimeMs > 3_600_000) {
      fs.rmSync(path, { recursive: true, force: true });
    }
  }
};

/**
 * Builds the CLI with Go and moves it to `directory` in one step, so that what is there is whole or absent.
 * @returns the problem in words, or undefined
 */
export const build = async (directory, startProgress) => {
  const problem = goProblem();
  if (problem !== undefined) return problem;
  if (!fs.existsSync(dynamicProviderScript)) return `${dynamicProviderScript} is missing: run npm install first`;

  fs.mkdirSync(dirname(directory), { recursive: true });
  removeAbandoned(directory);
  const unfinished = fs.mkdtempSync(`${directory}.unfinished-`);
  try {
    await fill(unfinished, startProgress);
    const built = await inspect(unfinished);
    if (built.problem !== undefined) return `what was built is broken: ${built.problem}`;
    fs.rmSync(directory, { recursive: true, force: true });
    fs.renameSync(unfinished, directory);
    return undefined;
  } catch (error) {
    return error.message;
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
};
