import { leaveIfEngineIsGone, sleepBesideEngine } from "../pulumi/engine";
import { printable } from "../printable";
import { Connection, Runs } from "../run/connection";
import { type LxdSettings, resolveLxdSettings } from "./config";
import { LxdHost } from "./host";

/** Lines on standard output reach the user as messages of the engine. */
const announce = (line: string): void => {
  process.stdout.write(`${printable(line)}\n`);
};

/** The servers of one process. The provider host may outlive its engine: then it must neither write nor wait. */
export const lxdRuns = (sleep: (ms: number) => Promise<void> = sleepBesideEngine): Runs<LxdSettings, LxdHost> =>
  new Runs((settings) => new LxdHost({ ...settings, announce, beforeWrite: leaveIfEngineIsGone, sleep }));

/** What this process shares: the host serves all kinds. */
const ofThisProcess = lxdRuns();

/** Where the handlers of one kind get their LXD from. */
export const lxdConnection = (runs: Runs<LxdSettings, LxdHost> = ofThisProcess): Connection<LxdHost> =>
  new Connection((get) => runs.for(resolveLxdSettings(get, process.env)));
