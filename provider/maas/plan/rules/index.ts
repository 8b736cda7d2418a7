import { type Problem } from "../../../pulumi/kind";
import { type Planned } from "../intent";
import { type PlannedMachine } from "../planned-machine";
import { bootDiskInParts, oneBootDisk } from "./boot";
import { exists } from "./exists";
import { bigEnough, holdsItsVolumes, notOfItself, suits } from "./groups";
import { type Rule } from "./rule";
import { fits, withinMbr } from "./space";
import { oneForADisk, oneGroupName, oneLayout, oneMount, oneName, oneUuid } from "./unique";
import { filesystemAlone, freeOnServer, formatsFree, oneUse } from "./uses";

const RULES: readonly Rule[] = [
  bootDiskInParts,
  oneBootDisk,
  exists,
  notOfItself,
  suits,
  oneUse,
  filesystemAlone,
  freeOnServer,
  formatsFree,
  fits,
  withinMbr,
  bigEnough,
  holdsItsVolumes,
  oneName,
  oneGroupName,
  oneForADisk,
  oneLayout,
  oneMount,
  oneUuid,
];

/** Everything that speaks against a declaration. */
export const problemsWith = (mine: Planned, machine: PlannedMachine): Problem[] =>
  RULES.flatMap((rule) => rule(mine, machine));
