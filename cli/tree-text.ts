import { printable } from "../provider/printable";
import { sizeText } from "./size-text";
import { type StorageNode } from "./storage-tree";

/** Begin and end of each style of a terminal. Whether there is one is the caller's to know, so not `util.styleText`. */
const STYLES = { bold: [1, 22], gray: [90, 39], cyan: [36, 39], green: [32, 39], yellow: [33, 39] } as const;

type Style = keyof typeof STYLES;
type Cell = { readonly text: string; readonly style?: Style };

interface Row {
  /** Branches and name. */
  readonly label: Cell;
  readonly branches: string;
  readonly cells: readonly Cell[];
}

const painted = (text: string, style: Style): string => {
  const [begin, end] = STYLES[style];
  return `\u001b[${begin}m${text}\u001b[${end}m`;
};

const contentStyle = (content: string): Style => {
  if (content === "free") return "gray";
  return content.startsWith("→") ? "cyan" : "green";
};

const rowOf = (node: StorageNode, branches: string): Row => ({
  branches,
  label: { text: printable(node.name), style: "bold" },
  cells: [
    { text: node.sizeBytes === undefined ? "" : sizeText(node.sizeBytes) },
    { text: node.kind, style: "gray" },
    { text: printable(node.content), style: contentStyle(node.content) },
    { text: printable(node.mount), style: "yellow" },
    { text: printable(node.note), style: "gray" },
  ],
});

const rowsOf = (nodes: readonly StorageNode[], indent = ""): Row[] =>
  nodes.flatMap((node, index) => {
    const last = index === nodes.length - 1;
    return [
      rowOf(node, `${indent}${last ? "└─ " : "├─ "}`),
      ...rowsOf(node.children, `${indent}${last ? "   " : "│  "}`),
    ];
  });

/** Sizes are compared with one another, so they are set flush right; all other columns flush left. */
const SIZE_COLUMN = 0;

/**
 * The lines of a storage tree below a line with the machine's name.
 * @param colour - with the codes of a terminal
 */
export function treeText(title: string, nodes: readonly StorageNode[], colour: boolean): string {
  const paint = ({ text, style }: Cell): string => (colour && style && text ? painted(text, style) : text);
  const rows = rowsOf(nodes);
  const labelWidth = Math.max(0, ...rows.map(({ branches, label }) => branches.length + label.text.length));
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...rows.map(({ cells }) => cells[column]?.text.length ?? 0)),
  );
  const lines = rows.map(({ branches, label, cells }) => {
    const padding = " ".repeat(labelWidth - branches.length - label.text.length);
    const columns = cells.map((cell, column) => {
      const space = " ".repeat((widths[column] ?? 0) - cell.text.length);
      return column === SIZE_COLUMN ? `${space}${paint(cell)}` : `${paint(cell)}${space}`;
    });
    const line = `${paint({ text: branches, style: "gray" })}${paint(label)}${padding}  ${columns.join("  ")}`;
    return line.trimEnd();
  });
  return [paint({ text: title, style: "bold" }), ...lines].join("\n");
}
