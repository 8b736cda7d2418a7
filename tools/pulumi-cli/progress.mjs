const quietIntervalMs = 15_000;

const elapsed = (since) => {
  const seconds = Math.round((Date.now() - since) / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** What is going on, on standard error: standard output is for the answer. */
export const say = (text) => process.stderr.write(`pulumi-cli: ${text}\n`);

/** A line that counts: rewritten in place on a terminal, repeated now and then in a log. */
export const startProgress = (task) => {
  const since = Date.now();
  const counts = new Map();
  const text = () => [...counts].map(([what, count]) => `, ${count} ${what}`).join("");
  const live = process.stderr.isTTY;
  const show = () =>
    live
      ? process.stderr.write(`\r\u001b[2Kpulumi-cli: ${task}: ${elapsed(since)}${text()}`)
      : say(`${task}: ${elapsed(since)}${text()}`);
  say(`${task} (once; minutes the first time)`);
  const timer = setInterval(show, live ? 1_000 : quietIntervalMs);
  return {
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    end: () => {
      clearInterval(timer);
      show();
      if (live) process.stderr.write("\n");
    },
  };
};
