import { type MaasClient } from "./http/client";
import { Declarations } from "../run/declarations";
import { Fleet } from "./machine/fleet";
import { type Told } from "./machine/hand-over";
import { readLifeMachine } from "./api/deployments";
import { isInUse } from "./machine/deployed";
import { Releases } from "./life/release";
import { type DeclaredDeployment, Deployments } from "./life/deployments";
import { Watch } from "./life/watch";
import { type PreviewMode } from "./config";
import { Plan } from "./plan/plan";
import { MachineSession, type SessionOptions } from "./machine/session";

/** Machines of which more is kept than this lose what was read of them, the longest unused first. */
const MACHINES_KEPT = 2_000;

/** What one run of the engine shares in this process, on one region: one session for each machine, and what was declared. */
export class Run {
  readonly declared = new Declarations();
  readonly plan = new Plan();
  private readonly sessions = new Map<string, MachineSession>();
  readonly deployments = new Deployments();
  readonly watch: Watch;
  readonly releases: Releases;
  private readonly fleet: Fleet;
  private heard: Told[] = [];

  constructor(
    readonly client: MaasClient,
    private readonly options: SessionOptions & { readonly preview?: PreviewMode },
    private readonly hear: () => readonly Told[] = () => [],
  ) {
    this.watch = new Watch(client, options);
    this.releases = new Releases(this);
    this.fleet = new Fleet(client, () => {
      this.listen();
      return this.heard.splice(0);
    });
  }

  /** What the program has told since: of its deployments, and for the fleet. */
  private listen(): void {
    for (const told of this.hear()) {
      if (told.deployment === undefined) this.heard.push(told);
      else this.deployments.declare(told.systemId, told.deployment);
    }
  }

  /** The deployment that the program has on a machine, as far as it has told. */
  deployment(systemId: string): DeclaredDeployment | undefined {
    this.listen();
    return this.deployments.on(systemId);
  }

  /** Releases a machine of a deployment of this program, so that its storage can be changed. */
  private async releaseFor(deployment: DeclaredDeployment, systemId: string): Promise<void> {
    const { name, agent, release = {} } = deployment;
    this.announce(`machine ${systemId} is released for a change of its storage; Deployment "${name}" deploys it again`);
    const timeoutMs = this.options.readyTimeoutMs;
    if (await this.releases.release({ systemId, agent, release, timeoutMs })) return;
    // The deletion of the deployment may have released it meanwhile.
    if (!isInUse(await readLifeMachine(this.client, systemId))) return;
    throw new Error(`machine ${systemId} is not allocated by Deployment "${name}": release it in MAAS, then run again`);
  }

  announce(line: string): void {
    this.options.announce(line);
  }

  sleep(ms: number): Promise<void> {
    return this.options.sleep(ms);
  }

  get preview(): PreviewMode {
    return this.options.preview ?? "online";
  }

  session(systemId: string): MachineSession {
    const session = this.sessions.get(systemId) ?? this.newSession(systemId);
    this.sessions.delete(systemId);
    this.sessions.set(systemId, session);
    this.dropLongestUnused();
    return session;
  }

  private newSession(systemId: string): MachineSession {
    const deployed = {
      deployment: () => this.deployment(systemId),
      release: (deployment: DeclaredDeployment) => this.releaseFor(deployment, systemId),
    };
    return new MachineSession(this.client, systemId, { ...this.options, deployed }, this.fleet);
  }

  private dropLongestUnused(): void {
    for (const [systemId, session] of this.sessions) {
      if (this.sessions.size <= MACHINES_KEPT) return;
      if (session.idle) this.sessions.delete(systemId);
    }
  }
}
