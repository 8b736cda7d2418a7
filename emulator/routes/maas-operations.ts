/**
 * Every operation that the API of MAAS 3.7 has, by its URL below `/MAAS/api/2.0/`: what it lists in `describe/`. What is
 * served is said by the routes; the rest answers 501 under its name.
 */
export const MAAS_OPERATIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "account/":
      "GET list_authorisation_tokens, POST create_authorisation_token, POST delete_authorisation_token, " +
      "POST update_token_name",
    "account/prefs/sshkeys/": "GET, POST, POST import",
    "account/prefs/sshkeys/{id}/": "GET, DELETE",
    "account/prefs/sslkeys/": "GET, POST",
    "account/prefs/sslkeys/{id}/": "GET, DELETE",
    "agents/{systemId}/services/{serviceName}/config/": "GET, POST",
    "boot-resources/": "GET, POST, GET is_importing, POST import, POST stop_import",
    "boot-resources/{id}/": "GET, DELETE",
    "boot-resources/{id}/upload/{fileId}/": "PUT",
    "boot-sources/": "GET, POST",
    "boot-sources/{bootSourceId}/selections/": "GET, POST",
    "boot-sources/{bootSourceId}/selections/{id}/": "GET, PUT, DELETE",
    "boot-sources/{id}/": "GET, PUT, DELETE",
    "commissioning-results/": "GET",
    "commissioning-scripts/": "GET",
    "commissioning-scripts/{name}": "GET, PUT, DELETE",
    "devices/": "GET, POST, GET is_registered, POST set_zone",
    "devices/{systemId}/":
      "GET, PUT, DELETE, GET details, GET power_parameters, POST restore_default_configuration, " +
      "POST restore_networking_configuration, POST set_owner_data, POST set_workload_annotations",
    "dhcp-snippets/": "GET, POST",
    "dhcp-snippets/{id}/": "GET, PUT, DELETE, POST revert",
    "discovery/":
      "GET, GET by_unknown_ip, GET by_unknown_ip_and_mac, GET by_unknown_mac, POST clear, " +
      "POST clear_by_mac_and_ip, POST scan",
    "discovery/{id}/": "GET",
    "dnsresourcerecords/": "GET, POST",
    "dnsresourcerecords/{id}/": "GET, PUT, DELETE",
    "dnsresources/": "GET, POST",
    "dnsresources/{id}/": "GET, PUT, DELETE",
    "domains/": "GET, POST, POST set_serial",
    "domains/{id}/": "GET, PUT, DELETE, POST set_default",
    "events/": "GET query",
    "fabrics/": "GET, POST",
    "fabrics/{fabricId}/vlans/": "GET, POST",
    "fabrics/{fabricId}/vlans/{vid}/": "GET, PUT, DELETE",
    "fabrics/{id}/": "GET, PUT, DELETE",
    "files/": "GET, POST, DELETE",
    "files/{filename}/": "GET, DELETE",
    "images-sync-progress/": "GET, POST",
    "images-sync-progress/{fileId}/{systemId}/": "GET, PUT",
    "installation-results/": "GET",
    "ipaddresses/": "GET, POST release, POST reserve",
    "ipranges/": "GET, POST",
    "ipranges/{id}/": "GET, PUT, DELETE",
    "license-key/{osystem}/{distroSeries}": "GET, PUT, DELETE",
    "license-keys/": "GET, POST",
    "maas/": "GET get_config, POST set_config",
    "machines/":
      "GET, POST, GET is_registered, GET list_allocated, GET power_parameters, POST accept, " +
      "POST accept_all, POST add_chassis, POST allocate, POST clone, POST release, POST set_zone",
    "machines/{systemId}/":
      "GET, PUT, DELETE, GET details, GET get_curtin_config, GET get_token, GET power_parameters, " +
      "GET query_power_state, POST abort, POST clear_default_gateways, POST commission, POST deploy, " +
      "POST exit_rescue_mode, POST lock, POST mark_broken, POST mark_fixed, POST mount_special, " +
      "POST override_failed_testing, POST power_off, POST power_on, POST release, POST rescue_mode, " +
      "POST restore_default_configuration, POST restore_networking_configuration, " +
      "POST restore_storage_configuration, POST set_owner_data, POST set_storage_layout, " +
      "POST set_workload_annotations, POST test, POST unlock, POST unmount_special",
    "networks/": "GET, POST",
    "networks/{name}/": "GET, PUT, DELETE, GET list_connected_macs, POST connect_macs, POST disconnect_macs",
    "nodes/": "GET, GET is_registered, POST set_zone",
    "nodes/{systemId}/": "GET, DELETE, GET details, GET power_parameters",
    "nodes/{systemId}/bcache-cache-set/{id}/": "GET, PUT, DELETE",
    "nodes/{systemId}/bcache-cache-sets/": "GET, POST",
    "nodes/{systemId}/bcache/{id}/": "GET, PUT, DELETE",
    "nodes/{systemId}/bcaches/": "GET, POST",
    "nodes/{systemId}/blockdevices/": "GET, POST",
    "nodes/{systemId}/blockdevices/{deviceId}/":
      "GET, PUT, DELETE, POST add_tag, POST format, POST mount, POST remove_tag, POST set_boot_disk, " +
      "POST unformat, POST unmount",
    "nodes/{systemId}/blockdevices/{deviceId}/partition/{id}":
      "GET, DELETE, POST add_tag, POST format, POST mount, POST remove_tag, POST unformat, " + "POST unmount",
    "nodes/{systemId}/blockdevices/{deviceId}/partitions/": "GET, POST",
    "nodes/{systemId}/blockdevices/{deviceId}/partitions/{id}":
      "GET, DELETE, POST add_tag, POST format, POST mount, POST remove_tag, POST unformat, " + "POST unmount",
    "nodes/{systemId}/devices/": "GET",
    "nodes/{systemId}/devices/{id}/": "GET, DELETE",
    "nodes/{systemId}/interfaces/": "GET, POST create_bond, POST create_bridge, POST create_physical, POST create_vlan",
    "nodes/{systemId}/interfaces/{id}/":
      "GET, PUT, DELETE, POST add_tag, POST disconnect, POST link_subnet, POST remove_tag, " +
      "POST set_default_gateway, POST unlink_subnet",
    "nodes/{systemId}/raid/{id}/": "GET, PUT, DELETE",
    "nodes/{systemId}/raids/": "GET, POST",
    "nodes/{systemId}/results/": "GET",
    "nodes/{systemId}/results/{id}/": "GET, PUT, DELETE, GET download",
    "nodes/{systemId}/vmfs-datastore/{id}/": "GET, PUT, DELETE",
    "nodes/{systemId}/vmfs-datastores/": "GET, POST",
    "nodes/{systemId}/volume-group/{id}/": "GET, PUT, DELETE, POST create_logical_volume, POST delete_logical_volume",
    "nodes/{systemId}/volume-groups/": "GET, POST",
    "nodes/{systemId}/volume-groups/{id}/": "GET, PUT, DELETE, POST create_logical_volume, POST delete_logical_volume",
    "notifications/": "GET, POST",
    "notifications/{id}/": "GET, PUT, DELETE, POST dismiss",
    "openapi.yaml": "GET",
    "package-repositories/": "GET, POST",
    "package-repositories/{id}/": "GET, PUT, DELETE",
    "pods/": "GET, POST",
    "pods/{id}/": "GET, PUT, DELETE, GET parameters, POST add_tag, POST compose, POST refresh, POST remove_tag",
    "rackcontrollers/":
      "GET, GET describe_power_types, GET is_registered, GET power_parameters, POST import_boot_images, " +
      "POST set_zone",
    "rackcontrollers/{systemId}/":
      "GET, PUT, DELETE, GET details, GET list_boot_images, GET power_parameters, " +
      "GET query_power_state, POST abort, POST import_boot_images, POST override_failed_testing, " +
      "POST power_off, POST power_on, POST test",
    "regioncontrollers/": "GET, GET is_registered, POST set_zone",
    "regioncontrollers/{systemId}/": "GET, PUT, DELETE, GET details, GET power_parameters",
    "reservedips/": "GET, POST",
    "reservedips/{id}/": "GET, PUT, DELETE",
    "resourcepool/{id}/": "GET, PUT, DELETE",
    "resourcepools/": "GET, POST",
    "scripts/": "GET, POST",
    "scripts/{name}": "GET, PUT, DELETE, GET download, POST add_tag, POST remove_tag, POST revert",
    "spaces/": "GET, POST",
    "spaces/{id}/": "GET, PUT, DELETE",
    "static-routes/": "GET, POST",
    "static-routes/{id}/": "GET, PUT, DELETE",
    "subnets/": "GET, POST",
    "subnets/{id}/":
      "GET, PUT, DELETE, GET ip_addresses, GET reserved_ip_ranges, GET statistics, " + "GET unreserved_ip_ranges",
    "subnets/{id}/{prefixLength}/":
      "GET, PUT, DELETE, GET ip_addresses, GET reserved_ip_ranges, GET statistics, " + "GET unreserved_ip_ranges",
    "tags/": "GET, POST",
    "tags/{name}/":
      "GET, PUT, DELETE, GET devices, GET machines, GET nodes, GET rack_controllers, " +
      "GET region_controllers, POST rebuild, POST update_nodes",
    "users/": "GET, POST, GET whoami",
    "users/{username}/": "GET, DELETE",
    "version/": "GET",
    "virtual-machines/": "GET, POST",
    "virtual-machines/{id}": "GET",
    "vlans/{vlanId}/": "GET, PUT, DELETE",
    "vm-clusters/": "GET",
    "vm-clusters/{id}": "GET, PUT, DELETE",
    "vm-hosts/": "GET, POST",
    "vm-hosts/{id}/": "GET, PUT, DELETE, GET parameters, POST add_tag, POST compose, POST refresh, POST remove_tag",
    "zones/": "GET, POST",
    "zones/{name}/": "GET, PUT, DELETE",
  }).map(([path, operations]) => [path, operations.split(", ")]),
);
