import { ALIGNMENT } from "../../world/constants";

/** Rounds down to 4 MiB, below zero as well (utils/converters.py: round_size_to_nearest_block). */
export function alignDown(size: number): number {
  return ALIGNMENT * Math.floor(size / ALIGNMENT);
}
