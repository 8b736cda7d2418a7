import { type Problem } from "../../../pulumi/kind";
import { type Planned } from "../intent";
import { type PlannedMachine } from "../planned-machine";
import { bootDiskInParts, oneBootDisk } from "./boot";
import { exists } from "./exists";
import { bigEnough, holdsItsVolumes, notOfItself, suits } from "./groups";
import { type Rule } from "./rule";
import { fits, withinMbr } from "./space";
import { oneMount, oneName, oneUuid } from "./unique";
import { filesystemAlone, freeOnServer, oneUse } from "./uses";

const RULES: readonly Rule[] = [
  bootDiskInParts,
  oneBootDisk,
  exists,
  notOfItself,
  suits,
  oneUse,
  filesystemAlone,
  freeOnServer,
  fits,
  withinMbr,
  bigEnough,
  holdsItsVolumes,
  oneName,
  oneMount,
  oneUuid,
];

/** Everything that speaks against a declaration. */
export const problemsWith = (mine: Planned, machine: PlannedMachine): Problem[] =>
  RULES.flatMap((rule) => rule(mine, machine));
