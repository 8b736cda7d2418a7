import { z } from "zod";

import { NotFoundError, ValidationError } from "../../http/errors";
import { writeOnce, type Write } from "../../http/write";
import {
  type Decision,
  type Known,
  type Living,
  type Outputs,
  type Problem,
  type ResourceKind,
} from "../../pulumi/kind";
import { inputsIn } from "../../pulumi/schema";
import { keepingTheObject } from "../../pulumi/unfinished";
import { holdsUnknown, isUnknown } from "../../pulumi/unknown";
import {
  createTag,
  deleteTag,
  listTagMachines,
  readTag,
  type Tag,
  type TagFields,
  updateTag,
  updateTagNodes,
} from "../api/tags";
import { objectIfThere } from "../missing";
import { type Run } from "../run";
import { identityInput, machineInput, orUnknown } from "../storage/inputs";
import { textIn, textsIn } from "../storage/state";

const text = orUnknown(z.string()).optional();

const inputs = z.object({
  name: orUnknown(
    z
      .string()
      .max(256, { error: "a tag has at most 256 characters" })
      .regex(/^[a-zA-Z0-9_-]+$/, { error: "a tag has letters, digits, hyphens and underscores only" }),
  ),
  comment: text,
  kernelOptions: text,
  definition: text,
  machines: orUnknown(z.array(machineInput).transform((machines) => [...new Set(machines)].sort())).optional(),
  exclusive: orUnknown(z.boolean()).optional(),
  identity: identityInput,
});
type Inputs = z.output<typeof inputs>;

/** What the tag is to be in MAAS's words; what is not given is not touched. */
function fieldsOf({ comment, kernelOptions, definition }: Inputs): TagFields {
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(kernelOptions === undefined ? {} : { kernel_opts: kernelOptions }),
    ...(definition === undefined ? {} : { definition }),
  };
}

/** The fields that differ from what is there. */
function differing(found: Tag, wanted: Inputs): TagFields {
  const { comment, kernel_opts: options, definition } = fieldsOf(wanted);
  return {
    ...(comment === undefined || comment === found.comment ? {} : { comment }),
    ...(options === undefined || options === found.kernel_opts ? {} : { kernel_opts: options }),
    ...(definition === undefined || definition === found.definition ? {} : { definition }),
  };
}

const isAsDeclared = (found: Tag, wanted: Inputs): boolean => Object.keys(differing(found, wanted)).length === 0;

const ifThere = async <T>(look: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
};

const write = <T>(run: Run, what: string, one: Write<T>): Promise<T> =>
  writeOnce(one, {
    sleep: (ms) => run.sleep(ms),
    lookAfresh: () => undefined,
    announceSearch: () => run.announce(`no clear answer to "${what}"; looking whether MAAS has done it`),
  });

const notOurs = ({ name }: Inputs): string =>
  `MAAS has a tag "${name}" already, with another comment, other kernel options or another definition: declare what it ` +
  `has, and this resource takes it over; or choose another name`;

/**
 * Makes the tag. A tag has no id but its name: one that is there and is as declared is taken for what an interrupted run
 * made. The machines that have it keep it.
 */
async function ensure(run: Run, wanted: Inputs): Promise<Tag> {
  const { name, identity } = wanted;
  const find = () => ifThere(() => readTag(run.client, name));
  const send = () => createTag(run.client, { name, ...fieldsOf(wanted) });
  try {
    const made = await write(run, `make the tag ${name}`, { send, find });
    run.declared.objects.own(name, identity, "made");
    return made;
  } catch (error) {
    const found = error instanceof ValidationError && "name" in error.fields ? await find() : undefined;
    if (found === undefined) throw error;
    if (!isAsDeclared(found, wanted)) throw new Error(notOurs(wanted), { cause: error });
    run.declared.objects.own(name, identity, "adopted");
    return found;
  }
}

/** Gives the tag to the machines that are to have it, and takes it from those that are not: one request for both. */
async function syncMachines(run: Run, wanted: Inputs, before: readonly string[]): Promise<void> {
  const { name, machines, exclusive } = wanted;
  if (machines === undefined) return;
  const has = exclusive === true ? await listTagMachines(run.client, name) : before;
  const add = machines.filter((systemId) => !has.includes(systemId));
  const remove = has.filter((systemId) => !machines.includes(systemId));
  if (add.length + remove.length === 0) return;
  const find = async () => {
    const now = await listTagMachines(run.client, name);
    const isDone = add.every((one) => now.includes(one)) && !remove.some((one) => now.includes(one));
    return isDone ? { added: add.length, removed: remove.length } : undefined;
  };
  const send = () => updateTagNodes(run.client, name, { add, remove });
  const { added } = await write(run, `tag machines with ${name}`, { send, find });
  if (added < add.length) {
    throw new Error(
      `MAAS at ${run.client.apiUrl} knows only ${added} of the machines ${add.join(", ")} of tag "${name}"`,
    );
  }
}

/** What the program declares of the machines, as far as they have the tag; with `exclusive`, all that have it. */
async function machinesOf(run: Run, name: string, declared: Known<Inputs>): Promise<Outputs> {
  const { machines, exclusive } = declared;
  if (machines === undefined) return {};
  const now = (await listTagMachines(run.client, name)).sort();
  return { machines: exclusive === true ? now : machines.filter((systemId) => now.includes(systemId)) };
}

/** Fields that the program does not declare are shown as they are, and are no reason to change anything. */
function stateOf(run: Run, tag: Tag, declared: Known<Inputs>): Outputs {
  return {
    ...declared,
    name: tag.name,
    comment: tag.comment,
    kernelOptions: tag.kernel_opts,
    definition: tag.definition,
    apiUrl: run.client.apiUrl,
  };
}

async function check(run: Run, wanted: Inputs, before: Outputs | undefined): Promise<Problem[]> {
  const { name, identity } = wanted;
  run.declared.record(identity, { kind: "Tag", systemId: "", name, uuid: name, devices: [] });
  if (run.declared.twinOf(identity) !== undefined) {
    return [{ property: "name", reason: `another resource of this program is the tag "${name}"` }];
  }
  if (before !== undefined) {
    run.declared.objects.keepInputs(identity, before);
    return [];
  }
  if (run.declared.objects.lastInputs(identity)?.["name"] === name) return [];
  const found = await ifThere(() => readTag(run.client, name));
  if (found === undefined || holdsUnknown(Object.values(wanted)) || isAsDeclared(found, wanted)) return [];
  return [{ property: "name", reason: notOurs(wanted) }];
}

function problems({ definition, machines, exclusive }: Inputs): Problem[] {
  if (definition !== undefined && definition !== "" && machines !== undefined) {
    const reason = "MAAS itself gives a tag with a definition to machines: leave machines out";
    return [{ property: "machines", reason }];
  }
  if (exclusive === true && machines === undefined) {
    return [{ property: "exclusive", reason: "needs machines: without them nobody would have the tag" }];
  }
  return [];
}

async function create(run: Run, wanted: Inputs): Promise<Living> {
  const { name } = wanted;
  return keepingTheObject<{ id: string; tag: Tag }, Living>(
    async (exists) => {
      const tag = await ensure(run, wanted);
      exists({ id: name, tag });
      await syncMachines(run, wanted, []);
      return { id: name, state: stateOf(run, tag, wanted) };
    },
    ({ tag }) => Promise.resolve(stateOf(run, tag, { ...wanted, machines: [] })),
  );
}

async function update(run: Run, { id, state: before }: Living, wanted: Inputs): Promise<Outputs> {
  const found = await ifThere(() => readTag(run.client, id));
  if (found === undefined)
    throw new Error(`tag "${id}" is gone from MAAS: run "pulumi refresh", then "pulumi up" again`);
  const change = differing(found, wanted);
  const find = async () => {
    const now = await readTag(run.client, id);
    return isAsDeclared(now, wanted) ? now : undefined;
  };
  const tag =
    Object.keys(change).length === 0
      ? found
      : await write(run, `change the tag ${id}`, { send: () => updateTag(run.client, id, change), find });
  await syncMachines(run, wanted, textsIn(before["machines"]));
  return stateOf(run, tag, wanted);
}

async function read(run: Run, { id, state: before }: Living, declared: Known<Inputs>): Promise<Living | undefined> {
  const tag = await objectIfThere(run.client.apiUrl, before, `tag "${id}"`, () => readTag(run.client, id));
  if (tag === undefined) return undefined;
  return { id: tag.name, state: { ...stateOf(run, tag, declared), ...(await machinesOf(run, id, declared)) } };
}

/** A tag that others have given to machines of theirs is only taken off those of this resource. */
async function remove(run: Run, { id, state: before }: Living): Promise<void> {
  const { client, declared } = run;
  const identity = textIn(before, "identity");
  if (declared.objects.outlives(id, identity)) return run.announce(`tag "${id}" stays: another resource has it now`);
  const mine = textsIn(before["machines"]);
  await objectIfThere(client.apiUrl, before, `tag "${id}"`, async () => {
    const has =
      before["exclusive"] === true || textIn(before, "definition") !== "" ? [] : await listTagMachines(client, id);
    const others = has.filter((systemId) => !mine.includes(systemId));
    if (others.length === 0) {
      await write(run, `delete the tag ${id}`, {
        send: () => deleteTag(client, id).then(() => true),
        find: async () => ((await ifThere(() => readTag(client, id))) === undefined ? true : undefined),
      });
    } else {
      run.announce(`tag "${id}" stays: ${others.length} machines of others have it`);
      if (mine.length > 0) await updateTagNodes(client, id, { add: [], remove: mine });
    }
    declared.objects.gone(id, identity, id);
    return true;
  });
}

function decided({ declared }: Run, { id, inputs: raw, isChanged, isReplaced }: Decision): void {
  const fate = isReplaced ? "is replaced" : isChanged ? "changes" : "stays";
  declared.objects.continues(textIn(raw, "identity"), id, id, fate);
}

/** A word for machines, and the kernel options that come with it. */
export const tag: ResourceKind<Inputs, Run> = {
  name: "Tag",
  system: "MAAS",
  inputs,
  outputs: z.object({
    comment: z.string(),
    kernelOptions: z.string(),
    definition: z.string(),
    machines: z.array(z.string()).optional(),
    apiUrl: z.string(),
  }),
  essential: ["name", "identity", "apiUrl", "machines"],
  replaceOn: ["name"],
  standsOn: ["name"],
  ignored: ["identity"],
  same: {
    comment: (olds, { comment }) => comment === undefined || olds["comment"] === comment,
    kernelOptions: (olds, { kernelOptions }) => kernelOptions === undefined || olds["kernelOptions"] === kernelOptions,
    definition: (olds, { definition }) => definition === undefined || olds["definition"] === definition,
    machines: (olds, { machines }) =>
      machines === undefined || [...textsIn(olds["machines"])].sort().join() === machines.join(),
  },
  problems,
  isPlaced: ({ name }) => !isUnknown(name),
  check,
  decided,
  create,
  update,
  read,
  inputsIn: (state) => inputsIn(inputs, state),
  remove,
};
