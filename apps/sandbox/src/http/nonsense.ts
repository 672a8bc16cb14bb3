import type { HttpVendor, VendorReply } from '../vendor.js';

/** What a broken proxy, a captive portal or a bad deploy on the vendor's side sends with status 200. Each kind in turn. */
export function nonsense(turn: number, vendor: HttpVendor): VendorReply {
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const kinds: VendorReply[] = [
    {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<html><title>Sandbox nonsense</title><h1>Please accept the terms of this network</h1></html>',
    },
    { status: 200, headers: json, body: `{"sandbox":"nonsense","${vendor.name}":{"id":"cut off he` },
    { status: 200, body: vendor.twisted() },
    { status: 200, headers: json, body: '' },
    { status: 200, body: [null, 42, ['sandbox nonsense']] },
  ];
  return kinds[turn % kinds.length]!;
}
