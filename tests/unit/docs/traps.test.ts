import { existsSync } from "node:fs";

import { linksOf, rowsOf, textOf, titlesIn } from "./table";

const rows = rowsOf(textOf("traps.md"), /^\d+$/).map(([number, , verdict = "", , code = "", tests = ""]) => ({
  number: Number(number),
  ...{ verdict, code, tests },
}));

it("the table of traps has all 65, each with a verdict", () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 65 }, (_, at) => at + 1));
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
