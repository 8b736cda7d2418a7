import { readdirSync, readFileSync } from "node:fs";

/** What a process of a run needed. */
export interface Need {
  /** Bytes of the largest resident set. */
  readonly memory: number;
  /** Seconds of processor time: unlike the time on the clock, other work on the computer hardly changes it. */
  readonly cpu: number;
}

/** What the processes of a run needed: the CLI, the Node that runs a program, and the provider. */
export type Usage = Readonly<Record<"engine" | "program" | "provider", Need>>;

type Role = keyof Usage;

const SAMPLE_MS = 200;

/** The unit of processor time in /proc, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // The process has ended.
  }
};

/** The fields after the name, which is in parentheses and may hold anything: state, parent, … */
const statOf = (pid: string): string[] => read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];

const roleOf = (pid: string): Role | undefined => {
  const args = read(`/proc/${pid}/cmdline`).split("\0");
  if (args[0]?.includes("terraform-provider-")) return "provider";
  if (!/(^|\/)node$/.test(args[0] ?? "")) return undefined;
  if (args.some((arg) => arg.includes("dynamic-provider"))) return "provider";
  return args.some((arg) => /cmd\/run(\/|$)/.test(arg)) ? "program" : undefined;
};

const descendantsOf = (root: number): string[] => {
  const children = new Map<number, string[]>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = Number(statOf(pid)[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): string[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(Number(child))]);
  return below(root);
};

/** The kernel keeps the peak and the sum: only what is used after the last sample is missed. */
function needOf(pid: string): Need {
  const kibibytes = /VmHWM:\s*(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1];
  const [user, system] = statOf(pid).slice(11, 13);
  return { memory: Number(kibibytes ?? 0) * 1024, cpu: (Number(user ?? 0) + Number(system ?? 0)) / TICKS_PER_SECOND };
}

/**
 * Watches the processes of a run of the CLI.
 * @returns how to end it, and learn what they needed; undefined where there is no /proc
 */
export function watchUsage(engine: number): () => Usage | undefined {
  if (process.platform !== "linux") return () => undefined;
  const seen: Record<Role, Map<string, Need>> = { engine: new Map(), program: new Map(), provider: new Map() };
  const note = (role: Role, pid: string): void => {
    const need = needOf(pid);
    if (need.memory > 0) seen[role].set(pid, need); // A zombie has none.
  };
  const timer = setInterval(() => {
    note("engine", String(engine));
    for (const pid of descendantsOf(engine)) {
      const role = roleOf(pid);
      if (role !== undefined) note(role, pid);
    }
  }, SAMPLE_MS);
  const total = (role: Role): Need => {
    const needs = [...seen[role].values()];
    return { memory: Math.max(0, ...needs.map(({ memory }) => memory)), cpu: needs.reduce((sum, n) => sum + n.cpu, 0) };
  };
  return () => {
    clearInterval(timer);
    return { engine: total("engine"), program: total("program"), provider: total("provider") };
  };
}

/** What several runs needed: the processor time of all of them, and the memory of the largest. */
export function togetherOf(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const known = usages.flatMap((usage) => usage ?? []);
  if (known.length === 0) return undefined;
  const total = (role: Role): Need => ({
    memory: Math.max(...known.map((usage) => usage[role].memory)),
    cpu: known.reduce((sum, usage) => sum + usage[role].cpu, 0),
  });
  return { engine: total("engine"), program: total("program"), provider: total("provider") };
}
