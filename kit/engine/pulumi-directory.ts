import { execFileSync } from "node:child_process";
import { join } from "node:path";

/**
 * The directory of a Pulumi CLI with its Node language host: found, downloaded or built by ensure.mjs, which says on
 * standard error what it does.
 * @throws when there is none and none can be had
 */
export const pulumiDirectory = (): string =>
  execFileSync(process.execPath, [join(__dirname, "../../tools/pulumi-cli/ensure.mjs")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();
