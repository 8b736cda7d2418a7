import { ConnectionError, RequestError, ServerError, StateConflictError } from "../../../provider/http/errors";
import { writeOnce } from "../../../provider/http/write";

const SENT = { method: "POST", path: "/things/" };
const LOST = new ConnectionError(SENT, "unknown", false, "reset", "");
const ENDED = new ServerError({ ...SENT, status: 500 }, "boom", "");
const REFUSED = new StateConflictError({ ...SENT, status: 409 }, "not now", "");

/** A write that is answered in turn with these, and is found in turn as told; what happens is kept. */
function writing(answers: readonly (RequestError | string)[], finds: readonly (string | undefined)[], isWait = false) {
  const events: string[] = [];
  const [left, found] = [[...answers], [...finds]];
  const send = (): Promise<string> => {
    events.push("send");
    const answer = left.shift() ?? "sent too often";
    return answer instanceof RequestError ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const find = (): Promise<string | undefined> => {
    events.push("find");
    return Promise.resolve(found.shift());
  };
  const result = writeOnce(
    { send, find },
    {
      sleep: (ms) => Promise.resolve(void events.push(`sleep ${ms}`)),
      lookAfresh: () => void events.push("afresh"),
      announceSearch: () => void events.push("announce"),
      isWait: () => isWait,
    },
  );
  return { result, events };
}

test("a write that is answered is sent once, and not looked for", async () => {
  const { result, events } = writing(["done"], []);
  expect(await result).toBe("done");
  expect(events).toEqual(["send"]);
});

test("a write that is refused is not looked for", async () => {
  const { result, events } = writing([REFUSED], []);
  await expect(result).rejects.toBe(REFUSED);
  expect(events).toEqual(["send"]);
});

test("a write whose answer was lost is looked for, with patience, and what is found is the answer", async () => {
  const { result, events } = writing([LOST], [undefined, undefined, "found"]);
  expect(await result).toBe("found");
  expect(events.join(", ")).toBe("send, announce, afresh, find, sleep 1000, afresh, find, sleep 5000, afresh, find");
});

test("one that has ended is looked for once, and sent once more when it is not there", async () => {
  const { result, events } = writing([ENDED, "done"], [undefined]);
  expect(await result).toBe("done");
  expect(events).toEqual(["send", "announce", "afresh", "find", "send"]);
});

test("a repetition that is refused is looked for again: the first may have been done late", async () => {
  const { result, events } = writing([ENDED, REFUSED], [undefined, "found"]);
  expect(await result).toBe("found");
  expect(events).toEqual(["send", "announce", "afresh", "find", "send", "afresh", "find"]);
});

test("it is sent twice at most, and a wait is none of its work", async () => {
  const twice = writing([ENDED, ENDED], [undefined, undefined]);
  await expect(twice.result).rejects.toBe(ENDED);
  const waiting = writing([ENDED, REFUSED], [undefined, "not asked for"], true);
  await expect(waiting.result).rejects.toBe(REFUSED);
  expect(waiting.events).toEqual(["send", "announce", "afresh", "find", "send", "afresh"]);
});
