import { type Files } from "./program-directory";

/** A program in a file, as users have it. The machine's system id is at hand as `machine`. */
export const programText = (machine: string, body: string): Files => ({
  "index.ts": [
    'import * as pulumi from "@pulumi/pulumi";',
    'import * as maas from "pulumi-maas";',
    `const machine = ${JSON.stringify(machine)};`,
    "void pulumi;",
    body,
  ].join("\n"),
});
