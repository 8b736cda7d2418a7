import { Pause } from "../machine/pause";
import { type CommonInputs, type Scope } from "./kind";

/** What is waited for at most. */
const LIMIT_MS = 60_000;
/** Whoever has something in the state is declared within this time after anything has happened. */
const GRACE_MS = 3_000;
const LOOK_AGAIN_MS = 1_000;

/** Why an object is still there that is to be made anew. */
export const KEPT =
  "Pulumi was told to keep it (retainOnDelete), or to create first (deleteBeforeReplace: false, or a transform that " +
  "returns options without it)";

export const waitedMs = ({ since }: Scope): number => Date.now() - since;

/** True for the old object of a resource that is being made anew. */
export function isPredecessor(id: string, { identity }: CommonInputs, { declared }: Pick<Scope, "declared">): boolean {
  const before = declared.objects.before(identity);
  return before !== undefined && before.objectId === id && before.fate !== "stays";
}

/** A wait, outside the turn, until somebody has done something; announced when it is known that somebody will. */
export function waitForChange(scope: Scope, thing: string, holder: string, isExpected: boolean): Pause {
  return new Pause(`${thing} is still in use by ${holder}`, async () => {
    if (isExpected) announceOnce(scope, `${thing}: waiting until ${holder} gives it up`);
    await scope.declared.aside(() => scope.session.untilChanged(LOOK_AGAIN_MS));
  });
}

const announced = new WeakSet<Scope>();

/** One line for each resource that waits, not one for each look. */
function announceOnce(scope: Scope, line: string): void {
  if (announced.has(scope)) return;
  announced.add(scope);
  scope.session.announce(line);
}

/**
 * What looks like nobody's may be in the state under another name: whoever has it is declared soon, as long as the engine
 * goes on. Waits, outside the turn, until nothing more comes.
 */
export function waitForDeclarations(name: string, scope: Scope): void {
  if (Math.min(waitedMs(scope), scope.declared.quietMs) >= GRACE_MS) return;
  throw waitForChange(scope, name, "a resource that may still be declared", false);
}

/**
 * For a deletion. When two partitions of one RAID are replaced, the engine deletes the RAID along with the one, and the
 * other at the same time: what is built on it and is going to be deleted is waited for, outside the turn.
 */
export function waitWhileLeaving(name: string, user: { what: string; id: string | undefined }, scope: Scope): void {
  if (user.id === undefined || !scope.declared.isLeaving(user.id) || waitedMs(scope) >= LIMIT_MS) return;
  throw new Pause(`${name} is still in use by ${user.what}`, async () => {
    announceOnce(scope, `${name}: waiting until ${user.what} is deleted`);
    await scope.declared.aside(() => scope.session.untilChanged(LOOK_AGAIN_MS));
  });
}
