import { createClient } from "../../provider/maas/http/client";
import { Run } from "../../provider/maas/run";

const KEPT = 2_000;

describe("what a run remembers of machines", () => {
  const client = createClient({ apiUrl: "http://127.0.0.1:9/MAAS", apiKey: "consumer:token:secret" });
  const options = { readyTimeoutMs: 0, announce: () => undefined, sleep: () => Promise.resolve() };
  const visit = (run: Run, machines: number): void => {
    for (let at = 0; at < machines; at += 1) run.session(`m${at}`);
  };

  it("is bounded: of more than 2,000, the longest unused is forgotten", () => {
    const run = new Run(client, options);
    const [first, second] = [run.session("first"), run.session("second")];
    visit(run, KEPT - 2);
    expect(run.session("first")).toBe(first);
    run.session("one more");
    expect(run.session("first")).toBe(first);
    expect(run.session("second")).not.toBe(second);
  });

  it("is never dropped while somebody works on the machine: it has one queue", async () => {
    const run = new Run(client, options);
    const busy = run.session("busy");
    let finish: () => void = () => undefined;
    const work = busy.turn(() => new Promise<void>((resolve) => (finish = resolve)));
    visit(run, 2 * KEPT);
    expect(run.session("busy")).toBe(busy);
    await new Promise(setImmediate);
    finish();
    await work;
  });
});
