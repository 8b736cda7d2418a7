import { type Member } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type Segment } from "../objects";
import { type Declaration } from "../../run/declarations";
import { deviceName, isMeant } from "./device";
import { sameStack } from "./identity";
import { type CommonInputs, type Scope } from "./kind";
import { bearerOf, mountedAt, type Occupant, occupantsOf } from "./occupant";
import { releaseByLeaving, releaseByStaying } from "./room";
import { isPredecessor, KEPT, waitForChange, waitedMs } from "./waiting";

/** What another resource of this run is about to give up is waited for this long. */
const RELEASE_LIMIT_MS = 60_000;
/** A holder may be declared after the one that wants its device, and may act as long as anything happens. */
const GRACE_MS = 3_000;
/** Where no room can be made, another resource that waits as well may still make some for both. */
const PATIENCE_MS = 3 * GRACE_MS;

/** Who wants a device, a name or a mount point. */
export interface Claim {
  readonly inputs: CommonInputs;
  /** What it is for, for the message. */
  readonly wanted: string;
  readonly scope: Scope;
  /** What the resource is, and what of: by that one is known again that was renamed in the program alone. */
  readonly self?: { readonly segment: Segment; readonly devices: readonly string[] };
}

/** What is wanted: a device, a name, a place to mount at. */
interface Wish {
  /** For messages: `sdb of machine abc123`. */
  readonly what: string;
  /** What the occupant does with it, for messages. */
  readonly verb: string;
  readonly isWantedBy: (other: Declaration) => boolean;
}

/** What this run knows of the resource that has something. */
type Standing = "keeps it" | "gives it up" | "is deleted" | "not declared" | "is made anew" | "foreign";

/**
 * Makes sure that a device is free to be taken. One that another resource of this run is about to give up is waited for,
 * outside the turn, and given up on its behalf where it would come too late; anything else that holds it is named, with
 * the ways out.
 */
export async function requireFree(turn: Turn, device: Member, claim: Claim): Promise<void> {
  const wish = (occupant: Occupant): Wish => ({
    what: `${deviceName(device)} of machine ${turn.systemId}`,
    verb: "is in use by",
    isWantedBy: (other) =>
      occupant.use === "filesystem" ? other.filesystem !== undefined : refersToDevice(other.devices, occupant.device),
  });
  for (const occupant of await occupantsOf(turn, device)) await requireRelease(turn, occupant, wish(occupant), claim);
}

/**
 * Names are unique on a machine over disks, RAIDs, bcaches and logical volumes (`models/blockdevice.py`). One that
 * another object bears is waited for like a device, or explained; adoption is explicit, by the uuid of the object.
 */
export async function requireFreeName(turn: Turn, name: string, claim: Claim): Promise<void> {
  const bearer = await bearerOf(turn, name);
  const wish: Wish = {
    what: `the name "${name}"`,
    verb: `is taken on machine ${turn.systemId} by`,
    isWantedBy: (other) => other.name === name,
  };
  if (bearer !== undefined) await requireRelease(turn, bearer, wish, claim);
}

/** A place is there once on a machine. */
export async function requireFreeMountPoint(
  turn: Turn,
  mountPoint: string,
  device: Member,
  claim: Claim,
): Promise<void> {
  const mounted = await mountedAt(turn, mountPoint, device);
  const wish: Wish = {
    what: `${mountPoint} of machine ${turn.systemId}`,
    verb: "is the mount point of",
    isWantedBy: (other) => other.filesystem?.mountPoint === mountPoint,
  };
  if (mounted !== undefined) await requireRelease(turn, mounted, wish, claim);
}

/** What the declared devices of another resource say about this one. A partition's own disk says nothing of it. */
const refersToDevice = (devices: readonly string[], device: Member): boolean =>
  devices.some((text) => isMeant(device, text));

async function requireRelease(turn: Turn, occupant: Occupant, wish: Wish, claim: Claim): Promise<void> {
  const standing = standingOf(occupant, wish, claim);
  if (standing === "foreign" || standing === "keeps it")
    throw new Error(explain(turn, occupant, wish, claim, standing));
  const { scope } = claim;
  const quiet = Math.min(waitedMs(scope), scope.declared.quietMs);
  const mayWait = waitedMs(scope) < RELEASE_LIMIT_MS;
  // What the engine deletes it deletes before what comes in its place, unless it was told to keep it.
  if (mayWait && (standing === "is deleted" || (standing !== "is made anew" && quiet < GRACE_MS))) {
    throw waitForChange(scope, wish.what, occupant.what, standing !== "not declared");
  }
  if (
    !(isRenamed(occupant, claim) && standing === "not declared") &&
    (await release(turn, occupant, standing, claim))
  ) {
    return;
  }
  if (standing === "gives it up" && quiet < PATIENCE_MS && mayWait) {
    throw waitForChange(scope, wish.what, occupant.what, true);
  }
  throw new Error(explain(turn, occupant, wish, claim, standing));
}

/** The resource that an object belongs to: as this run has seen it, else as its uuid says. */
function ownerOf({ object }: Occupant, { scope, inputs }: Claim): string | undefined {
  if (object === undefined) return undefined;
  const { uuid, resourceId } = object;
  const derived = uuid !== undefined && sameStack(uuid, inputs.identity) ? uuid.toLowerCase() : undefined;
  return scope.declared.objects.ownerOf(resourceId) ?? derived;
}

function standingOf(occupant: Occupant, wish: Wish, claim: Claim): Standing {
  const { scope, inputs } = claim;
  const { object } = occupant;
  if (object !== undefined && isPredecessor(object.resourceId, inputs, scope)) return "is made anew";
  if (object !== undefined && scope.declared.isLeaving(object.resourceId)) return "is deleted";
  const owner = ownerOf(occupant, claim);
  if (owner === undefined) return "foreign";
  const other = scope.declared.find(owner);
  if (other === undefined) return "not declared";
  // A partition stays where it is as long as it is declared.
  return occupant.use === "partition" || wish.isWantedBy(other) ? "keeps it" : "gives it up";
}

/** True for an object that is just what the claimant declares: it was renamed in the program, and is no longer known. */
function isRenamed({ object }: Occupant, { self }: Claim): boolean {
  if (object === undefined || self === undefined || object.type.segment !== self.segment) return false;
  const members = object.members.flatMap((member) => member ?? []);
  return members.length === self.devices.length && members.every((member) => refersToDevice(self.devices, member));
}

async function release(turn: Turn, occupant: Occupant, standing: Standing, claim: Claim): Promise<boolean> {
  const { objects } = claim.scope.declared;
  if (standing === "is deleted") return false;
  if (standing === "not declared") {
    return releaseByLeaving(turn, occupant, ({ resourceId }) => objects.changedByAnother(resourceId));
  }
  // What is kept lets go of a name or a place. Of what it is made of it cannot.
  if (standing === "is made anew" && occupant.use !== "name" && occupant.use !== "mount") return false;
  const isReleased = await releaseByStaying(turn, occupant);
  if (isReleased && occupant.object) objects.changedByAnother(occupant.object.resourceId);
  return isReleased;
}

function explain(turn: Turn, occupant: Occupant, wish: Wish, claim: Claim, standing: Standing): string {
  const taken = `cannot make ${claim.wanted}: ${wish.what} ${wish.verb} ${occupant.what}`;
  if (standing === "keeps it") {
    return `${taken}, another resource of this program: it can be in one place only.`;
  }
  if (standing === "gives it up") {
    return (
      `${taken}. That resource gives it up in this run, but cannot before this one has acted: make the change in two ` +
      `runs, or let "pulumi up --replace" make one of the two anew.`
    );
  }
  if (standing === "is deleted") {
    return `${taken}, which is to be deleted in this run, and is still there after a minute: is it kept by retainOnDelete?`;
  }
  if (standing === "is made anew") return `${taken}, the old one, which is still there: ${KEPT}.`;
  if (standing === "not declared" && isRenamed(occupant, claim)) {
    return (
      `${taken}, which this stack made and the program no longer declares under that name. If you renamed the resource, ` +
      `add { aliases: [{ name: "<old name>" }] }; if it is to go, run once without the new resource, then once with it.`
    );
  }
  if (standing === "not declared") {
    return (
      `${taken}, which this stack made and the program does not declare. Pulumi deletes last, and it alone knows whether ` +
      `that one is protected or kept: run once without the new resource, then once with it.`
    );
  }
  return `${taken}, which this stack did not make: ${waysOut(occupant, turn)}.`;
}

function waysOut({ use, object, device }: Occupant, turn: Turn): string {
  if (use === "mount") return `unmount ${deviceName(device)} in MAAS, or choose another mount point`;
  const adopt =
    object?.uuid === undefined ? "" : `to take it over as it is, declare its uuid: { uuid: "${object.uuid}" }; else `;
  if (use === "name")
    return `${adopt}choose another name${object && device.type === "virtual" ? ", or remove it in MAAS" : ""}`;
  const remove = object
    ? `remove ${object.resourceId} in MAAS`
    : `free ${deviceName(device)} of ${turn.systemId} in MAAS`;
  return `${remove}, clear the machine with a StorageLayout, or choose another device`;
}
