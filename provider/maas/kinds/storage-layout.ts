import { z } from "zod";

import { type Machine, setStorageLayout } from "../api/machines";
import { hidesFilesystems, isReady, isOnTheWay } from "../machine/readiness";
import { type Look } from "../machine/storage";
import { type Turn } from "../machine/turn";
import { type Contents, readContents } from "../storage/contents";
import { formatId } from "../storage/id";
import { identityInput, machineInput, nameInput, orUnknown } from "../storage/inputs";
import { type Outputs, type Problem } from "../../pulumi/kind";
import { layoutType } from "../objects/layout";
import { inTheWay } from "../storage/preflight";
import { storageResource } from "../storage/resource";
import { sizeInput } from "../storage/size-input";

const inputs = z.object({
  machine: machineInput,
  identity: identityInput,
  layout: orUnknown(z.enum(["blank", "flat", "lvm", "bcache"])),
  force: orUnknown(z.boolean()).default(false),
  bootSize: sizeInput.optional(),
  rootSize: sizeInput.optional(),
  rootDevice: nameInput.optional(),
  vgName: nameInput.optional(),
  lvName: nameInput.optional(),
  lvSize: sizeInput.optional(),
  cacheMode: orUnknown(z.enum(["writeback", "writethrough", "writearound"])).optional(),
  cacheSize: sizeInput.optional(),
  cacheNoPart: orUnknown(z.boolean()).optional(),
});
type Inputs = z.output<typeof inputs>;
type Option = Exclude<keyof Inputs, "machine" | "identity" | "layout" | "force">;

/** Which layout takes which options (`storage_layouts.py`). */
const OPTIONS: Readonly<Record<Inputs["layout"], readonly Option[]>> = {
  blank: [],
  flat: ["bootSize", "rootSize", "rootDevice"],
  lvm: ["bootSize", "rootSize", "rootDevice", "vgName", "lvName", "lvSize"],
  bcache: ["bootSize", "rootSize", "rootDevice", "cacheMode", "cacheSize", "cacheNoPart"],
};
const ALL_OPTIONS: readonly Option[] = [...new Set(Object.values(OPTIONS).flat())];

/** A layout has no object in MAAS: it is the machine, and what it began with. */
interface Found {
  readonly systemId: string;
  readonly layout: Inputs["layout"];
  /** The partitions that it began with, by their ids: MAAS gives none twice. */
  readonly partitionIds?: readonly number[] | undefined;
}

const outputs = z.object({ partitionIds: z.array(z.number()).optional() });

const isGiven = (wanted: Inputs): boolean => ALL_OPTIONS.some((option) => wanted[option] !== undefined);

/** What stands in the way of applying the layout, and what it would remove; nothing to do when it is there already. */
interface Plan {
  readonly todo: boolean;
  readonly removes: readonly string[];
  readonly refusal?: string;
}

/**
 * `goes` says that what this stack made there goes before: in the preview of a replacement, what stands on the layout is
 * still there, and is deleted first.
 */
function planFor(machine: Machine, contents: Contents, wanted: Inputs, goes: boolean): Plan {
  const { shape, others, ours } = contents;
  const hasOurs = ours.length > 0;
  const special = machine.special_filesystems.map((one) => `${one.fstype} at ${one.mount_point ?? "nowhere"}`);
  if (shape === wanted.layout && (shape === "blank" || hasOurs || !isGiven(wanted)))
    return { todo: false, removes: [] };
  const removes = [...others, ...(goes ? [] : ours), ...special];
  const known = shape !== undefined && special.length === 0 && (goes || !hasOurs);
  if (known || wanted.force) return { todo: true, removes };
  const why =
    hasOurs && shape !== undefined
      ? "beside what this stack has made there"
      : "which neither this stack nor a layout of MAAS made";
  return {
    todo: true,
    removes,
    refusal: `the layout would remove ${removes.join(", ")} of ${machine.hostname}, ${why}: remove it in MAAS, or set force: true`,
  };
}

/** The parameters of `set_storage_layout`; the root device goes by its id. */
async function parameters(turn: Turn, wanted: Inputs): Promise<Record<string, string | number | boolean | undefined>> {
  const root = wanted.rootDevice;
  const disk = root === undefined ? undefined : (await turn.look("disks")).find((other) => other.name === root);
  if (root !== undefined && disk === undefined) throw new Error(`machine ${turn.systemId} has no disk "${root}"`);
  return {
    storage_layout: wanted.layout,
    boot_size: wanted.bootSize,
    root_size: wanted.rootSize,
    root_device: disk?.id,
    vg_name: wanted.vgName,
    lv_name: wanted.lvName,
    lv_size: wanted.lvSize,
    cache_mode: wanted.cacheMode,
    cache_size: wanted.cacheSize,
    cache_no_part: wanted.cacheNoPart,
  };
}

async function planNow(turn: Turn, wanted: Inputs, goes: boolean): Promise<Plan> {
  const machine = await turn.machine();
  return planFor(machine, await readContents(turn.look, wanted.identity), wanted, goes);
}

/** MAAS gives no id twice: a layout whose partitions have others than before was applied since. */
const partitionIds = async (look: Look): Promise<number[]> =>
  (await look("disks")).flatMap((disk) => disk.partitions.map(({ id }) => id));

/** Looks and writes in one turn, so that nothing comes to the machine between. */
async function ensure(turn: Turn, wanted: Inputs) {
  const placed = async () => ({
    id: formatId(turn.systemId, "layout", wanted.layout),
    object: { systemId: turn.systemId, layout: wanted.layout, partitionIds: await partitionIds(turn.look) },
  });
  if (!(await planNow(turn, wanted, false)).todo) return placed();
  // It wipes: what the preview saw is no ground for that, somebody may have made something since.
  turn.lookAfresh();
  const plan = await planNow(turn, wanted, false);
  if (!plan.todo) return placed();
  if (plan.refusal !== undefined) throw new Error(plan.refusal);
  const params = await parameters(turn, wanted);
  const before = await partitionIds(turn.look);
  const machine = await turn.write({
    what: `apply the layout ${wanted.layout}`,
    send: () => setStorageLayout(turn.client, turn.systemId, params),
    patch: () => () => undefined,
    find: async () => {
      const { shape } = await readContents(turn.look, wanted.identity);
      const isNew = (await partitionIds(turn.look)).every((id) => !before.includes(id));
      return shape === wanted.layout && isNew ? turn.machine() : undefined;
    },
  });
  turn.learn(machine);
  return placed();
}

function problems(wanted: Inputs): Problem[] {
  const allowed = OPTIONS[wanted.layout] ?? ALL_OPTIONS;
  return ALL_OPTIONS.filter((option) => wanted[option] !== undefined && !allowed.includes(option)).map((option) => ({
    property: option,
    reason: `the layout "${wanted.layout}" has no such option`,
  }));
}

async function preflight(turn: Turn, wanted: Inputs): Promise<Problem[]> {
  if (typeof OPTIONS[wanted.layout] === "undefined") return [];
  const machine = await turn.machine();
  // What is there cannot be seen now; it is looked at when the machine is Ready.
  if (hidesFilesystems(machine) && isOnTheWay(machine)) return [];
  const plan = await planNow(turn, wanted, true);
  if (!plan.todo && !hidesFilesystems(machine)) return [];
  if (!isReady(machine) && !isOnTheWay(machine)) return inTheWay(turn, machine);
  if (plan.refusal !== undefined) return [{ property: "layout", reason: plan.refusal }];
  if (plan.removes.length > 0)
    turn.announce(`${machine.hostname}: the layout "${wanted.layout}" removes ${plan.removes.join(", ")}`);
  return [];
}

/** A re-commissioned machine holds nothing of this stack and another layout: then the layout is to be applied anew. */
async function observe(look: Look, key: string, before: Outputs): Promise<Found | undefined> {
  const identity = typeof before["identity"] === "string" ? before["identity"] : "";
  const [first] = await look("disks");
  const { data: layout } = inputs.shape.layout.safeParse(key);
  const systemId = typeof before["machine"] === "string" ? before["machine"] : first?.system_id;
  if (layout === undefined || systemId === undefined) return undefined;
  const { data: known } = outputs.safeParse(before);
  const contents = await readContents(look, identity);
  // What was taken over from the layout by its uuid, and changed, is neither ours by its uuid nor of the layout's shape.
  const isLeft = (await partitionIds(look)).some((id) => known?.partitionIds?.includes(id));
  const isThere = isLeft || contents.ours.length > 0 || contents.shape === layout;
  return isThere ? { systemId, layout, partitionIds: known?.partitionIds } : undefined;
}

/** The layout that a machine begins with. */
export const storageLayout = storageResource<Inputs, Found, z.output<typeof outputs>>({
  name: "StorageLayout",
  type: layoutType,
  inputs,
  outputs,
  isKnownByFilesystems: true,
  replaceOn: ["machine", "layout", ...ALL_OPTIONS],
  ignored: ["identity", "force"],
  same: {},
  problems,
  declaration: ({ machine }) => ({ kind: "StorageLayout", systemId: machine, devices: [] }),
  intent: ({ layout }) => ({ layout }),
  clears: async (turn, wanted) => {
    const plan = typeof OPTIONS[wanted.layout] === "undefined" ? undefined : await planNow(turn, wanted, true);
    return plan?.todo === true && plan.refusal === undefined;
  },
  isHeir: () => false,
  preflight,
  ensure,
  sync: (_turn, found) => Promise.resolve(found),
  observe,
  state: ({ systemId, layout, partitionIds: ids }) => ({ machine: systemId, layout, partitionIds: ids && [...ids] }),
  /** Lets go, and removes nothing. */
  remove: () => Promise.resolve(true),
});
