import { join } from "node:path";

import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { createClient, type MaasClient } from "../../provider/maas/http/client";
import { TestEngine } from "./managed";

export const FLEET = join(__dirname, "../../tests/contract/fleet.json");

/** An emulator of its own, an engine that works on it, and a client that looks at it out of band. */
export class Lab {
  readonly engine: TestEngine;
  readonly client: MaasClient;

  private constructor(readonly emulator: Emulator) {
    this.engine = new TestEngine(emulator);
    this.client = createClient({ apiUrl: emulator.url, apiKey: emulator.apiKey });
  }

  static async start(options: EmulatorOptions = {}): Promise<Lab> {
    return new Lab(await startEmulator({ fleet: FLEET, ...options }));
  }

  /** As `newEngine`, with waits of a hundredth of their time. */
  newQuickEngine(): TestEngine {
    return new TestEngine(this.emulator, (ms) => new Promise((resolve) => setTimeout(resolve, ms / 100)));
  }

  /** Another run of the program: another provider host, with nothing in its memory. */
  newEngine(): TestEngine {
    return new TestEngine(this.emulator);
  }

  systemId(hostname: string): string {
    return this.emulator.machine(hostname).system_id;
  }

  /** What was asked of the server since the last call, as `GET nodes/…/raids/`, without the system id. */
  requests(hostname: string): string[] {
    const systemId = this.systemId(hostname);
    const lines = this.emulator.requests.map(({ method, path, query }) => {
      const op = query["op"] === undefined ? "" : `?op=${String(query["op"])}`;
      return `${method} ${path.replace(/^.*\/api\/2\.0\//, "").replace(`/${systemId}/`, "/")}${op}`;
    });
    this.emulator.clearRequests();
    return lines;
  }

  close(): Promise<void> {
    return this.emulator.close();
  }
}
