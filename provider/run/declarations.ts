import { Objects } from "./objects";

/** What one resource of the running program asks for, as `check` saw it. Unknown values are left out. */
export interface Declaration {
  readonly kind: string;
  readonly systemId: string;
  /** The name that MAAS shall know the object by, for kinds that have one. */
  readonly name?: string | undefined;
  /** The uuid that the program wrote, for kinds that have one. */
  readonly uuid?: string | undefined;
  /** References to the devices that the resource takes for itself. */
  readonly devices: readonly string[];
  /** The filesystem on what the resource is or makes; undefined when there is to be none. */
  readonly filesystem?: { readonly mountPoint?: string | undefined } | undefined;
  /** What only one resource of a machine can have. */
  readonly exclusive?: readonly Exclusive[];
}

/** The boot disk, a mount point, a disk: one resource of a machine can have it. */
export interface Exclusive {
  readonly property: string;
  readonly what: string;
}

/**
 * What the running program has declared so far, by identity. It tells a device that another resource of this run is
 * about to give up from one that is simply taken.
 */
export class Declarations {
  /** Who has which object. */
  readonly objects = new Objects((identity) => this.find(identity) !== undefined);
  private readonly byIdentity = new Map<string, Declaration>();
  private readonly leaving = new Set<string>();
  private working = 0;
  private lastProgress = Date.now();

  /** One resource at work: as long as there are some, the engine may declare those that wait for them. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.working += 1;
    try {
      return await work();
    } finally {
      this.working -= 1;
      this.lastProgress = Date.now();
    }
  }

  /** The same resource while it waits for another one to do something. */
  async aside(wait: () => Promise<void>): Promise<void> {
    this.working -= 1;
    await wait().finally(() => (this.working += 1));
  }

  /** For how many milliseconds nobody but the one who asks has done or declared anything. */
  get quietMs(): number {
    return this.working > 1 ? 0 : Date.now() - this.lastProgress;
  }

  record(identity: string, declaration: Declaration): void {
    this.lastProgress = Date.now();
    this.byIdentity.set(identity.toLowerCase(), declaration);
  }

  find(identity: string): Declaration | undefined {
    return this.byIdentity.get(identity.toLowerCase());
  }

  /** True when some RAID, bcache or logical volume of this program will make a disk of this name on the machine. */
  makesDisk(systemId: string, name: string): boolean {
    // A logical volume is the disk `<group>-<volume>`.
    const makes = (other: Declaration): boolean =>
      other.kind === "LogicalVolume" ? name.endsWith(`-${other.name}`) : other.name === name;
    return [...this.byIdentity.values()].some((other) => other.systemId === systemId && makes(other));
  }

  /** The declaration of another resource that would be the same object: MAAS checks no uuid for being unique. */
  twinOf(identity: string): Declaration | undefined {
    const mine = this.find(identity);
    if (mine?.uuid === undefined) return undefined;
    const { kind, systemId, uuid } = mine;
    const others = [...this.byIdentity].filter(([other]) => other !== identity.toLowerCase());
    return others.map(([, other]) => other).find((o) => o.kind === kind && o.systemId === systemId && o.uuid === uuid);
  }

  /** What this resource declares, and another one of this program as well, though only one can have it. */
  disputed(identity: string): (Exclusive & { readonly kind: string }) | undefined {
    const mine = this.find(identity);
    const others = [...this.byIdentity].filter(
      ([other, { systemId }]) => other !== identity.toLowerCase() && systemId === mine?.systemId,
    );
    for (const { property, what } of mine?.exclusive ?? []) {
      const rival = others.find(([, other]) => other.exclusive?.some((one) => one.what === what))?.[1];
      if (rival !== undefined) return { property, what, kind: rival.kind };
    }
    return undefined;
  }

  /** Another resource of this program that is the same object now, so that it must not go with the one that had it. */
  heirOf(objectId: string, identity: string, isHeir: (other: Declaration) => boolean): Declaration | undefined {
    const own = [identity.toLowerCase(), this.objects.ownerOf(objectId)];
    return [...this.byIdentity].find(([other, declaration]) => !own.includes(other) && isHeir(declaration))?.[1];
  }

  /** The engine is going to delete this object, to make it anew: it has asked whether it has to. */
  leaves(objectId: string): void {
    this.leaving.add(objectId);
  }

  isLeaving(objectId: string): boolean {
    return this.leaving.has(objectId);
  }

  /** True when an object of this kind, as ids name it, is leaving the machine. */
  isLeavingOn(systemId: string, kind: string): boolean {
    return [...this.leaving].some((id) => id.startsWith(`${systemId}/${kind}/`));
  }

  /** Its deletion has ended, one way or the other. */
  left(objectId: string): void {
    this.leaving.delete(objectId);
  }
}
