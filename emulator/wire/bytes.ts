const EXPONENTS: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 };

/** A whole number with an SI suffix, powers of 1000 (utils/converters.py: machine_readable_bytes). */
export function parseBytes(text: string): number {
  const [, digits = "0", suffix = ""] = /^(-?[0-9]+)([a-z]?)$/i.exec(text) ?? [];
  return Number(digits) * 1000 ** (EXPONENTS[suffix.toLowerCase()] ?? 0);
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

/** One decimal as Python writes it: exactly between two, the even one. Only a quarter differs from `toFixed`. */
function oneDecimal(value: number): string {
  return (Math.abs(value) % 1 === 0.25 ? value - Math.sign(value) * 0.05 : value).toFixed(1);
}

/** SI units with one decimal, and no carry: 999989182464 is `1000.0 GB` (utils/converters.py: human_readable_bytes). */
export function humanSize(size: number): string {
  let [value, unit] = [size, 0];
  while (Math.abs(value) >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value.toFixed(0) : oneDecimal(value)} ${UNITS[unit] ?? ""}`;
}
