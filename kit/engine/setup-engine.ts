import { delimiter } from "node:path";

import { ensureBuild } from "./ensure-build";
import { pulumiDirectory } from "./pulumi-directory";

/** A tier without its engine fails and says why: a skipped test proves nothing. */
export default function setUp(): void {
  ensureBuild();
  process.env["PATH"] = `${pulumiDirectory()}${delimiter}${process.env["PATH"] ?? ""}`;
}
