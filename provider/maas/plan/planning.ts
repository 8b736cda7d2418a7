import { isDeepStrictEqual } from "node:util";

import { type Aside } from "../../pulumi/aside";
import { type DeclaredSchemas, type Outputs } from "../../pulumi/kind";
import { toRecord } from "../../pulumi/schema";
import { holdsUnknown, isUnknown } from "../../pulumi/unknown";
import { type Intent, type Planned, type Take } from "./intent";
import { type PlannedMachine } from "./planned-machine";

/** What the plan needs to know of a kind. */
export interface PlannedKind<I extends object> extends DeclaredSchemas<I> {
  /** Inputs that MAAS changes in every state of a machine. */
  readonly inAnyState?: readonly (keyof I & string)[];
  intent?(inputs: I): Intent;
}

/** A declaration as the plan keeps it. `before` are the inputs of the last run. */
export function plannedOf<I extends Named>(
  kind: PlannedKind<I>,
  inputs: I,
  before: Outputs | undefined,
  aside: Aside,
  machine: PlannedMachine,
): Planned {
  const old = before && kind.inputs.safeParse(before).data;
  const had = old === undefined ? {} : known(kind.intent?.(old) ?? {});
  const intent = known(kind.intent?.(inputs) ?? {});
  const planned = { ...intent, ...nameOf(kind, intent, inputs, aside), takes: linked(intent.takes ?? [], aside) };
  const edited = old === undefined ? [] : editedProperties(kind, toRecord(old), toRecord(inputs));
  const changed = edited.filter((property) => !machine.areSame(takesIn(had, property), takesIn(planned, property)));
  const isReplaced = changed.some((property) => kind.replaceOn.some((key) => key === property));
  const uuids = [inputs.identity, intent.uuid, old?.identity, had.uuid];
  return {
    ...planned,
    systemId: inputs.machine,
    uuids: uuids.flatMap((uuid) => uuid || []),
    isNew: before === undefined || isReplaced,
    isChanged: before !== undefined && (old === undefined || changed.length > 0),
    changed,
    isKept: before !== undefined && !isReplaced,
    needsReady: changed.some((property) => !(kind.inAnyState ?? []).some((key) => key === property)),
    siblings: (aside.links["siblings"] ?? []).flatMap((link) => link ?? []),
    ...pastOf(before === undefined ? machine.find(inputs.identity) : undefined, had),
  };
}

/** What is replaced is checked a second time, as if it were new: then the first check has told what it had. */
const pastOf = (known: Planned | undefined, had: Intent): Pick<Planned, "before" | "had"> => ({
  before: known?.before ?? { about: had.about, name: had.name },
  had: known?.had ?? had.takes ?? [],
});

const takesIn = ({ takes }: Intent, property: string): readonly Take[] =>
  (takes ?? []).filter((take) => take.property === property);

const nameOf = (kind: { readonly name: string }, intent: Intent, { machine, identity }: Named, { name }: Aside) => ({
  label: `${kind.name} "${name ?? intent.name ?? intent.about ?? intent.mountPoint ?? intent.takes?.[0]?.device ?? machine}"`,
  identity,
});

interface Named {
  readonly machine: string;
  readonly identity: string;
}

/** What a preview cannot know is nothing that rules could hold against anything. */
function known(intent: Intent): Intent {
  const entries = Object.entries(intent).filter(([, value]) => !isUnknown(value));
  const share = intent.share !== undefined && isUnknown(intent.share.size) ? { share: undefined } : {};
  return { ...Object.fromEntries(entries), ...share };
}

/** A resource that is passed is known by its identity before it has an id. */
function linked(takes: readonly Take[], { links }: Aside): Take[] {
  const counts = new Map<string, number>();
  return takes.map((take) => {
    const at = counts.get(take.property) ?? 0;
    counts.set(take.property, at + 1);
    const link = Object.hasOwn(links, take.property) ? links[take.property]?.[at] : undefined;
    return link === undefined ? take : { ...take, link };
  });
}

/** The inputs that were edited. The order of a list is no difference: MAAS keeps none. */
const editedProperties = <I extends object>(kind: DeclaredSchemas<I>, olds: Outputs, news: Outputs): string[] =>
  Object.keys(kind.inputs.shape).filter(
    (property) =>
      !kind.ignored.some((key) => key === property) &&
      (holdsUnknown(news[property]) || !isDeepStrictEqual(sorted(olds[property]), sorted(news[property]))),
  );

const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map(String).sort() : value);
