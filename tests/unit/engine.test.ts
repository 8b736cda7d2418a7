import { createServer, type Server } from "node:net";

import { leaveIfEngineIsGone } from "../../provider/pulumi/engine";

/** Longer than a probe waits. */
const BUSY_MS = 2_300;

describe("a provider host", () => {
  const argv = process.argv;
  let engine: Server;
  let exit: jest.SpyInstance;
  let said: jest.SpyInstance;

  beforeEach(async () => {
    engine = createServer();
    await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
    const address = engine.address();
    const port = typeof address === "object" && address ? address.port : 0;
    process.argv = ["node", "/x/@pulumi/pulumi/cmd/dynamic-provider", `127.0.0.1:${port}`];
    exit = jest.spyOn(process, "exit").mockReturnValue(undefined as never);
    said = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  });
  afterEach(() => {
    process.argv = argv;
    jest.restoreAllMocks();
    engine.close();
  });

  it("goes on while its engine listens, however busy this computer is", async () => {
    const left = leaveIfEngineIsGone();
    const start = Date.now();
    while (Date.now() - start < BUSY_MS);
    await left;
    expect(exit).not.toHaveBeenCalled();
  });

  it("ends, and says why, when nobody listens any more", async () => {
    await new Promise((resolve) => engine.close(resolve));
    await leaveIfEngineIsGone();
    expect(exit).toHaveBeenCalledWith(1);
    expect(said).toHaveBeenCalledWith(expect.stringContaining("engine is gone"));
  });
});
