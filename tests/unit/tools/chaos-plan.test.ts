import { MAAS_KINDS } from "../../../provider/maas/kinds";
import { drawPlan } from "../../../tools/chaos/plan";
import { resourcesOf } from "../../../tools/chaos/resources";

const designs = Array.from({ length: 40 }, (_, seed) => drawPlan(seed)).flatMap(({ before, after }) => [
  ...before,
  ...after,
]);

test("chaos draws every kind that the registry has", () => {
  const kinds = new Set(designs.flatMap(resourcesOf).map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(MAAS_KINDS.map(({ name }) => name).sort());
});

test("a seed is always the same plan, and another seed another one", () => {
  expect(drawPlan(7)).toEqual(drawPlan(7));
  expect(drawPlan(7)).not.toEqual(drawPlan(8));
});

test("a volume is a cache, a member and a whole group on a RAID somewhere", () => {
  const volumes = designs.filter(({ cacheDisk }) => cacheDisk === "volume");
  expect([volumes, designs.filter(({ onRaid }) => onRaid === "group")].map(({ length }) => length > 0)).toEqual([
    true,
    true,
  ]);
  expect(designs.some((design) => design.volumes.raid !== undefined)).toBe(true);
});
