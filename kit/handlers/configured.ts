import { type Region } from "../region";

/** Where the data sources of a program without an engine find MAAS, as a user's shell says it. */
export function configureByEnvironment(region: Region): void {
  process.env["MAAS_API_URL"] = region.url;
  process.env["MAAS_API_KEY"] = region.apiKey;
}
