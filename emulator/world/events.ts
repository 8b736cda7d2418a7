import { type Sequence } from "./storage/sequences";

/** Weights of events, as Python's logging has them; MAAS adds AUDIT (enum: LOGGING_LEVELS). */
export const EVENT_LEVELS = { AUDIT: 0, DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const;
export type EventLevel = keyof typeof EVENT_LEVELS;

/** Something that happened to a node (models/event.py). */
export interface NodeEvent {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly systemId: string;
  readonly hostname: string;
  readonly level: EventLevel;
  /** As MAAS displays it, e.g. `User releasing node`. */
  readonly type: string;
  readonly description: string;
  /** Who asked for it; null when nobody did. */
  readonly username: string | null;
}

/** How many events are kept; the oldest go first. */
const MOST = 10_000;

/** What happened, the oldest first. */
export class EventLog {
  private events: NodeEvent[] = [];
  /** The last one of each node that is no detail: every document of a machine asks for it. */
  private readonly latest = new Map<string, NodeEvent>();

  constructor(private readonly ids: Sequence) {}

  add(event: Omit<NodeEvent, "id" | "at">): void {
    const added = { ...event, id: this.ids.next(), at: Date.now() };
    this.events.push(added);
    this.look(added);
    if (this.events.length > MOST) this.events = this.events.slice(-MOST / 2);
  }

  get all(): readonly NodeEvent[] {
    return this.events;
  }

  replace(events: readonly NodeEvent[]): void {
    this.events = [...events];
    this.latest.clear();
    for (const event of events) this.look(event);
  }

  private look(event: NodeEvent): void {
    if (EVENT_LEVELS[event.level] >= EVENT_LEVELS.INFO) this.latest.set(event.systemId, event);
  }

  /** What a machine's document shows of its events: the last one that is no detail. */
  latestOf(systemId: string): NodeEvent | undefined {
    return this.latest.get(systemId);
  }
}
