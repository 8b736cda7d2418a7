/** What a command has to say when it is called wrongly: shown with its usage. */
export class UsageError extends Error {}

/** One command of `pulumi-maas`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly usage: string;
  /** Runs with the arguments after its name. */
  run(args: readonly string[]): Promise<void>;
}
