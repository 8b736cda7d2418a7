import { whyNoLxd } from "./availability";
import { LxdDaemon } from "./daemon";
import prepareEngine from "../engine/setup-engine";

declare global {
  var lxdOfThisTier: LxdDaemon | undefined;
}

/** One LXD for all files of the tier: each works in pools of its own. A tier without its LXD fails and says why. */
export default async function setUp(): Promise<void> {
  const reason = whyNoLxd();
  if (reason !== undefined) throw new Error(`tests/lxd needs a real LXD: ${reason}`);
  prepareEngine();
  globalThis.lxdOfThisTier = await LxdDaemon.start();
  process.env["LXD_OF_TIER"] = globalThis.lxdOfThisTier.socket;
}
