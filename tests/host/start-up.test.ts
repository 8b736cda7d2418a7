import { load } from "../support/load-time";

describe("what the provider host loads", () => {
  test("knows nothing of the Pulumi SDK, and costs less than half of it", () => {
    const provider = load("pulumi-maas/provider");
    const foreign = provider.files.filter((file) =>
      /@pulumi|grpc|typescript\/lib|\/dist\/(sdk|emulator|cli)\//.test(file),
    );
    expect(foreign).toEqual([]);
    // A ratio, since milliseconds are those of this machine: the SDK is what every Pulumi program loads anyway.
    expect(provider.milliseconds / load("@pulumi/pulumi").milliseconds).toBeLessThan(0.5);
  });

  test("a program that has the SDK loads little more for pulumi-maas", () => {
    const program = load("pulumi-maas");
    const sdk = load("@pulumi/pulumi");
    expect(program.milliseconds / sdk.milliseconds).toBeLessThan(1.4);
  });
});
