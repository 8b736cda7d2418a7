import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const docs = join(__dirname, "../../../docs");
const table = readFileSync(join(docs, "traps.md"), "utf8");

interface Row {
  readonly number: number;
  readonly verdict: string;
  readonly code: string;
  readonly tests: string;
}

const rows: readonly Row[] = table
  .split("\n")
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => {
    const [, number = "", , verdict = "", , code = "", tests = ""] = line
      .replace(/\\\|/g, "\u0000")
      .split("|")
      .map((cell) => cell.replaceAll("\u0000", "|").trim());
    return { number: Number(number), verdict, code, tests };
  });

/** The files behind the links of a cell, and the words after each. */
const linksOf = (cell: string): { file: string; words: string }[] =>
  [...cell.matchAll(/\[[^\]]+\]\(([^)]+)\)(?:: (.*?))?(?=<br>|, \[|$)/g)].map(([, path = "", words = ""]) => ({
    file: resolve(docs, path),
    words,
  }));

/** The titles of the tests in a file, as they are written there: a text, and then a function. */
const titlesIn = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?<!describe)\(\s*"((?:[^"\\]|\\.)+)",\s*(?:async )?\(/g)].map(
    ([, title = ""]) => title.replace(/\\"/g, '"'),
  );

it("the table of traps has all 55, each with a verdict", () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 55 }, (_, at) => at + 1));
  expect(rows.filter(({ verdict }) => !["impossible", "refused", "handled"].includes(verdict))).toEqual([]);
});

describe.each(rows)("trap $number", ({ code, tests }) => {
  it("names code of the provider or the SDK that is there", () => {
    const files = linksOf(code).map(({ file }) => file);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(file).toMatch(/\/(provider|sdk)\/[^.]+\.ts$/);
      expect(existsSync(file)).toBe(true);
    }
  });

  it("names tests that are there, by title", () => {
    const links = linksOf(tests);
    expect(links.length).toBeGreaterThan(0);
    for (const { file, words } of links) expect(titlesIn(file)).toContain(words);
  });
});
