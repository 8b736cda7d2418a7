/** Ids that count up and are never given twice, as a database sequence does. */
export class Sequence {
  private last = 0;

  next(): number {
    this.last += 1;
    return this.last;
  }

  get current(): number {
    return this.last;
  }

  /** Goes on after an id that is in use. */
  skipTo(last: number): void {
    this.last = Math.max(this.last, last);
  }
}

/**
 * Where everything gets its ids. MAAS numbers physical and virtual devices together, and RAIDs, volume groups and bcaches
 * together, over all machines (models/blockdevice.py, models/filesystemgroup.py).
 */
export class Sequences {
  readonly devices = new Sequence();
  readonly tables = new Sequence();
  readonly partitions = new Sequence();
  readonly groups = new Sequence();
  readonly cacheSets = new Sequence();
  readonly filesystems = new Sequence();
  readonly nics = new Sequence();
  readonly links = new Sequence();
  readonly scriptSets = new Sequence();
  readonly events = new Sequence();
  readonly vmHosts = new Sequence();
  readonly zones = new Sequence();
  readonly pools = new Sequence();

  /** Each with its name, for those who save and load them. */
  all(): [string, Sequence][] {
    const { devices, tables, partitions, groups, cacheSets, filesystems, nics, links, scriptSets, ...others } = this;
    const { events, vmHosts, zones, pools } = others;
    return Object.entries({
      ...{ devices, tables, partitions, groups, cacheSets, filesystems, nics, links, scriptSets },
      ...{ events, vmHosts, zones, pools },
    });
  }
}
