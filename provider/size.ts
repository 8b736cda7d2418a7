/** MAAS aligns partitions to 4 MiB, and nothing on a disk is smaller (`models/partition.py`). */
export const ALIGNMENT = 4_194_304;

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
  PIB: 2 ** 50,
};

/** Bytes, a share of the device (`"25%"`), or undefined: all that is left. */
export type Size = number | string | undefined;

export const floorToAlignment = (bytes: number): number => ALIGNMENT * Math.floor(bytes / ALIGNMENT);

const percentOf = (size: Size): number | undefined => {
  const match = typeof size === "string" ? /^(\d+(?:\.\d+)?)%$/.exec(size) : null;
  return match?.[1] === undefined ? undefined : Number(match[1]);
};

/** True when the size depends on the device and on what else is on it, so that it can change without being edited. */
export const isRelative = (size: Size): boolean => typeof size !== "number";

/** The bytes that a text means, `"100GB"` or `"512MiB"`, to the byte; undefined when it is none. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim());
  const factor = UNITS[(match?.[2] || "B").toUpperCase()];
  return match?.[1] === undefined || factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
}

/**
 * The canonical form of a declared size: whole bytes floored to 4 MiB, as MAAS does, or a percentage. An error text
 * when it is neither.
 */
export function normaliseSize(size: number | string): { size: number | string } | { problem: string } {
  const percent = typeof size === "string" ? size.replace(/\s/g, "") : undefined;
  if (percent?.endsWith("%")) {
    const share = percentOf(percent) ?? 0;
    return share > 0 && share <= 100 ? { size: `${share}%` } : { problem: `"${size}" is not between 0% and 100%` };
  }
  const bytes = typeof size === "number" ? size : parseBytes(size);
  if (bytes === undefined || !Number.isSafeInteger(bytes)) {
    return {
      problem: `${typeof size === "number" ? size : JSON.stringify(size)} is not a size: write bytes, or "100GB", "512MiB", "25%"; leave it out for the rest`,
    };
  }
  if (bytes < ALIGNMENT) return { problem: `${bytes} bytes are less than 4 MiB, the smallest partition in MAAS` };
  return { size: floorToAlignment(bytes) };
}

/** The bytes to ask MAAS for on a device of `deviceBytes`; undefined lets MAAS take all that is left. */
export function requestedBytes(size: Size, deviceBytes: number): number | undefined {
  const percent = percentOf(size);
  // What MAAS keeps for itself makes less than the whole size of an empty disk.
  if (percent === 100) return undefined;
  if (percent !== undefined) return floorToAlignment((deviceBytes * percent) / 100);
  return typeof size === "number" ? size : undefined;
}
