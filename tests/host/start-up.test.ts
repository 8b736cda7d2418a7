import { loadBoth } from "../../kit/host/load-time";

/** Ratios, since milliseconds are those of this machine: the SDK is what every Pulumi program loads anyway. */
const SDK = "@pulumi/pulumi";

describe("what the provider host loads", () => {
  test("knows nothing of the Pulumi SDK, and costs less than half of it", () => {
    const [provider, sdk] = loadBoth("pulumi-maas/provider", SDK);
    const foreign = provider.files.filter((file) =>
      /@pulumi|grpc|typescript\/lib|\/dist\/(sdk|emulator|cli)\//.test(file),
    );
    expect(foreign).toEqual([]);
    expect(provider.milliseconds / sdk.milliseconds).toBeLessThan(0.5);
  });

  test("a program that has the SDK loads little more for pulumi-maas", () => {
    const [program, sdk] = loadBoth("pulumi-maas", SDK);
    const sdkFiles = new Set(sdk.files);
    const added = program.files.filter((file) => !sdkFiles.has(file));
    expect(added.filter((file) => /typescript\/lib|\/dist\/(emulator|cli)\//.test(file))).toEqual([]);
    expect(program.milliseconds / sdk.milliseconds).toBeLessThan(1.5);
  });
});
