import { type RegionLock } from "./region-lock";

/** The engine ends its provider hosts with SIGINT, and kills them five seconds later. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const AT_MOST_MS = 4_000;

const held = new Set<RegionLock>();
let isListening = false;

/** Gives a lock back when this process is told to end: others would have to wait until its lease lapses. */
export function releaseAtExit(lock: RegionLock): void {
  held.add(lock);
  if (isListening) return;
  isListening = true;
  for (const signal of SIGNALS) process.once(signal, () => void releaseAll());
}

async function releaseAll(): Promise<void> {
  const timeout = new Promise((resolve) => setTimeout(resolve, AT_MOST_MS));
  await Promise.race([Promise.all([...held].map((lock) => lock.release())), timeout]);
  process.exit(0);
}
