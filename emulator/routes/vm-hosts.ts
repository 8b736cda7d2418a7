import { type Call, formOf } from "./call";
import { type Form, notAChoice } from "../wire/form";
import { type Endpoint, type Handler } from "./endpoint";

import { renderVmHost } from "../render/vm-host";
import { requireAdmin } from "../rules/life/permissions";
import { asId } from "../wire/python";
import { DELETED, formErrors, jsonReply, notFound, serverError } from "../wire/reply";
import { type VmHost } from "../world/vm-host";

/** Hosts of virtual machines; `pods/` is their old name (api/pods.py). Nothing is composed on them here. */

const list: Handler = ({ world }) => jsonReply([...world.vmHosts.values()].map((host) => renderVmHost(world, host)));

/** By its number alone; a name is an error of the server. */
function find({ world, parameters: { id: key = "" } }: Call): VmHost {
  const id = asId(key);
  if (id === undefined) throw serverError(`Field 'id' expected a number but got '${key}'.`);
  const found = world.vmHosts.get(id);
  if (found === undefined) throw notFound("Not Found");
  return found;
}

const read: Handler = (call) => jsonReply(renderVmHost(call.world, find(call)));

const parameters: Handler = (call) => {
  requireAdmin(call.user);
  const { powerAddress, project } = find(call);
  return jsonReply({ power_address: powerAddress, project });
};

const noSuchChoice = () => "Select a valid choice. That choice is not one of the available choices.";

const MACVLAN_MODES = ["bridge", "passthru", "private", "vepa"] as const;

const byName = (all: readonly { readonly name: string }[]) => new Map(all.map((one) => [one.name, one.name]));

/** What is not given stays (forms/pods.py: PodForm). The default pool is one of the host's, by its id. */
function readChange(call: Call, host: VmHost): Partial<VmHost> {
  const { world } = call;
  const form = formOf(call);
  const type = form.text("type");
  if (type !== "" && type !== host.type) {
    const message = "Cannot change the type of a pod. Delete and re-create the pod with a different type.";
    throw formErrors({ type: [message] });
  }
  const name = form.text("name", { max: 255 });
  if ([...world.vmHosts.values()].some((other) => other !== host && other.name === name)) {
    form.fail("name", "Pod with this Name already exists.");
  }
  const pools = new Map(host.storagePools.map(({ id }) => [id, id]));
  const change = {
    name: name || undefined,
    zone: form.one("zone", byName(world.zones), { message: noSuchChoice }),
    pool: form.one("pool", byName(world.pools), { message: noSuchChoice }),
    defaultStoragePool: form.one("default_storage_pool", pools, { message: notAChoice }),
    defaultMacvlanMode: form.word("default_macvlan_mode", MACVLAN_MODES),
    cpuOverCommitRatio: ratio(form, "cpu_over_commit_ratio"),
    memoryOverCommitRatio: ratio(form, "memory_over_commit_ratio"),
    powerAddress: form.text("power_address") || undefined,
    tags: form.has("tags") ? (form.text("tags").match(/[^\s,]+/g) ?? []) : undefined,
  };
  form.validate();
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** A number, not less than nothing. */
function ratio(form: Form, field: string): number | undefined {
  const text = form.text(field);
  if (text === "") return undefined;
  if (!(Number(text) >= 0)) form.fail(field, "Enter a number.");
  return Number(text);
}

const update: Handler = (call) => {
  requireAdmin(call.user);
  const host = find(call);
  Object.assign(host, readChange(call, host));
  return jsonReply(renderVmHost(call.world, host));
};

const remove: Handler = (call) => {
  requireAdmin(call.user);
  call.world.vmHosts.delete(find(call).id);
  return DELETED;
};

const changeTag =
  (change: (tags: readonly string[], tag: string) => string[]): Handler =>
  (call) => {
    requireAdmin(call.user);
    const host = find(call);
    const tag = call.body.posted("tag") ?? "";
    if (tag === "") throw formErrors({ tag: ["This field is required."] });
    host.tags = change(host.tags, tag);
    return jsonReply(renderVmHost(call.world, host));
  };

/** Asks the host what it has; here it is always what it was. */
const refresh: Handler = (call) => {
  requireAdmin(call.user);
  return jsonReply(renderVmHost(call.world, find(call)));
};

export const vmHosts: Endpoint = { methods: { GET: list } };
export const vmHost: Endpoint = {
  methods: { GET: read, PUT: update, DELETE: remove },
  operations: {
    GET: { parameters },
    POST: {
      refresh,
      add_tag: changeTag((tags, tag) => [...new Set([...tags, tag])]),
      remove_tag: changeTag((tags, tag) => tags.filter((other) => other !== tag)),
    },
  },
};
