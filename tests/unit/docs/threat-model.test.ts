import { existsSync } from "node:fs";

import { linksOf, rowsOf, textOf, titlesIn } from "./table";

const rows = rowsOf(textOf("threat-model.md"), /./).filter(
  (cells) => cells.length === 5 && cells[4]?.includes(".test.ts"),
);

it("the table of threats is read", () => {
  expect(rows.length).toBeGreaterThan(10);
});

it.each(rows)("against %s who %s there is code, and there are tests", (_who, _threat, _does, code, tests) => {
  const files = linksOf(code).map(({ file }) => file);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
  const links = linksOf(tests);
  expect(links.length).toBeGreaterThan(0);
  for (const { file, words } of links) expect(titlesIn(file)).toContain(words);
});
