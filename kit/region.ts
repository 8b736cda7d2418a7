/** Where MAAS is, and the key of a user there. */
export interface Region {
  readonly url: string;
  readonly apiKey: string;
}
