/** Where the data sources of a program without an engine find MAAS, as a user's shell says it. */
export function configureByEnvironment(site: { readonly url: string; readonly apiKey: string }): void {
  process.env["MAAS_API_URL"] = site.url;
  process.env["MAAS_API_KEY"] = site.apiKey;
}
