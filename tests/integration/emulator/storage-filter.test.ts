import { z } from "zod";

import { type Emulator, startEmulator } from "../../../emulator";
import { GoClient } from "./go-client";

const named = z.array(z.looseObject({ hostname: z.string() }));

let emulator: Emulator;
let maas: GoClient;

beforeAll(async () => {
  emulator = await startEmulator();
  maas = new GoClient(emulator);
});

afterAll(() => emulator.close());

async function selected(query: string): Promise<string[]> {
  const { status, body, text } = await maas.get(`machines/?${query}`);
  if (status !== 200) throw new Error(`${status} ${text}`);
  return named.parse(body).map(({ hostname }) => hostname);
}

const WITH_ROOT = ["stor-01", "stor-02", "stor-03", "stor-05"];

describe("machines by their storage", () => {
  it.each([
    ["a root disk that is large enough", "400", WITH_ROOT],
    ["no root disk that large", "500", []],
    ["a root disk with a tag", "root:400(ssd,sata)", WITH_ROOT],
    ["no root disk with that tag", "400(rotary)", []],
    ["the root partition", "400(partition)", WITH_ROOT],
    ["no root partition that large", "480.1(partition)", []],
    ["a root disk and four more of one kind", "root:1,4000(rotary),4000(rotary),4000(rotary),4000(rotary)", WITH_ROOT],
    ["not five of them", `1,${Array.from({ length: 5 }, () => "4000(rotary)").join(",")}`, []],
    ["the most tags first, so that the special disk is left for whom it is", "1,400,400,400(ssd,sata)", WITH_ROOT],
    ["nothing asked", "", ["stor-01", "stor-02", "stor-03", "stor-04", "stor-05"]],
  ])("selects by %s", async (_name, storage, expected) => {
    expect(await selected(`storage=${encodeURIComponent(storage)}`)).toEqual(expected);
  });

  it("takes the last of several, and combines with other filters", async () => {
    expect(await selected("storage=9000&storage=400&status=deployed")).toEqual(["stor-05"]);
  });

  it.each(["ssd", "400(ssd", "400,,400", "a b:400"])("refuses %s", async (storage) => {
    expect(await maas.get(`machines/?storage=${encodeURIComponent(storage)}`)).toMatchObject({
      status: 400,
      body: { storage: [`Malformed storage constraint, "${storage}".`] },
    });
  });

  it("knows that no machine is in a pod", async () => {
    expect(await selected("pod=kvm-1")).toEqual([]);
    expect(await selected("not_pod=kvm-1")).toHaveLength(5);
    expect(await selected("pod_type=manual")).toHaveLength(5);
    expect(await selected("not_pod_type=manual")).toEqual([]);
  });
});
