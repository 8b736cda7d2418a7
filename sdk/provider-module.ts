import { createRequire } from "node:module";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { perProgram } from "./per-program";

/** The advice for a directory from which the provider host does not find the package; undefined when it does. */
export function adviceFor(directory: string): string | undefined {
  try {
    createRequire(join(directory, "index.js")).resolve("pulumi-maas/provider");
    return undefined;
  } catch {
    return (
      `pulumi-maas is not installed where Pulumi's provider host looks for it, ${directory}, and without it no resource can be ` +
      `made, changed or deleted ("Cannot find module 'pulumi-maas/provider'"): run "npm install pulumi-maas" there, also ` +
      "when only a library of yours depends on it"
    );
  }
}

const told = perProgram(() => ({ isTold: false }));

/** The host loads the package from the directory of the program, not from that of the library that declares a resource. */
export function warnWhenNotInstalled(directory = process.cwd()): void {
  const program = told();
  if (program.isTold) return;
  program.isTold = true;
  const advice = adviceFor(directory);
  if (advice !== undefined) void pulumi.log.warn(advice);
}
