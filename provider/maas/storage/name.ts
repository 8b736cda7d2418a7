import { type Turn } from "../machine/turn";
import { OBJECT_TYPES } from "../objects";
import { logicalVolumeType } from "../objects/logical-volume";
import { formatId } from "./id";
import { sameStack } from "./identity";
import { type CommonInputs } from "./kind";

/** What bears a name already. */
interface Bearer {
  readonly what: string;
  readonly uuid: string | undefined;
}

async function findBearer(turn: Turn, name: string): Promise<Bearer | undefined> {
  // MAAS shows a logical volume with the name of its group before its own; its own is the one that is taken.
  const volume = (await logicalVolumeType.list(turn.look)).find((other) => other.name === name);
  if (volume !== undefined)
    return { what: `the logical volume ${formatId(turn.systemId, "logical-volume", volume.id)}`, uuid: volume.uuid };
  const disk = (await turn.look("disks")).find((other) => other.name === name);
  if (disk === undefined) return undefined;
  if (disk.type !== "virtual") return { what: `a disk`, uuid: undefined };
  for (const type of OBJECT_TYPES.filter((one) => one.device === "disks")) {
    const object = (await type.list(turn.look)).find(({ deviceId }) => deviceId === disk.id);
    if (object === undefined) continue;
    return { what: `the ${type.noun} ${formatId(turn.systemId, type.segment, object.id)}`, uuid: object.uuid };
  }
  return { what: "a virtual disk", uuid: undefined };
}

/**
 * Names are unique on a machine over disks, RAIDs, bcaches and logical volumes (`models/blockdevice.py`). One that
 * another object bears is explained; adoption is explicit, by the uuid of the object.
 */
export async function requireFreeName(turn: Turn, wanted: CommonInputs & { readonly name: string }): Promise<void> {
  const bearer = await findBearer(turn, wanted.name);
  if (bearer === undefined) return;
  const taken = `the name "${wanted.name}" is taken on machine ${turn.systemId} by ${bearer.what}`;
  if (bearer.uuid === undefined) throw new Error(`${taken}: choose another name`);
  if (sameStack(bearer.uuid, wanted.identity)) {
    throw new Error(
      `${taken}, which this stack made under another resource name. If you renamed the resource, add ` +
        `{ aliases: [{ name: "<old name>" }] }; if the other one is to go, or gets another name, do that in a run before.`,
    );
  }
  throw new Error(
    `${taken}, which this stack did not make. To take it over as it is, declare its uuid: { uuid: "${bearer.uuid}" }; ` +
      `else choose another name, or remove it in MAAS.`,
  );
}
