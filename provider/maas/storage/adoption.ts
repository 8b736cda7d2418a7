import { type CommonInputs, type Scope } from "./kind";
import { type Turn } from "../machine/turn";
import { isPredecessor, KEPT, waitForDeclarations } from "./waiting";
import { type Segment } from "../objects";
import { type ObjectType } from "../objects/type";
import { formatId } from "./id";
import { isDerived, nextIdentity, sameUuid, sharedUuid } from "./identity";

/** So often one resource is made anew beside what it leaves behind, and longer no search goes. */
const MOST_UUIDS = 32;

/** The objects among which a resource looks for its own. */
export interface Candidates<T> {
  readonly type: ObjectType & { readonly segment: Segment };
  readonly list: readonly T[];
  readonly nameOf: (object: T) => string;
  /** Says what about the object is not as declared; undefined when it may be taken for what is declared. */
  readonly misfit: (object: T) => string | undefined;
}

/** How a message calls an object. */
const describe = <T>({ type, nameOf }: Candidates<T>, object: T): string => `${type.noun} "${nameOf(object)}"`;

interface Identified {
  readonly id: number;
  readonly uuid: string;
}

type Wanted = CommonInputs & { readonly uuid?: string | undefined };

/** What a creation finds: its own object, or the uuid to make one under. */
export type Own<T> = { readonly object: T } | { readonly uuid: string };

/**
 * Looks for the object that an interrupted run has made for a resource, or that the user wants it to take over. One object
 * is one resource's: what somebody else in this program has is left alone, and so is the old object of a resource that
 * is made anew while the engine keeps the old one. Then the resource gets the next of its uuids.
 */
export function findOwn<T extends Identified>(
  turn: Turn,
  wanted: Wanted,
  scope: Scope,
  candidates: Candidates<T>,
): Own<T> {
  if (wanted.uuid !== undefined) return findDeclared(turn, wanted, wanted.uuid, scope, candidates);
  for (const uuid of uuidsOf(wanted.identity, scope)) {
    const object = pickByUuid(candidates, uuid);
    if (object === undefined) return { uuid };
    const id = formatId(turn.systemId, candidates.type.segment, object.id);
    if (isAvailable(id, wanted, scope)) return adopt(turn, id, object, wanted, scope, candidates);
  }
  throw new Error(`more than ${MOST_UUIDS} objects were left behind for this resource: give it another name`);
}

function findDeclared<T extends Identified>(
  turn: Turn,
  wanted: Wanted,
  uuid: string,
  scope: Scope,
  candidates: Candidates<T>,
): Own<T> {
  const object = pickByUuid(candidates, uuid);
  if (object === undefined) return { uuid };
  const id = formatId(turn.systemId, candidates.type.segment, object.id);
  if (isAvailable(id, wanted, scope)) return adopt(turn, id, object, wanted, scope, candidates);
  const name = `${describe(candidates, object)} of machine ${turn.systemId} (${id})`;
  throw new Error(
    isPredecessor(id, wanted, scope)
      ? `${name} has the uuid that is declared, and is not deleted before the new one is made: ${KEPT}. Give another uuid`
      : `${name} has the uuid that is declared, and another resource of this program has it`,
  );
}

const isAvailable = (id: string, wanted: CommonInputs, { declared }: Scope): boolean => {
  const owner = declared.objects.ownerOf(id);
  return owner === undefined || (owner === wanted.identity.toLowerCase() && !isPredecessor(id, wanted, { declared }));
};

/** The uuids of a resource: the derived one, and those that follow when what bears it stays behind. */
function* uuidsOf(identity: string, { declared }: Scope): Generator<string> {
  const all = [identity];
  while (all.length < MOST_UUIDS) all.push(nextIdentity(all[all.length - 1] ?? identity));
  const last = all.findIndex((uuid) => sameUuid(uuid, declared.objects.lastUuid(identity)));
  yield* all.slice(Math.max(last, 0));
}

/** MAAS checks no uuid for being unique: of two, none is taken over. */
function pickByUuid<T extends Identified>({ list, nameOf }: Candidates<T>, uuid: string): T | undefined {
  const found = list.filter((one) => sameUuid(one.uuid, uuid));
  if (found.length > 1) throw new Error(sharedUuid(found.map(nameOf)));
  return found[0];
}

/**
 * Nobody has it so far: it is taken when it is as declared. Who has it in the state may still be declared, so that is
 * waited for.
 */
function adopt<T extends Identified>(
  turn: Turn,
  id: string,
  object: T,
  wanted: Wanted,
  scope: Scope,
  candidates: Candidates<T>,
): Own<T> {
  const name = `${describe(candidates, object)} of machine ${turn.systemId}`;
  if (scope.declared.objects.ownerOf(id) !== undefined) return { object };
  waitForDeclarations(name, scope);
  const problem = candidates.misfit(object);
  if (problem !== undefined) {
    const way = isDerived(object.uuid)
      ? "remove it in MAAS, declare it as it is, or give the resource another name"
      : "declare it as it is";
    throw new Error(`${name} has the uuid of this resource, but ${problem}: ${way}`);
  }
  scope.declared.objects.own(id, wanted.identity, "adopted");
  turn.announce(`${name} (${id}) is there already under the uuid of a resource that is to be made: it is taken over`);
  return { object };
}
