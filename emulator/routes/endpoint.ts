import { type Call } from "./call";
import { type Reply } from "../wire/reply";

export type Handler = (call: Call) => Reply;
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** What the emulator answers under one URL; `routes/index.ts` says which URL. */
export interface Endpoint {
  readonly methods?: Readonly<Partial<Record<Method, Handler>>>;
  /** Operations by the method that calls them: those that only read are called by GET (api/support.py: operation). */
  readonly operations?: Readonly<Partial<Record<"GET" | "POST", Readonly<Record<string, Handler>>>>>;
}
