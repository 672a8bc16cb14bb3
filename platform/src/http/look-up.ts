import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isInside } from './addresses.js';
import { refused } from './http-failure.js';

export const lookUpAny: LookupFunction = lookup;

/** Resolves a name and refuses it when any of its addresses is inside. */
export const lookUpOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isInside(address))) {
      return callback(refused(`${hostname} resolves to an inside address, which only an explicitly configured one may`), '', 0);
    }
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
