import { delimiter } from "node:path";

import { ensureBuild } from "../../tools/ensure-build";
import { pulumiDirectory } from "../../tools/pulumi-cli/directory";

/** A tier without its engine fails and says why: a skipped test proves nothing. */
export default function setUp(): void {
  ensureBuild();
  process.env["PATH"] = `${pulumiDirectory()}${delimiter}${process.env["PATH"] ?? ""}`;
}
