import { type DeclaredDeployment } from "../machine/deployed";

export type { DeclaredDeployment } from "../machine/deployed";

/**
 * What a run knows of the deployments of its program, by machine. Their program tells about them before the engine comes
 * to the storage below them, which is declared first.
 */
export class Deployments {
  private readonly bySystemId = new Map<string, DeclaredDeployment>();
  /** How the program's deployment of a machine is brought back, and on which machines this run is done with it. */
  private readonly offers = new Map<string, () => Promise<void>>();
  private readonly settled = new Set<string>();
  /** How many objects of a machine are being deleted, and the deployment that follows them. */
  private readonly deletions = new Map<string, number>();
  private readonly redeploying = new Map<string, Promise<void>>();
  /** What the storage below a deployment is to lose in this run, before it is deployed again. */
  private readonly losses = new Map<string, Set<string>>();

  declare(systemId: string, deployment: DeclaredDeployment): void {
    this.bySystemId.set(systemId, deployment);
  }

  on(systemId: string): DeclaredDeployment | undefined {
    return this.bySystemId.get(systemId);
  }

  /** The engine deletes these objects last: then the machine is to be deployed again. */
  loses(systemId: string, ids: readonly string[]): void {
    this.losses.set(systemId, new Set(ids));
  }

  /** The deployment of this machine gives way to changes of its storage; `redeploy` brings it back, from wherever it is. */
  offer(systemId: string, redeploy: () => Promise<void>): void {
    this.offers.set(systemId, redeploy);
  }

  /** The engine is done with the deployment of this machine: what it deletes now, it deletes last. */
  settle(systemId: string): void {
    this.settled.add(systemId);
  }

  /**
   * Deletes an object on a machine. When the engine is done with the deployment there, and nothing else is being deleted,
   * the machine is deployed again, also after a run that was broken off between: nobody else would.
   */
  async whileDeleting(systemId: string, id: string, remove: () => Promise<void>): Promise<void> {
    await this.redeploying.get(systemId)?.catch(() => undefined);
    this.count(systemId, 1);
    await remove().finally(() => this.count(systemId, -1));
    await this.deleted(systemId, id);
  }

  private count(systemId: string, by: number): void {
    this.deletions.set(systemId, (this.deletions.get(systemId) ?? 0) + by);
  }

  private async deleted(systemId: string, id: string): Promise<void> {
    const redeploy = this.offers.get(systemId);
    if (redeploy !== undefined && this.isLast(systemId, id)) await this.bringBack(systemId, redeploy);
  }

  private isLast(systemId: string, id: string): boolean {
    const lost = this.losses.get(systemId);
    if (lost === undefined) return this.settled.has(systemId) && this.deletions.get(systemId) === 0;
    if (!lost.delete(id) || lost.size > 0) return false;
    return this.losses.delete(systemId);
  }

  private bringBack(systemId: string, redeploy: () => Promise<void>): Promise<void> {
    const one = redeploy().finally(() => this.redeploying.delete(systemId));
    this.redeploying.set(systemId, one);
    return one;
  }
}
