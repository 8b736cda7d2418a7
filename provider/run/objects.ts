import { type Outputs } from "../pulumi/kind";

/** What a `diff` has decided about an object of the state. */
export type Fate = "stays" | "changes" | "is replaced";

/** An object of the state, with the resource of the program that continues it. */
interface Continued {
  readonly identity: string;
  readonly objectId: string;
  readonly uuid: string;
  readonly fate: Fate;
}

/**
 * Which resource of this run has which object. The program alone does not tell: under an alias the identity of a resource
 * is not the one that its object was made under, and the engine may keep, for a while or for good, what it makes anew.
 */
export class Objects {
  private readonly continued = new Map<string, Continued>();
  private readonly owners = new Map<string, string>();
  private readonly adopted = new Set<string>();
  private readonly byOthers = new Set<string>();
  private readonly uuids = new Map<string, string>();
  private readonly inState = new Map<string, Outputs>();

  /** A refresh asks for a `diff` as well, also of what the program no longer has: then it says nothing of this run. */
  constructor(private readonly isDeclared: (identity: string) => boolean) {}

  /** `diff` has seen that a resource of the program has this object in the state. */
  continues(identity: string, objectId: string, uuid: string, fate: Fate): void {
    this.continued.set(objectId, { identity: identity.toLowerCase(), objectId, uuid, fate });
    if (uuid !== "") this.uuids.set(identity.toLowerCase(), uuid);
  }

  /** `check` has seen that the state has a resource already, with these inputs. */
  keepInputs(identity: string, inputs: Outputs): void {
    this.inState.set(identity.toLowerCase(), inputs);
  }

  /**
   * The inputs that the state has of a resource; undefined for a new one. Of one that is made anew, for whatever reason, the
   * engine asks for a second check as if it were new, while its object is still there.
   */
  lastInputs(identity: string): Outputs | undefined {
    return this.inState.get(identity.toLowerCase());
  }

  /** The object of the state that a resource continues. */
  before(identity: string): Continued | undefined {
    return [...this.continued.values()].find((one) => one.identity === identity.toLowerCase());
  }

  /** The uuid of the object that the state had last for a resource; undefined when nobody has said. */
  lastUuid(identity: string): string | undefined {
    return this.uuids.get(identity.toLowerCase());
  }

  /** The resource that has an object, as far as this run knows. */
  ownerOf(objectId: string): string | undefined {
    const continued = this.continued.get(objectId)?.identity;
    return this.owners.get(objectId) ?? (continued !== undefined && this.isDeclared(continued) ? continued : undefined);
  }

  /** A resource has made an object in this run, or found it and taken it for its own. */
  own(objectId: string, identity: string, how: "made" | "adopted"): void {
    this.owners.set(objectId, identity.toLowerCase());
    if (how === "adopted") this.adopted.add(objectId);
  }

  /**
   * True when the deletion of an object is about one that somebody in this run has: it was adopted after the state was
   * written, or another resource than the one of `identity` continues it as it is.
   */
  outlives(objectId: string, identity: string): boolean {
    const other = this.continued.get(objectId);
    const isAnothers = other?.fate === "stays" && other.identity !== identity.toLowerCase();
    return this.adopted.has(objectId) || (isAnothers && this.isDeclared(other.identity));
  }

  /** One resource has taken from the object of another, which had given it up or seemed to have left the program. */
  changedByAnother(objectId: string): void {
    this.byOthers.add(objectId);
  }

  /** True when another resource has changed the object, which its own does not know of; it is told once. */
  isChangedByOthers(objectId: string): boolean {
    return this.byOthers.delete(objectId);
  }

  /** The object was deleted. */
  gone(objectId: string, identity: string, uuid: string): void {
    this.owners.delete(objectId);
    this.continued.delete(objectId);
    if (uuid !== "") this.uuids.set(identity.toLowerCase(), uuid);
  }
}
