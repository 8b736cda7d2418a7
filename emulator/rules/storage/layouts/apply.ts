import { type Form } from "../../../wire/form";
import { type Storage } from "../../../world/storage/storage";
import { notServed } from "../../../wire/reply";
import { createBasicLayout, createRootFilesystem } from "./basic";
import { applyBcache, bcacheOptions } from "./bcache";
import { clearStorage } from "./clear";
import { applyCustom, readCustomLayout } from "./custom";
import { applyLvm, lvmOptions } from "./lvm";
import { basicOptions, type BasicOptions } from "./options";

/** Reads a layout's own fields, and gives back what applies it. */
type Layout = (storage: Storage, form: Form, basic: BasicOptions) => (draft: Storage) => void;

const LAYOUTS: ReadonlyMap<string, Layout> = new Map<string, Layout>([
  ["blank", () => () => undefined],
  [
    "custom",
    ({ machine }) => {
      const document = readCustomLayout(machine.commissioningStorage);
      return (draft) => applyCustom(draft, document);
    },
  ],
  ["flat", (_storage, _form, basic) => (draft) => createRootFilesystem(draft, createBasicLayout(draft, basic))],
  [
    "lvm",
    (_storage, form, basic) => {
      const options = lvmOptions(form, basic);
      return (draft) => applyLvm(draft, options);
    },
  ],
  [
    "bcache",
    (storage, form, basic) => {
      const options = bcacheOptions(storage, form, basic);
      return (draft) => applyBcache(draft, options);
    },
  ],
]);

/** The layouts that MAAS knows; those of VMware are not served. */
export const LAYOUT_NAMES = [...LAYOUTS.keys(), "vmfs6", "vmfs7"];

/** Wipes the machine's storage and lays it out anew (Node.set_storage_layout). */
export function applyLayout(storage: Storage, name: string, form: Form): void {
  const layout = LAYOUTS.get(name);
  if (layout === undefined) throw notServed(`the storage layout '${name}'`);
  const apply = layout(storage, form, basicOptions(storage, form));
  form.validate();
  clearStorage(storage);
  apply(storage);
}
