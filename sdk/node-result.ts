/** A network card, or what is built on one. */
export interface InterfaceResult {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly macAddress?: string;
  readonly enabled: boolean;
  /** Mbit/s. */
  readonly linkSpeed?: number;
  /** Whether there was a link when it was last looked at. */
  readonly linkConnected?: boolean;
  readonly vendor?: string;
  readonly product?: string;
  readonly tags: string[];
  readonly vlan?: { readonly id: number; readonly vid?: number; readonly fabric?: string };
  readonly ipAddresses: string[];
  readonly subnets: string[];
}

/** What machines and controllers have in common. */
export interface NodeResult {
  readonly systemId: string;
  readonly hostname: string;
  readonly fqdn: string;
  readonly description?: string;
  /** `"amd64/generic"` */
  readonly architecture: string;
  readonly cpuCount?: number;
  /** MHz. */
  readonly cpuSpeed?: number;
  /** MiB. */
  readonly memory?: number;
  readonly zone: string;
  readonly domain: string;
  readonly tags: string[];
  readonly osystem?: string;
  readonly distroSeries?: string;
  readonly powerType?: string;
  readonly powerState?: string;
  readonly hardwareUuid?: string;
  readonly hardware: {
    readonly vendor?: string;
    readonly product?: string;
    readonly serial?: string;
    readonly cpuModel?: string;
  };
  readonly ipAddresses: string[];
  readonly interfaces: InterfaceResult[];
}
