import { type Answer, ScriptedServer } from "../../../kit/http/scripted-server";
import { clientOf, read } from "./requests";

/** Answers late, and keeps how many requests were under way at once. */
class Busy {
  most = 0;
  private now = 0;

  readonly answer: Answer = (response) => {
    this.now += 1;
    this.most = Math.max(this.most, this.now);
    setTimeout(() => {
      this.now -= 1;
      response.end("1");
    }, 20);
  };
}

async function mostAtOnce(limits: readonly (number | undefined)[]): Promise<number> {
  const busy = new Busy();
  const region = await ScriptedServer.start(busy.answer);
  const clients = limits.map((maxInFlight) => clientOf(region, [], { maxInFlight }));
  await Promise.all(clients.flatMap((client) => [...Array(10).keys()].map(() => client.request(read))));
  await region.close();
  return busy.most;
}

test.each([
  [[undefined], 4],
  [[6], 6],
  [[undefined, 6], 6],
  [[6, 2], 2],
  [[2, 6, undefined], 2],
])("of clients of one region with the limits %p, the smallest number counts for all: %d", async (limits, most) => {
  expect(await mostAtOnce(limits)).toBe(most);
});

test("a limit that comes later holds for what begins then", async () => {
  const busy = new Busy();
  const region = await ScriptedServer.start(busy.answer);
  const first = clientOf(region, [], { maxInFlight: 5 });
  await Promise.all([...Array(10).keys()].map(() => first.request(read)));
  expect(busy.most).toBe(5);
  busy.most = 0;
  clientOf(region, [], { maxInFlight: 1 });
  await Promise.all([...Array(4).keys()].map(() => first.request(read)));
  expect(busy.most).toBe(1);
  await region.close();
});
