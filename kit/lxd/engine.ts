import { lxdConnection, lxdRuns } from "../../provider/lxd/connection";
import { storagePool } from "../../provider/lxd/kinds/storage-pool";
import { storageVolume } from "../../provider/lxd/kinds/storage-volume";
import { storageVolumeSnapshot } from "../../provider/lxd/kinds/storage-volume-snapshot";
import { Handler } from "../../provider/pulumi/handler";
import { type DynamicProvider } from "../../provider/pulumi/protocol";
import { deriveIdentity } from "../../sdk/identity";
import { type Action, Managed, type ManagedState } from "../handlers/managed";
import { sharedEndpoint } from "./shared";

export type LxdKind = "StoragePool" | "StorageVolume" | "StorageVolumeSnapshot";

type Configuration = Readonly<Record<string, string>>;

export const identityOf = (kind: LxdKind, name: string): string =>
  deriveIdentity({ project: "test", stack: "test", path: [kind, name] });

/** Handlers as the host has them, one process for each `engine`. */
export class LxdEngine {
  private readonly providers: Readonly<Record<LxdKind, DynamicProvider>>;

  /** With `sleep`, its waits are shorter than LXD needs. */
  constructor(
    configuration: Configuration = { "lxd:endpoint": sharedEndpoint() },
    sleep?: (ms: number) => Promise<void>,
  ) {
    const runs = lxdRuns(sleep);
    const connection = () => lxdConnection(runs);
    this.providers = {
      StoragePool: new Handler(storagePool, connection()),
      StorageVolume: new Handler(storageVolume, connection()),
      StorageVolumeSnapshot: new Handler(storageVolumeSnapshot, connection()),
    };
    for (const provider of Object.values(this.providers)) {
      void provider.configure({ config: { get: (key) => configuration[key] } });
    }
  }

  provider(kind: LxdKind): DynamicProvider {
    return this.providers[kind];
  }

  /** A resource of the program, which does not exist yet. */
  resource(kind: LxdKind, name: string): Managed {
    return new Managed(this.providers[kind], identityOf(kind, name));
  }

  /** A resource that has come here from another run, with its state and nothing else. */
  continued(kind: LxdKind, name: string, state: ManagedState): Managed {
    return this.resource(kind, name).withState(state);
  }
}

/** A resource for which every step is a run of its own: another process, with nothing in its memory. */
export class LxdResource extends Managed {
  constructor(
    private readonly kind: LxdKind,
    readonly name: string,
    private readonly configuration?: Configuration,
  ) {
    super(new LxdEngine(configuration).provider(kind), identityOf(kind, name));
  }

  override apply(args: Record<string, unknown>): Promise<Action> {
    this.beginRun();
    return super.apply(args);
  }

  override refresh(): Promise<boolean> {
    this.beginRun();
    return super.refresh();
  }

  override destroy(): Promise<void> {
    this.beginRun();
    return super.destroy();
  }

  private beginRun(): void {
    this.provider = new LxdEngine(this.configuration).provider(this.kind);
  }
}
