import { subscribe } from "node:diagnostics_channel";
import { type Socket } from "node:net";

import { startEmulator } from "../../emulator";
import { blankFleet, hostnameOf } from "../../kit/layouts/fleet";
import { type RegionOptions, type RegionReady, type Traffic } from "./traffic";

/** The bytes of all connections since the last count: lines, headers and bodies, as TCP carries them. */
class Wire {
  private readonly sockets = new Map<Socket, { received: number; sent: number }>();

  constructor() {
    subscribe("http.server.request.start", (message) => {
      const { socket } = message as { socket: Socket };
      if (!this.sockets.has(socket)) this.sockets.set(socket, { received: 0, sent: 0 });
    });
  }

  /** @returns what came since the last call, and on how many connections */
  take(): Pick<Traffic, "received" | "sent" | "connections"> {
    const total = { received: 0, sent: 0, connections: this.sockets.size };
    for (const [socket, counted] of this.sockets) {
      total.received += socket.bytesRead - counted.received;
      total.sent += socket.bytesWritten - counted.sent;
      if (socket.destroyed) this.sockets.delete(socket);
      else this.sockets.set(socket, { received: socket.bytesRead, sent: socket.bytesWritten });
    }
    return total;
  }
}

/** An emulated MAAS in a process of its own: its memory and its work are not those of what is measured. */
async function main(): Promise<void> {
  const { machines, latency } = JSON.parse(process.argv[2] ?? "") as RegionOptions;
  const wire = new Wire();
  const emulator = await startEmulator({ fleet: blankFleet(machines), latency });
  process.on("message", () => {
    const reads = emulator.requests.filter(({ method }) => method === "GET").length;
    const traffic: Traffic = { reads, writes: emulator.requests.length - reads, ...wire.take() };
    emulator.clearRequests();
    process.send?.(traffic);
  });
  process.once("disconnect", () => process.exit());
  // Ctrl-C reaches all processes of a terminal: the CLI ends its steps first, and needs the region for that.
  process.on("SIGINT", () => undefined);
  const systemIds = Array.from({ length: machines }, (_, at) => emulator.machine(hostnameOf(at)).system_id);
  const ready: RegionReady = { url: emulator.url, apiKey: emulator.apiKey, systemIds };
  process.send?.(ready);
}

void main();
