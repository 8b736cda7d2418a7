import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const docs = join(__dirname, "../../../docs");

export const textOf = (document: string): string => readFileSync(join(docs, document), "utf8");

/** The cells of each row whose first cell passes. */
export const rowsOf = (text: string, first: RegExp): string[][] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .replace(/\\\|/g, "\u0000")
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.replaceAll("\u0000", "|").trim()),
    )
    .filter(([cell = ""]) => first.test(cell));

/** The files behind the links of a cell, and the words after each. */
export const linksOf = (cell: string): { file: string; words: string }[] =>
  [...cell.matchAll(/\[[^\]]+\]\(([^)]+)\)(?:: (.*?))?(?=<br>|, \[|$)/g)].map(([, path = "", words = ""]) => ({
    file: resolve(docs, path),
    words,
  }));

/** The titles of the tests in a file, as they are written there: a text, and then a function. */
export const titlesIn = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?<!describe)\(\s*"((?:[^"\\]|\\.)+)",\s*(?:async )?\(/g)].map(
    ([, title = ""]) => title.replace(/\\"/g, '"'),
  );
