import { normaliseSize, requestedBytes } from "../../provider/size";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe("sizes", () => {
  it.each([
    [536870912, 536870912],
    ["512MiB", 512 * MIB],
    ["512 mib", 512 * MIB],
    ["1GiB", GIB],
    ["1.5GiB", 1.5 * GIB],
    // Decimal units, floored to 4 MiB as MAAS does: 10 GB are 9999220736 bytes there.
    ["10GB", 9999220736],
    ["100GB", 99996401664],
    ["512MB", 511705088],
    ["4194304", 4 * MIB],
    ["5000000B", 4 * MIB],
    ["25%", "25%"],
    [" 33.5 % ", "33.5%"],
    ["100%", "100%"],
  ])("reads %p as %p", (written, size) => {
    expect(normaliseSize(written)).toEqual({ size });
  });

  it.each([0, -1, 4194303, "4MB", "0%", "101%", "abc", "", "12 parsecs", "1e9", Number.NaN, 2 ** 60])(
    "refuses %p",
    (written) => {
      expect(normaliseSize(written)).toHaveProperty("problem");
    },
  );

  it("takes a share of the device, floored to 4 MiB", () => {
    expect(requestedBytes("25%", 480_103_981_056)).toBe(120_024_203_264);
    expect(requestedBytes("25%", 480_103_981_056)).toBe(4 * MIB * Math.floor(480_103_981_056 / 4 / (4 * MIB)));
  });

  it("lets MAAS take the rest when there is no size", () => {
    expect(requestedBytes(undefined, 480_103_981_056)).toBeUndefined();
    expect(requestedBytes("100%", 480_103_981_056)).toBeUndefined();
  });
});
