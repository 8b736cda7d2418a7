import { type StateResource } from "../engine/state-resources";
import { type LxdWitness } from "./witness";

const listOf = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.map((one: unknown) => Object.fromEntries(Object.entries(Object(one) as object))) : [];

/** The pools whose names begin so, their volumes and the snapshots of those, by the ids that a state has for them. */
export async function objectsOf(lxd: LxdWitness, prefix: string): Promise<string[]> {
  const list = async (path: string) => listOf((await lxd.raw("GET", path)).body["metadata"]);
  const pools = (await list("/1.0/storage-pools?recursion=1"))
    .map(({ name }) => String(name))
    .filter((name) => name.startsWith(prefix));
  const volumes = await Promise.all(
    pools.map(async (pool) =>
      (await list(`/1.0/storage-pools/${pool}/volumes/custom?recursion=1&all-projects=true`)).map(
        ({ project, name }) => `${String(project)}/${pool}/${String(name)}`,
      ),
    ),
  );
  return [...pools, ...volumes.flat()].sort();
}

/** Where the state has an object now: its id is where it was made. */
function addressOf({ resource, outputs }: StateResource): string {
  const { project, pool, volume, name } = outputs;
  const path = resource.startsWith("StoragePool/")
    ? [name]
    : resource.startsWith("StorageVolume/")
      ? [project, pool, name]
      : [project, pool, volume, name];
  return path.join("/");
}

/** Every object of the server is in the state, every object of the state on the server, and each once. */
export async function expectLxdIsState(
  lxd: LxdWitness,
  prefix: string,
  state: readonly StateResource[],
): Promise<void> {
  expect(state.map(addressOf).sort()).toEqual(await objectsOf(lxd, prefix));
}
