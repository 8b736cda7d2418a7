import { isUnknown } from "../../pulumi/unknown";
import { isDerived, sameStack, sameUuid } from "../storage/identity";
import { type Planned, type Product, type Take } from "./intent";
import { underLayout } from "./layout";
import { type Container, type Found, type Holder, type Picture } from "./picture";

/** A device or a container, as far as it is known: what the program makes, what the server has, or both. */
export interface Thing {
  /** Equal for the same thing, however it was referred to. */
  readonly key: string;
  /** How messages call it. */
  readonly name: string;
  readonly planned?: Planned | undefined;
  readonly found?: Found | undefined;
  readonly container?: Container | undefined;
}

const PRODUCTS: Readonly<Record<string, Product>> = {
  raid: "raid",
  bcache: "bcache",
  partition: "partition",
  "logical-volume": "volume",
  "volume-group": "volume group",
  "cache-set": "cache set",
};

const isContainer = (thing: Found | Container): thing is Container => "volumes" in thing;

/**
 * One machine as the running program wants it: what it has declared so far, beside what the server has. The rules hold
 * each declaration against it.
 */
export class PlannedMachine {
  private readonly byIdentity = new Map<string, Planned>();
  /** Which resource of the program has an object, where its uuid does not tell. */
  private readonly owners = new Map<string, string>();
  private seen: Picture | undefined;
  /** The layout that this program is going to put in the place of what the server has. */
  private layout: string | undefined;

  constructor(readonly systemId: string) {}

  /** What the server has, or will have before the program makes anything; undefined when nobody has looked. */
  get picture(): Picture | undefined {
    return this.layout === undefined || this.seen === undefined ? this.seen : underLayout(this.layout, this.seen);
  }

  see(picture: Picture): void {
    this.seen = picture;
  }

  /** Everything on the disks goes before the program makes anything else; undefined when that has happened. */
  clears(layout: string | undefined): void {
    this.layout = layout;
  }

  record(planned: Planned): void {
    this.byIdentity.set(planned.identity, planned);
  }

  drop(identity: string): void {
    this.byIdentity.delete(identity);
  }

  /** The object of this id belongs to this resource of the program. */
  learn(objectId: string, identity: string): void {
    this.owners.set(objectId, identity);
  }

  find(identity: string): Planned | undefined {
    return this.byIdentity.get(identity);
  }

  get all(): readonly Planned[] {
    return [...this.byIdentity.values()];
  }

  othersThan(mine: Planned): readonly Planned[] {
    return this.all.filter((other) => other.identity !== mine.identity);
  }

  /** The disks and partitions that the server has. */
  get devices(): readonly Found[] {
    return (this.picture?.disks ?? []).flatMap((disk) => [disk, ...disk.partitions]);
  }

  /** What the server has of a resource that the program makes. */
  twinOf(planned: Planned): Found | undefined {
    return this.devices.find((found) => this.isOf(found, planned));
  }

  /** True when the server has it already. A cache set is known by its device. */
  hasMade(planned: Planned): boolean {
    const { found, container } = this.productOf(planned);
    const [take] = planned.takes ?? [];
    if (planned.makes !== "cache set") return found !== undefined || container !== undefined;
    const holder = take && this.thingOf(take)?.found?.holder;
    return holder !== undefined && this.cacheSetOn(holder) === planned;
  }

  /** The resource of this program that has made something on the server. */
  ownerOf(thing: Found | Container): Planned | undefined {
    return this.all.find((planned) => this.isOf(thing, planned));
  }

  /** Somebody else's: neither a resource of this program nor, by its uuid, another one of this stack has made it. */
  isForeign(thing: Found | Container, mine: Planned): boolean {
    return this.ownerOf(thing) === undefined && !this.isOfStack(thing.uuid, mine);
  }

  /**
   * True for a uuid that was derived for this stack. In a stack with another name than when its objects were made, they
   * are known by their ids, which a check is not told: as long as some are missing, any derived uuid may be theirs.
   */
  isOfStack(uuid: string | undefined, mine: Planned): boolean {
    if (uuid === undefined) return false;
    if (sameStack(uuid, mine.identity)) return true;
    return isDerived(uuid) && this.all.some((one) => !one.isNew && this.isMissing(one));
  }

  /** The resource of this program to which a RAID, bcache, cache set or volume group belongs. */
  holderOf(holder: Holder): Planned | undefined {
    return this.all.find(
      (planned) =>
        this.owners.get(holder.id) === planned.identity ||
        planned.uuids.some((uuid) => holder.uuids.some((other) => sameUuid(other, uuid))) ||
        planned.had.some((take) => this.thingOf(take)?.found?.holder?.id === holder.id),
    );
  }

  private keyOf(take: Take): string | undefined {
    return this.thingOf(take)?.key;
  }

  /** The thing that a resource takes; undefined when nothing can be said about it. */
  thingOf(take: Take): Thing | undefined {
    const link = take.link === undefined ? undefined : this.byIdentity.get(take.link);
    if (link !== undefined) return this.productOf(link);
    return isUnknown(take.device) ? undefined : this.thing(take.device);
  }

  /** True when both lists mean the same things, in whatever order and words. */
  areSame(some: readonly Take[], others: readonly Take[]): boolean {
    const keys = (takes: readonly Take[]) => takes.map((take) => this.keyOf(take)).sort();
    const [a, b] = [keys(some), keys(others)];
    return a.length > 0 && a.length === b.length && a.every((key, at) => key !== undefined && key === b[at]);
  }

  /** The thing that a reference means: a name, `blockdevice:442`, or the id of a resource. */
  thing(text: string): Thing | undefined {
    const found =
      this.devices.find((one) => isMeant(one, text)) ?? this.containers.find((one) => one.objectId === text);
    if (found !== undefined) return this.asThing(found);
    const owner = this.byIdentity.get(this.owners.get(text) ?? "") ?? this.all.find((one) => isMaker(one, text));
    if (owner !== undefined) return this.productOf(owner);
    return this.picture === undefined ? { key: `reference/${text}`, name: text } : undefined;
  }

  /** What a resource makes, or the disk that it is about. */
  productOf(planned: Planned): Thing {
    const disk = this.diskOf(planned);
    if (disk !== undefined) return { ...this.asThing(disk), planned };
    const container = this.containers.find((one) => this.isOf(one, planned));
    return {
      key: `resource/${planned.identity}`,
      name: planned.label,
      planned,
      found: this.twinOf(planned),
      container,
    };
  }

  /** The disk of the hardware that a resource is about. It may have the name already that is declared, or still another. */
  private diskOf({ about, name, before }: Planned): Found | undefined {
    const names = [about, before?.about === about ? before?.name : undefined, name];
    if (about === undefined || isUnknown(about)) return undefined;
    const disks = this.devices.filter(({ type }) => type !== "partition");
    return names.map((one) => disks.find((disk) => one !== undefined && isMeant(disk, one))).find(Boolean);
  }

  /**
   * A disk of the hardware is nobody's: a resource that is about it, or was, decides what is on it. When one is not found
   * under the names that are known, any disk may be it.
   */
  isSpokenFor(disk: Found): boolean {
    return this.all.some((planned) => {
      const { about, before } = planned;
      if (about === undefined) return false;
      const own = this.diskOf(planned);
      return (
        own?.key === disk.key || (before?.about !== undefined && (own === undefined || isMeant(disk, before.about)))
      );
    });
  }

  /** The cache set of this program that is declared on the device on which the server has one: it takes that over. */
  cacheSetOn(holder: Holder): Planned | undefined {
    return this.all.find((planned) =>
      (planned.takes ?? []).some((take) => take.use === "cache" && this.thingOf(take)?.found?.holder?.id === holder.id),
    );
  }

  private get containers(): readonly Container[] {
    return [...(this.picture?.cacheSets ?? []), ...(this.picture?.volumeGroups ?? [])];
  }

  /** Something of the server: as what the program makes of it, when it does. */
  private asThing(thing: Found | Container): Thing {
    const planned = this.ownerOf(thing);
    const known = isContainer(thing) ? { container: thing } : { found: thing };
    const key = planned === undefined ? thing.key : `resource/${planned.identity}`;
    return { key, name: thing.name, planned, ...known };
  }

  private isMissing(planned: Planned): boolean {
    const { found, container } = this.productOf(planned);
    return (
      planned.makes !== "cache set" && planned.makes !== undefined && found === undefined && container === undefined
    );
  }

  private isOf(thing: Found | Container, planned: Planned): boolean {
    const { objectId } = thing;
    if (planned.makes === undefined || objectId === undefined) return false;
    if (this.owners.get(objectId) === planned.identity) return true;
    // A disk that was made is known by its name alone.
    if (planned.makes === "disk") return isDisk(thing) && [planned.name, planned.before?.name].includes(thing.name);
    const product = PRODUCTS[objectId.split("/")[1] ?? ""];
    return product === planned.makes && planned.uuids.some((uuid) => sameUuid(thing.uuid, uuid));
  }
}

const isDisk = (thing: Found | Container): boolean => "type" in thing && thing.type === "disk";

function isMeant(found: Found, text: string): boolean {
  if (text === found.objectId) return true;
  if (found.type === "partition") return text === namedId(found);
  return text === found.name || text === `blockdevice:${found.id}` || text === found.idPath || text === namedId(found);
}

/** The id that a person types for `get`, with the name in place of the number. */
const namedId = ({ objectId, name }: Found): string | undefined => objectId?.replace(/[^/]+$/, name);

/** What is made under this name, or a disk that is to have it, or had it. */
const isMaker = ({ name, about, makes }: Planned, text: string): boolean =>
  about === text || (name === text && (makes !== undefined || about !== undefined));
