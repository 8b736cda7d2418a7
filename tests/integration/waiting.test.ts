import { createClient } from "../../provider/maas/http/client";
import { Pause } from "../../provider/maas/machine/pause";
import { MachineSession } from "../../provider/maas/machine/session";
import { Lab } from "../../kit/handlers/lab";

describe("turns of a machine that wait for others", () => {
  let lab: Lab;
  let session: MachineSession;

  beforeEach(async () => {
    lab = await Lab.start();
    const client = createClient({ apiUrl: lab.emulator.url, apiKey: lab.emulator.apiKey });
    session = new MachineSession(client, lab.systemId("alpha"), {
      readyTimeoutMs: 0,
      announce: () => undefined,
      // Nobody is woken by the time.
      sleep: () => new Promise(() => undefined),
    });
  });
  afterEach(() => lab.close());

  const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

  it("wake nobody when they leave to wait, or two of them would keep each other and the process awake for ever", async () => {
    let woken = false;
    void session.untilChanged(1_000).then(() => (woken = true));
    let goesOn: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (goesOn = resolve));
    let hasWaited = false;
    const turn = session.turn(() => {
      if (hasWaited) return Promise.resolve("done");
      hasWaited = true;
      return Promise.reject(new Pause("another has the device", () => until));
    });
    await moment();
    expect(hasWaited).toBe(true);
    expect(woken).toBe(false);
    goesOn();
    await expect(turn).resolves.toBe("done");
    await moment();
    expect(woken).toBe(true);
  });

  it("wake the others when they end, well or not", async () => {
    const woken = session.untilChanged(1_000);
    await expect(session.turn(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(woken).resolves.toBeUndefined();
  });
});
