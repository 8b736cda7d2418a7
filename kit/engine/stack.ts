import {
  CommandError,
  type ConfigMap,
  type Deployment,
  type EngineEvent,
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  Stack,
} from "@pulumi/pulumi/automation";

import { localEnvironment } from "./local-environment";
import { EngineProcess } from "./engine-process";
import { type Region } from "../region";
import { outcomesOf, type Outcome, outputsOf, type Step, stepsOf } from "./operations";
import { type Files, ProgramDirectory } from "./program-directory";
import { resourcesIn, type StateResource } from "./state-resources";

export type Environment = Readonly<Record<string, string>>;

export interface StackOptions {
  /** The program: a function of the test itself, files, or a directory of the repository that is copied. */
  readonly program: PulumiFn | Files | { readonly directory: string };
  /** Where MAAS is. A function gets it as stack configuration, a program in files by the environment. */
  readonly maas?: Region;
  readonly config?: ConfigMap;
  /** For every run of the CLI, and so for the programs in files and for the provider hosts. */
  readonly env?: Environment;
  /** @defaultValue "test" */
  readonly stackName?: string;
  /** Type-check programs in files as a user's Pulumi does: two seconds more a run. @defaultValue false */
  readonly typeCheck?: boolean;
}

/** As the CLI has them; resources are named as in `Raid/md0`, and looked up in the state. */
export interface RunOptions {
  readonly parallel?: number;
  readonly refresh?: boolean;
  readonly replace?: readonly string[];
  readonly target?: readonly string[];
  readonly targetDependents?: boolean;
  readonly exclude?: readonly string[];
  readonly continueOnError?: boolean;
}

interface EngineOptions extends Omit<RunOptions, "replace" | "target" | "exclude"> {
  readonly replace?: string[];
  readonly target?: string[];
  readonly exclude?: string[];
}

/** What a run of the engine did. */
export interface Run {
  readonly output: string;
  /** What the engine, the program and the provider host had to say, a line each. */
  readonly messages: readonly string[];
  readonly steps: readonly Step[];
  /** What became of each resource, by type and logical name: `{ "Raid/md0": "create" }`. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

export interface FinishedRun extends Run {
  /** The outputs of the stack; `[secret]` stands for a secret. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

const isDirectory = (program: Files | { readonly directory: string }): program is { directory: string } =>
  typeof program["directory"] === "string" && Object.keys(program).length === 1;

let command: Promise<PulumiCommand> | undefined;

/** Asked for its version once, not once a stack. */
const pulumiCommand = (): Promise<PulumiCommand> => (command ??= PulumiCommand.get());

const environmentOf = (directory: ProgramDirectory, options: StackOptions): Record<string, string> => ({
  ...localEnvironment(directory.path),
  PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
  ...(options.typeCheck ? {} : { PULUMI_NODEJS_TRANSPILE_ONLY: "true" }),
  ...(options.maas ? { MAAS_API_URL: options.maas.url, MAAS_API_KEY: options.maas.apiKey } : {}),
  ...options.env,
});

/**
 * After each run the Automation API starts the CLI up to three times more, for outputs and history: a second each, and the
 * events of the run have said it all.
 */
const withoutQuestions = (stack: Stack): Stack =>
  Object.assign(stack, { outputs: () => Promise.resolve({}), info: () => Promise.resolve(undefined) });

const stackFor = async (directory: ProgramDirectory, options: StackOptions): Promise<Stack> => {
  const { program, stackName = "test" } = options;
  const workspace = await LocalWorkspace.create({
    workDir: directory.program,
    pulumiCommand: await pulumiCommand(),
    envVars: environmentOf(directory, options),
    ...(typeof program === "function"
      ? // The provider host starts in `main`, and finds the package from there.
        { program, projectSettings: { name: "test", runtime: "nodejs", main: directory.program } }
      : {}),
  });
  const stack = withoutQuestions(await Stack.create(stackName, workspace));
  const config: ConfigMap = {
    ...(typeof program === "function" && options.maas
      ? {
          "maas:apiUrl": { value: options.maas.url },
          "maas:apiKey": { value: options.maas.apiKey, secret: true },
        }
      : {}),
    ...options.config,
  };
  if (Object.keys(config).length > 0) await stack.setAllConfig(config);
  return stack;
};

type Action = (onEvent: (event: EngineEvent) => void) => Promise<{ readonly stdout: string }>;

const runOf = (output: string, events: readonly EngineEvent[]): FinishedRun => {
  const steps = stepsOf(events);
  const messages = events.flatMap(({ diagnosticEvent }) => diagnosticEvent?.message.trim() ?? []);
  return { output, messages, steps, outcomes: outcomesOf(steps), outputs: outputsOf(events) };
};

const observe = async (action: Action): Promise<FinishedRun> => {
  const events: EngineEvent[] = [];
  const { stdout } = await action((event) => events.push(event));
  return runOf(stdout, events);
};

const observeFailure = async (action: Action): Promise<Run> => {
  const events: EngineEvent[] = [];
  try {
    await action((event) => events.push(event));
  } catch (error) {
    if (error instanceof CommandError) return runOf(error.message, events);
    throw error;
  }
  throw new Error("this run was to fail, and it succeeded");
};

/** A stack on the real engine with a backend, a home and a directory of its own. */
export class TestStack {
  private constructor(
    private readonly stack: Stack,
    private readonly directory: ProgramDirectory,
    private readonly options: StackOptions,
  ) {}

  static async open(options: StackOptions): Promise<TestStack> {
    const directory = new ProgramDirectory();
    const { program } = options;
    if (typeof program === "object" && isDirectory(program)) directory.copy(program.directory);
    else if (typeof program === "object") directory.write(program);
    return new TestStack(await stackFor(directory, options), directory, options);
  }

  /** Another stack of the same project, with a program of its own, which is a function. Closing either removes both. */
  async beside(stackName: string, program: PulumiFn): Promise<TestStack> {
    const options = { ...this.options, stackName, program };
    return new TestStack(await stackFor(this.directory, options), this.directory, options);
  }

  /** `pulumi state move`: resources of this stack belong to another one from then on. */
  async move(resources: readonly string[], other: TestStack): Promise<void> {
    const urns = await Promise.all(resources.map((resource) => this.urn(resource)));
    const between = ["--source", this.stack.name, "--dest", other.stack.name];
    await this.run(["state", "move", ...between, "--yes", ...urns]);
  }

  /** The next runs use this program. */
  setProgram(program: PulumiFn | Files): void {
    if (typeof program === "function") this.stack.workspace.program = program;
    else this.directory.write(program);
  }

  /** Added to the environment of the next runs. */
  setEnvironment(env: Environment): void {
    this.stack.workspace.envVars = { ...this.stack.workspace.envVars, ...env };
  }

  async setConfig(config: ConfigMap): Promise<void> {
    await this.stack.setAllConfig(config);
  }

  async up(options: RunOptions = {}): Promise<FinishedRun> {
    const resolved = await this.resolve(options);
    return observe((onEvent) => this.stack.up({ ...resolved, onEvent }));
  }

  /** For an `up` that must fail. @throws when it succeeds */
  async upFails(options: RunOptions = {}): Promise<Run> {
    const resolved = await this.resolve(options);
    return observeFailure((onEvent) => this.stack.up({ ...resolved, onEvent }));
  }

  async preview(options: RunOptions = {}): Promise<Run> {
    const resolved = await this.resolve(options);
    return observe((onEvent) => this.stack.preview({ ...resolved, diff: true, onEvent }));
  }

  /** For a preview that must fail. @throws when it succeeds */
  async previewFails(options: RunOptions = {}): Promise<Run> {
    const resolved = await this.resolve(options);
    return observeFailure((onEvent) => this.stack.preview({ ...resolved, onEvent }));
  }

  /** A preview that may fail; then `failure` says why. */
  async previewEitherWay(): Promise<Run & { readonly failure?: string }> {
    const events: EngineEvent[] = [];
    const onEvent = (event: EngineEvent): void => void events.push(event);
    try {
      return runOf((await this.stack.preview({ onEvent })).stdout, events);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return { ...runOf("", events), failure: error.message };
    }
  }

  async refresh(options: Pick<RunOptions, "parallel" | "target"> = {}): Promise<Run> {
    const resolved = await this.resolve(options);
    return observe((onEvent) => this.stack.refresh({ ...resolved, onEvent }));
  }

  async destroy(options: Omit<RunOptions, "replace"> = {}): Promise<Run> {
    const resolved = await this.resolve(options);
    return observe((onEvent) => this.stack.destroy({ ...resolved, onEvent }));
  }

  /** Any other command of the CLI, like `state taint`. @throws when it fails */
  cli(...args: readonly string[]): Promise<string> {
    return this.run([...args, "--stack", this.stack.name]);
  }

  private async run(args: readonly string[]): Promise<string> {
    const process = EngineProcess.start(
      [...args, "--non-interactive"],
      this.directory.program,
      this.stack.workspace.envVars,
    );
    if ((await process.exited) !== 0) throw new Error(`pulumi ${args.join(" ")}: ${process.output}`);
    return process.output;
  }

  /** The resources of the state that are not Pulumi's own, under names as in `Raid/md0`. */
  async resources(): Promise<readonly StateResource[]> {
    return resourcesIn(await this.exportState());
  }

  async urn(resource: string): Promise<string> {
    const found = (await this.resources()).find((one) => one.resource === resource);
    if (found === undefined) throw new Error(`the state has no ${resource}`);
    return found.urn;
  }

  /**
   * The rule that finds most bugs of a provider: after an `up`, a preview is empty, with a refresh and without.
   * @throws an error that shows the preview
   */
  async expectNoChanges(refreshes: readonly boolean[] = [false, true]): Promise<void> {
    for (const refresh of refreshes) {
      const { outcomes, output } = await this.preview({ refresh });
      const changed = Object.entries(outcomes).filter(([, outcome]) => outcome !== "same" && outcome !== "read");
      if (changed.length > 0) {
        const list = changed.map(([resource, outcome]) => `${outcome} ${resource}`).join(", ");
        throw new Error(`a preview${refresh ? " with refresh" : ""} would ${list}:\n${output}`);
      }
    }
  }

  /** The CLI as a process that can be killed. Only programs in files run without this process. */
  start(args: readonly string[]): EngineProcess {
    if (this.stack.workspace.program) throw new Error("only a program in files runs in a process of its own");
    return EngineProcess.start(
      [...args, "--stack", this.stack.name, "--non-interactive"],
      this.directory.program,
      this.stack.workspace.envVars,
    );
  }

  /** `pulumi cancel`: takes away the lock that a killed run has left. */
  cancel(): Promise<void> {
    return this.stack.cancel();
  }

  exportState(): Promise<Deployment> {
    return this.stack.exportStack();
  }

  /** The state as it lies in the backend, with secrets encrypted. */
  stateText(): string {
    return this.directory.readAll("state");
  }

  importState(state: Deployment): Promise<void> {
    return this.stack.importStack(state);
  }

  async rename(stackName: string): Promise<void> {
    await this.stack.rename({ stackName });
  }

  /** The options with the URNs of the resources that they name. */
  private async resolve({ replace, target, exclude, ...others }: RunOptions): Promise<EngineOptions> {
    const urns = (names: readonly string[]): Promise<string[]> => Promise.all(names.map((name) => this.urn(name)));
    return {
      ...others,
      ...(replace ? { replace: await urns(replace) } : {}),
      ...(target ? { target: await urns(target) } : {}),
      ...(exclude ? { exclude: await urns(exclude) } : {}),
    };
  }

  /** Removes all traces, whatever state the stack is in. */
  close(): void {
    this.directory.remove();
  }
}
