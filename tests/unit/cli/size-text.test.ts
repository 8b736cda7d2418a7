import { sizeText } from "../../../cli/size-text";

describe("a size in words", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [536_870_912, "512 MiB"],
    [53_687_091_200, "50 GiB"],
    [480_103_981_056, "480.1 GB"],
    [479_563_087_872, "479.6 GB"],
    [4_000_787_030_016, "4 TB"],
    [960_197_124_096, "960.2 GB"],
    [999_999_999_999, "1000 GB"],
    [12e15, "12 PB"],
    [12e18, "12000 PB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
