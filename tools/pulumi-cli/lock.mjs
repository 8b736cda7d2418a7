import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

const take = (file) => {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
};

const holder = (file) => {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
};

/**
 * Runs `work` while holding the lock file. A lock whose holder is dead is broken. Two that break one at the same
 * moment may both work: that costs time and nothing else, since the result is moved into place by one rename.
 */
export const withLock = async (file, say, work) => {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = 0; !take(file); waited += 1) {
    const pid = holder(file);
    // An empty file is a lock that is being written this very moment, or one whose writer died just then.
    if ((pid !== 0 && !isAlive(pid)) || (pid === 0 && waited > 5)) rmSync(file, { force: true });
    else {
      if (waited === 0) say(`waiting for process ${pid}, which is building the same`);
      await sleep(1_000);
    }
  }
  const release = () => rmSync(file, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
};
