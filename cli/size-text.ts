const KIB = 1024;
const MIB = KIB ** 2;
const GIB = KIB ** 3;

const DECIMAL_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/**
 * A size as people write it: in binary units where it is a whole number of them (`512 MiB`, `50 GiB`), since somebody
 * chose it so; else in decimal units, as disks are sold (`480.1 GB`).
 */
export function sizeText(bytes: number): string {
  if (bytes > 0 && bytes % GIB === 0) return `${bytes / GIB} GiB`;
  if (bytes > 0 && bytes < 10 * GIB && bytes % MIB === 0) return `${bytes / MIB} MiB`;
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), DECIMAL_UNITS.length - 1);
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 999.95 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${DECIMAL_UNITS[power] ?? "B"}`;
}
