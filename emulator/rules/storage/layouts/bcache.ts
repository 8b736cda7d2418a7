import { CACHE_MODES, MIN_BLOCK_DEVICE_SIZE } from "../../../world/constants";
import { type Form } from "../../../wire/form";
import { type CacheMode, type PhysicalDevice } from "../../../world/storage/records";
import { type Storage } from "../../../world/storage/storage";
import { badRequest } from "../../../wire/reply";
import { createBcache } from "../bcache";
import { createCacheSet } from "../cache-set";
import { addPartition, createTable } from "../partition-table";
import { createBasicLayout, createRootFilesystem } from "./basic";
import { type BasicOptions, bothLimits, deviceField, ownSizeField, physicalDevices } from "./options";

/** What is booted from cannot be cached: this layout always has a boot partition, of 1 GiB if nothing is said. */
const DEFAULT_BOOT_SIZE = 1024 ** 3;

export interface BcacheOptions extends BasicOptions {
  readonly cacheDevice: PhysicalDevice | undefined;
  readonly cacheMode: CacheMode;
  readonly cacheSize: number | undefined;
  readonly cacheNoPart: boolean;
}

/** The smallest disk with the tag `ssd` that is not booted from. A wish for another one has no effect (get_cache_device). */
function cacheDeviceFor(devices: readonly PhysicalDevice[]): PhysicalDevice | undefined {
  return [...devices].sort((a, b) => a.size - b.size).find(({ tags }) => tags.includes("ssd"));
}

/** BcacheStorageLayout.clean, which ends where the sizes that every layout has do not fit. */
export function bcacheOptions(storage: Storage, form: Form, basic: BasicOptions): BcacheOptions {
  const isJudged = !form.isWrong("__all__");
  const others = physicalDevices(storage).filter(({ id }) => id !== basic.bootDisk.id);
  deviceField(form, "cache_device", others);
  const cacheDevice = cacheDeviceFor(others);
  const cacheMode = form.word("cache_mode", CACHE_MODES) ?? "writethrough";
  const cacheSize = ownSizeField(form, "cache_size", cacheDevice?.size ?? 0);
  const cacheNoPart = form.flag("cache_no_part");
  if (isJudged && cacheSize !== undefined && cacheNoPart) {
    const message = "Cannot use cache_size and cache_no_part at the same time.";
    form.fail("cache_size", message);
    form.fail("cache_no_part", message);
  } else if (isJudged && cacheDevice !== undefined) {
    bothLimits(form, "cache_size", cacheSize, MIN_BLOCK_DEVICE_SIZE, cacheDevice.size);
  }
  return { ...basic, cacheDevice, cacheMode, cacheSize, cacheNoPart };
}

/** The root partition is cached, and the root filesystem is on the bcache (BcacheStorageLayout.configure_storage). */
export function applyBcache(storage: Storage, options: BcacheOptions): void {
  const { cacheDevice, cacheMode, cacheSize, cacheNoPart } = options;
  if (cacheDevice === undefined) {
    throw badRequest(
      "Failed to configure storage layout 'bcache': Node doesn't have an available cache device to setup bcache.",
    );
  }
  const root = createBasicLayout(storage, options, options.bootSize || DEFAULT_BOOT_SIZE);
  const cache = cacheNoPart
    ? cacheDevice
    : addPartition(storage, createTable(storage, cacheDevice), { size: cacheSize });
  const bcache = createBcache(
    storage,
    { name: "bcache0", cacheSetId: createCacheSet(storage, cache), cacheMode },
    root,
  );
  const device = storage.virtualDevice(bcache.id);
  if (device !== undefined) createRootFilesystem(storage, device);
}
