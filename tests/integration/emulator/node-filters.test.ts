import { z } from "zod";

import { LabApi } from "./lab-api";

const hostnames = z.array(z.looseObject({ hostname: z.string() }));

let lab: LabApi;
beforeAll(async () => {
  lab = await LabApi.start();
});
afterAll(() => lab.close());

async function found(path: string): Promise<string[]> {
  const answer = await lab.get(path);
  expect(answer).toMatchObject({ status: 200 });
  return hostnames.parse(answer.body).map(({ hostname }) => hostname);
}

const ALL = 18;

describe("Filters of nodes", () => {
  it.each([
    ["cpu_count=15.5", "alpha golf hotel"],
    ["cpu_count=1.6e1&cpu_count=32", "alpha golf hotel"],
    ["mem=+65536+", "alpha golf hotel"],
    ["status==new", "juliett"],
    ["mac_address=5254.0020.0001", ""],
    ["mac_address=52:54:00:20:00:01x", ""],
    ["interfaces=a:name=eth0", "bravo golf"],
    ["interfaces=a:name=enp1s0;b:name=enp2s0,fabric=fabric-0", "delta"],
    ["interfaces=a:not_name=eno1,subnet_cidr=10.99.0.0/24", "bravo delta foxtrot golf hotel"],
    ["interfaces=a:hostname=alpha,hostname=bravo,vid=untagged", "alpha bravo"],
    ["interfaces=a:hostname=alpha,hostname=bravo,link_speed=1001", ""],
    ["devices=vendor_id=8086", ""],
    ["not_agent_name=", ""],
    ["not_subnets=10.99.0.0/24", ""],
    ["fabric_classes=10g", ""],
  ])("machines/?%s finds «%s»", async (query, names) => {
    expect((await found(`machines/?${query}`)).join(" ")).toBe(names);
  });

  it.each([
    "cpu_count=-1",
    "agent_name=",
    "not_tags=ceph,db",
    "not_arch=amd64",
    "not_fabrics=fabric-1",
    "interfaces=x",
  ])("machines/?%s leaves nothing out", async (query) => {
    expect(await found(`machines/?${query}`)).toHaveLength(ALL);
  });

  it.each([
    "0",
    "untagged",
    "vid:0x0",
    "name:untagged",
    "fabric:fabric-0",
    "fabric:0",
    "!vid:7",
    "subnet:10.99.0.0/24",
  ])("machines are in the VLAN %s", async (specifier) => {
    expect(await found(`machines/?vlans=${specifier}`)).toHaveLength(ALL);
    expect(await found(`machines/?not_vlans=${specifier}`)).toEqual([]);
    expect(await found(`rackcontrollers/?vlans=${specifier}`)).toEqual([]);
  });

  it.each([
    "10.99.0.0/24",
    "cidr:10.99.0.9/24",
    "ip:10.99.0.9",
    "name:10.99.0.0/24",
    "vlan:untagged",
    "space:undefined",
  ])("machines are in the subnet %s", async (specifier) => {
    expect(await found(`machines/?subnets=${specifier}`)).toHaveLength(ALL);
    expect(await found(`rackcontrollers/?not_subnets=${specifier}`)).toEqual(["rack-1", "rack-2"]);
  });

  it.each(["deployment_target=disk", "power_state=unknown", "not_fabrics=fabric-0"])(
    "rackcontrollers/?%s asks what controllers are like",
    async (query) => {
      expect(await found(`rackcontrollers/?${query}`)).toEqual(["rack-1", "rack-2"]);
    },
  );

  it.each([
    ["status==Ready", "status", "Select a valid choice. Ready is not one of the available choices."],
    ["simple_status=Ready", "simple_status", "Select a valid choice. Ready is not one of the available choices."],
    ["not_system_id=x", "not_system_id", "No such constraint."],
    ["not_in_zone=", "not_in_zone", "Enter a valid value."],
    ["not_in_pool=no.such", "not_in_pool", "Enter a valid value."],
    ["not_in_pool=nosuch", "not_in_pool", "No such pool(s): nosuch."],
    ["link_speed=", "link_speed", "Invalid link speed: number required."],
    ["vlans=nosuch", "vlans", "No matching VLANs found."],
    ["vlans=0,untagged", "vlans", "No matching VLANs found."],
    ["vlans=4095", "vlans", "VLAN tag (VID) out of range (0-4094; 0 for untagged.)"],
    ["subnets=ip:10.98.0.1", "subnets", "No matching subnets found."],
    ["subnets=id:x", "subnets", "Subnet ID must be numeric."],
    ["interfaces=a:foo=bar", "interfaces", "Unknown interfaces constraint: 'foo"],
    ["interfaces=a:foo", "interfaces", "Malformed key/value pair in constraint: 'foo'"],
    ["interfaces=a:id=1;a:id=2", "interfaces", "Constraint label defined more than once: 'a'"],
    ["devices=foo=1", "devices", "Unknown devices constraint: 'foo"],
  ])("machines/?%s is refused at %s: %s", async (query, field, message) => {
    expect(await lab.get(`machines/?${query}`)).toMatchObject({ status: 400, body: { [field]: [message] } });
  });

  it.each([
    ["cpu_count=inf", 500, "cannot convert float infinity to integer"],
    ["storage=1.2.3", 500, "could not convert string to float: '1.2.3'"],
    ["vlans=vid:x", 500, "'ValueError' object has no attribute 'message'"],
    ["subnets=cidr:x", 500, "'AddrFormatError' object has no attribute 'message'"],
    ["subnets=space:x", 404, "No Space matches the given query."],
    ["devices=vendor_id", 500, "not enough values to unpack (expected 2, got 1)"],
    ["interfaces=a:id=x", 400, "Interface ID must be numeric."],
    ["interfaces=a:link_speed=x", 500, "Field 'link_speed' expected a number but got 'x'."],
  ])("machines/?%s answers %d: %s", async (query, status, body) => {
    expect(await lab.get(`machines/?${query}`)).toMatchObject({ status, body });
  });
});
