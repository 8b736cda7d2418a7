import { type MaasClient } from "./http/client";
import { Declarations } from "../run/declarations";
import { Fleet } from "./machine/fleet";
import { type Told } from "./machine/hand-over";
import { MachineSession, type SessionOptions } from "./machine/session";

/** Machines of which more is kept than this lose what was read of them, the longest unused first. */
const MACHINES_KEPT = 500;

/** What one run of the engine shares in this process, on one region: one session for each machine, and what was declared. */
export class Run {
  readonly declared = new Declarations();
  private readonly sessions = new Map<string, MachineSession>();
  private readonly fleet: Fleet;

  constructor(
    readonly client: MaasClient,
    private readonly options: SessionOptions,
    hear?: () => readonly Told[],
  ) {
    this.fleet = new Fleet(client, hear);
  }

  announce(line: string): void {
    this.options.announce(line);
  }

  sleep(ms: number): Promise<void> {
    return this.options.sleep(ms);
  }

  session(systemId: string): MachineSession {
    const session = this.sessions.get(systemId) ?? new MachineSession(this.client, systemId, this.options, this.fleet);
    this.sessions.delete(systemId);
    this.sessions.set(systemId, session);
    this.dropLongestUnused();
    return session;
  }

  private dropLongestUnused(): void {
    for (const [systemId, session] of this.sessions) {
      if (this.sessions.size <= MACHINES_KEPT) return;
      if (session.idle) this.sessions.delete(systemId);
    }
  }
}
