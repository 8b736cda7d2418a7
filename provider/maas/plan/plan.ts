import { type Planned } from "./intent";
import { PlannedMachine } from "./planned-machine";

/** What the engine is going to delete, to make it anew. */
export interface Leaving {
  readonly objectId: string;
  /** The properties for which it is replaced. */
  readonly reasons: readonly string[];
}

/** The machines of one run, as the running program wants them. */
export class Plan {
  private readonly machines = new Map<string, PlannedMachine>();
  private readonly leaving = new Map<string, Leaving>();
  /** The machine of each resource, by its identity. */
  private readonly places = new Map<string, string>();
  private unreachable: { readonly reason: string; isTold: boolean } | undefined;

  /** MAAS cannot be asked in this preview, which goes on with what the program alone tells. */
  goOnWithout(reason: string): void {
    this.unreachable ??= { reason, isTold: false };
  }

  get isUnreachable(): boolean {
    return this.unreachable !== undefined;
  }

  /** Why the server cannot be asked, said once. */
  takeWarning(): string[] {
    if (this.unreachable === undefined || this.unreachable.isTold) return [];
    this.unreachable.isTold = true;
    return [
      `this preview looks at nothing in MAAS, and holds the program only against itself: ${this.unreachable.reason}\n` +
        `To let it fail instead, set maas:preview to "strict"; to let it ask nobody, to "offline".`,
    ];
  }

  machine(systemId: string): PlannedMachine {
    const machine = this.machines.get(systemId) ?? new PlannedMachine(systemId);
    this.machines.set(systemId, machine);
    return machine;
  }

  /** Keeps what a resource declares, on the machine that it is on now. */
  record(planned: Planned): void {
    const { identity, systemId } = planned;
    const before = this.places.get(identity);
    if (before !== undefined && before !== systemId) this.machine(before).drop(identity);
    this.places.set(identity, systemId);
    this.machine(systemId).record(planned);
  }

  /** The object of this id belongs to this resource of the program, and goes when there are reasons for it. */
  decided(objectId: string, identity: string, isReplaced: boolean, reasons: readonly string[]): void {
    const [systemId] = objectId.split("/");
    if (systemId !== undefined && identity !== "") this.machine(systemId).learn(objectId, identity);
    if (isReplaced) this.leaving.set(identity, { objectId, reasons });
  }

  /** A layout that was made has cleared the machine: from now on the server shows what is there. */
  made({ machine, identity }: { readonly machine: string; readonly identity: string }): void {
    const planned = this.machine(machine).find(identity);
    if (planned?.layout !== undefined) this.machine(machine).clears(undefined);
  }

  /** What is gone takes nothing any more, unless it is made anew. */
  removed(objectId: string, identity: string): void {
    const [systemId] = objectId.split("/");
    if (systemId !== undefined && this.leavingOf(identity) === undefined) this.machine(systemId).drop(identity);
  }

  leavingOf(identity: string): Leaving | undefined {
    return this.leaving.get(identity);
  }
}
