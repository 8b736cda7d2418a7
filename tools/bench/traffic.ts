import { type Latency } from "../../emulator";

/** What a region was asked, as its ledger says. */
export interface Traffic {
  readonly reads: number;
  readonly writes: number;
  /** Bytes that came in and went out, headers included. */
  readonly received: number;
  readonly sent: number;
  readonly connections: number;
}

/** How a region starts. */
export interface RegionOptions {
  readonly machines: number;
  readonly latency: Latency;
}

/** What a region says when it is there. */
export interface RegionReady {
  readonly url: string;
  readonly apiKey: string;
  readonly systemIds: readonly string[];
}
