import { type Answer } from "../../../kit/contract/sender";

/** What MAAS itself fails with; any other 500 is a mistake of the emulator's own. */
const MAAS_FAILURES = [
  /^$/,
  /^'NoneType' object has no attribute '(system_id|get_device|id|current_config)'$/,
  /^get\(\) returned more than one \w+ -- it returned \d+!$/,
  /^PartitionTable matching query does not exist\.$/,
  /^maximum recursion depth exceeded$/,
  /^Cannot call create_partition_if_boot_disk when a partition table already exists /,
  /^invalid literal for int\(\) with base 10: /,
  /^'(list|str|int|float|bool)' object has no attribute 'get'$/,
  /^Field 'id' expected a number but got /,
];

/** True for answers that MAAS could have given. */
export function isOfMaas({ status, body }: Answer): boolean {
  if (status !== 500) return [200, 204, 400, 401, 403, 404, 405, 409, 410].includes(status);
  return typeof body === "string" && MAAS_FAILURES.some((failure) => failure.test(body));
}
