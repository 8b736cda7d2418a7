/** What is measured, in the order in which a stack lives. */
export const OPERATIONS = ["up", "preview", "up again", "refresh", "change", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The arguments of the CLI. Where nothing may be left to do, it fails if there is. */
export const COMMANDS: Readonly<Record<Operation, readonly string[]>> = {
  up: ["up", "--yes", "--skip-preview"],
  preview: ["preview", "--expect-no-changes"],
  "up again": ["up", "--yes", "--skip-preview", "--expect-no-changes"],
  refresh: ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
  change: ["up", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};
