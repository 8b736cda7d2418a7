import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { lockMachine } from "../../provider/maas/machine/lock";

describe("the lock of a machine", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(os.tmpdir(), "lock-test-"));
    jest.spyOn(os, "tmpdir").mockReturnValue(folder);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  const lock = (systemId: string) => lockMachine("http://maas/MAAS", systemId, () => undefined);

  it("is one for each machine, and free again when it was given back", async () => {
    const [one, other] = await Promise.all([lock("abc123"), lock("def456")]);
    let taken = false;
    const next = lock("abc123").then((held) => {
      taken = true;
      return held;
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(taken).toBe(false);
    await one.release();
    await Promise.all([other.release(), (await next).release()]);
  });

  it("is in no folder that somebody else can lead elsewhere", async () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(folder, `pulumi-maas-${process.getuid?.() ?? -1}`));
    await expect(lock("abc123")).rejects.toThrow(/belongs to somebody else: remove it, or set TMPDIR/);
  });
});
