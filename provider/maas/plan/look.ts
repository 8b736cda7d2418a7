import { type Machine } from "../api/machines";
import { type Look } from "../machine/storage";
import { type Planned } from "./intent";
import { ALL_GROUPS, type Groups, takePicture } from "./picture";
import { type PlannedMachine } from "./planned-machine";

/** What stands on the disks matters when something is taken or named, not when a filesystem or a tag changes. */
function groupsFor(planned: Planned, machine: PlannedMachine, document: Machine): readonly Groups[] {
  const isSettled =
    planned.changed.length > 0 && planned.changed.every((one) => one === "tags" || one === "filesystem");
  const place = planned.filesystem?.mountPoint;
  const isMountedOnVirtual = document.blockdevice_set.some(
    ({ type, filesystem }) => type === "virtual" && place !== undefined && filesystem?.mount_point === place,
  );
  return planned.isNew || !isSettled || isMountedOnVirtual || machine.picture?.isComplete === true ? ALL_GROUPS : [];
}

/** Looks at the machine as far as it matters for a declaration. */
export async function lookFor(planned: Planned, machine: PlannedMachine, document: Machine, look: Look): Promise<void> {
  machine.see(await takePicture(document, look, groupsFor(planned, machine, document)));
}
