/** Numbers in [0, 1) that are the same for the same seed, so that a failing run can be run again. */
export type Random = () => number;

/** The mulberry32 generator: small, fast, and good enough for ids and faults. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomText(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)] ?? "").join("");
}

/** A version 4 UUID, lower case with hyphens, as MAAS generates them. */
export function randomUuid(random: Random): string {
  const hex = randomText(random, "0123456789abcdef", 30);
  const variant = randomText(random, "89ab", 1);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`;
}
