import { type Call, commit, formOf, type OnMachine } from "./call";
import { FORMAT_TYPES } from "../world/constants";
import { format, saveFilesystem, unformat, unmount } from "../rules/storage/filesystem";
import { effectiveFilesystem, usesMountPoint } from "../rules/storage/filesystem-kinds";
import { type Holder } from "../world/storage/records";
import { type Storage } from "../world/storage/storage";
import { badRequest } from "../wire/reply";

/** A holder, looked up in the storage that a change left behind. */
export function refreshed<T extends Holder>(storage: Storage, holder: T): Holder {
  const rows = holder.type === "partition" ? storage.rows.partitions : storage.rows.devices;
  return rows.get(holder.id) ?? holder;
}

/** forms: FormatBlockDeviceForm, FormatPartitionForm */
export function formatHolder(on: OnMachine, holder: Holder): Storage {
  const form = formOf(on.call);
  const uuid = form.uuid();
  const fstype = form.word("fstype", FORMAT_TYPES, { required: true });
  const label = form.text("label");
  if (fstype !== undefined && holder.type !== "partition" && on.storage.tableOf(holder.id) !== undefined) {
    form.failForm("Cannot format block device with a partition table.");
  }
  form.validate();
  return commit(on, (draft) => format(draft, holder, { fstype: fstype ?? "", uuid, label }));
}

export function unformatHolder(on: OnMachine, holder: Holder): Storage {
  return commit(on, (draft) => unformat(draft, holder));
}

/** A mounted filesystem is moved, and loses options that are not given again (forms/filesystem.py: MountFilesystemForm). */
export function mountHolder(on: OnMachine, holder: Holder): Storage {
  const form = formOf(on.call);
  const filesystem = effectiveFilesystem(on.storage, holder);
  const mountPoint = filesystem && usesMountPoint(filesystem) ? form.absolutePath("mount_point", true) : "none";
  const mountOptions = form.text("mount_options");
  if (filesystem === undefined) form.failForm("Cannot mount an unformatted partition or block device.");
  else if (filesystem.groupId !== null) {
    form.failForm("Filesystem is part of a filesystem group, and cannot be mounted.");
  }
  form.validate();
  return commit(on, (draft) => {
    if (filesystem !== undefined)
      saveFilesystem(draft, { ...filesystem, mountPoint: mountPoint ?? null, mountOptions });
  });
}

export function unmountHolder(on: OnMachine, holder: Holder): Storage {
  return commit(on, (draft) => unmount(draft, holder));
}

/** Reads the tag of a form; tags in a JSON body are not seen (get_mandatory_param on request.POST). */
function tagOf({ body }: Call): string {
  const tag = body.posted("tag");
  if (tag === undefined) throw badRequest("No provided tag!");
  return tag;
}

/** Any text is one tag; one that is there already is not added again. */
export function tagsAdded(call: Call, tags: readonly string[]): readonly string[] {
  const tag = tagOf(call);
  return tags.includes(tag) ? tags : [...tags, tag];
}

export function tagsRemoved(call: Call, tags: readonly string[]): readonly string[] {
  const tag = tagOf(call);
  return tags.filter((other) => other !== tag);
}
