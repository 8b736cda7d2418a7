import { type Problem } from "../../../pulumi/kind";
import { type Planned } from "../intent";
import { type PlannedMachine } from "../planned-machine";

/** What speaks against a declaration, on the machine as it is planned so far. */
export type Rule = (mine: Planned, machine: PlannedMachine) => Problem[];

/** Between two that stay as they are nothing has to be said: MAAS took both. */
export const isAtStake = (mine: Planned, other?: Planned): boolean =>
  isTouched(mine) || (other !== undefined && isTouched(other));

export const isTouched = ({ isNew, isChanged }: Planned): boolean => isNew || isChanged;
