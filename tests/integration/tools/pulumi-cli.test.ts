import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(__dirname, "../../../tools/pulumi-cli/ensure.mjs");
const companions = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

interface Result {
  readonly code: number | null;
  /** The last line of standard output. */
  readonly directory: string;
  readonly said: string;
}

describe("the script that finds or gets a Pulumi CLI", () => {
  let scratch: string;
  let bin: string;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "pulumi-cli-"));
    bin = join(scratch, "bin");
    mkdirSync(bin);
  });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  const executable = (name: string, text: string): void =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });

  const installed = (version: string): void => {
    executable("pulumi", `echo ${version}`);
    for (const name of companions) executable(name, "exit 0");
  };

  /** A Go that "builds" scripts, slowly enough for two runs to meet, and keeps count. */
  const fakeGo = (): void =>
    executable(
      "go",
      `[ "$1" = env ] && echo go1.26.0 && exit
       echo "$@" >> ${join(scratch, "builds")}
       /bin/sleep 0.5
       while [ "$1" != -o ]; do shift; done
       printf '#!/bin/sh\\necho 3.259.0\\n' > "$2"
       /bin/chmod 755 "$2"`,
    );
  const builds = (): number => readFileSync(join(scratch, "builds"), "utf8").trim().split("\n").length;

  /** PATH has nothing but what the test put there: no npx, no Go, no CLI of this machine. */
  const ensure = (): Promise<Result> =>
    new Promise((resolve) => {
      const env = { PATH: bin, XDG_CACHE_HOME: join(scratch, "cache") };
      const child = execFile(process.execPath, [script], { env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode, directory: stdout.trim().split("\n").pop() ?? "", said: stderr }),
      );
    });

  test.each(["v3.300.1", "3.216.0"])("takes the CLI on PATH when it is %s and complete", async (version) => {
    installed(version);
    const { code, directory, said } = await ensure();
    expect([code, directory]).toEqual([0, bin]);
    expect(said).toContain(`Pulumi ${version.replace("v", "")}, found on PATH`);
  });

  test.each([
    ["too old", () => installed("v3.100.0"), "3.216 or newer is needed"],
    ["of another major version", () => installed("v4.0.0"), "is 4.0.0"],
    ["without its language host", () => executable("pulumi", "echo v3.300.0"), "has no pulumi-language-nodejs"],
    ["broken", () => (installed("v3.300.0"), executable("pulumi", "exit 3")), "does not run"],
  ])("says why it does not take a CLI that is %s, and fails when nothing else can be had", async (_how, make, why) => {
    make();
    const { code, directory, said } = await ensure();
    expect([code, directory]).toEqual([1, ""]);
    expect(said).toContain(why);
    expect(said).toMatch(/no CLI from the npm launcher: (npx does not start|https:\S+ does not answer)/);
    expect(said).toContain("no CLI from Go: there is no Go on PATH");
  });

  test("builds with Go once, and finds what it built", async () => {
    fakeGo();
    const first = await ensure();
    expect(first.said).toContain("built by Go");
    expect(first.code).toBe(0);
    const second = await ensure();
    expect(second.said).toContain("built earlier by Go");
    expect(second.directory).toBe(first.directory);
    expect(builds()).toBe(2); // the engine and the language host
  });

  test("builds once for two runs at the same time", async () => {
    fakeGo();
    const [one, other] = await Promise.all([ensure(), ensure()]);
    expect([one.code, other.code, other.directory]).toEqual([0, 0, one.directory]);
    expect(builds()).toBe(2);
  });

  test("repairs a cache with a file that was cut off, and breaks the lock of a dead process", async () => {
    fakeGo();
    const { directory } = await ensure();
    truncateSync(join(directory, "pulumi"), 0);
    writeFileSync(`${directory}.lock`, "999999999");
    const repaired = await ensure();
    expect([repaired.code, repaired.directory]).toEqual([0, directory]);
    expect(builds()).toBe(4);
    expect(readdirSync(join(scratch, "cache/pulumi-maas"))).toHaveLength(1);
  });

  test("shows what Go said when the build fails, and leaves nothing behind", async () => {
    executable("go", `[ "$1" = env ] && echo go1.26.0 && exit; echo "no such module" >&2; exit 1`);
    const { code, said } = await ensure();
    expect(code).toBe(1);
    expect(said).toContain("no such module");
    expect(readdirSync(join(scratch, "cache/pulumi-maas"))).toEqual([]);
  });

  test("refuses a Go that cannot fetch the toolchain it needs", async () => {
    executable("go", "echo go1.19.8");
    expect((await ensure()).said).toContain("go1.19.8 is too old, 1.21 or newer is needed");
  });
});
