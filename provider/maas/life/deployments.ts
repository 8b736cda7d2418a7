import { type DeclaredDeployment } from "../machine/deployed";

export type { DeclaredDeployment } from "../machine/deployed";

/**
 * What a run knows of the deployments of its program, by machine. Their program tells about them before the engine comes
 * to the storage below them, which is declared first.
 */
export class Deployments {
  private readonly bySystemId = new Map<string, DeclaredDeployment>();
  /** What the storage below a deployment is to lose in this run, and what deploys it again when all is gone. */
  private readonly losses = new Map<string, { readonly ids: Set<string>; readonly redeploy: () => Promise<void> }>();

  declare(systemId: string, deployment: DeclaredDeployment): void {
    this.bySystemId.set(systemId, deployment);
  }

  on(systemId: string): DeclaredDeployment | undefined {
    return this.bySystemId.get(systemId);
  }

  /** The engine deletes these objects last: then the machine is to be deployed again. */
  loses(systemId: string, ids: readonly string[], redeploy: () => Promise<void>): void {
    this.losses.set(systemId, { ids: new Set(ids), redeploy });
  }

  /** An object below a deployment was deleted. The last one of them has the machine deployed again. */
  async lost(systemId: string, id: string): Promise<void> {
    const loss = this.losses.get(systemId);
    if (loss?.ids.delete(id) !== true || loss.ids.size > 0) return;
    this.losses.delete(systemId);
    await loss.redeploy();
  }

  /** Objects that the engine keeps after all are not waited for. */
  stays(systemId: string, id: string): void {
    this.losses.get(systemId)?.ids.delete(id);
  }

  /** True when something below the deployment of this machine is still to be deleted. */
  isLosing(systemId: string): boolean {
    return this.losses.has(systemId);
  }
}
