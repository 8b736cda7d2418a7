/** Lines of cells under a head, aligned, as Markdown. The first `texts` columns are text; the others are numbers. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[], texts: number): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const pad = (text: string, at: number): string =>
    at < texts ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0);
  const line = (cells: readonly string[]): string => `| ${cells.map(pad).join(" | ")} |`;
  const rule = widths.map((width, at) => (at < texts ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}
