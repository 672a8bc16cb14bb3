import { describe, expect, it } from 'vitest';
import { isInside, namesInside } from './addresses.js';

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'example.com',
    '',
  ])('%s is inside', (address) => expect(isInside(address)).toBe(true));
  it.each(['8.8.8.8', '172.32.0.1', '1.1.1.1', '2606:4700:4700::1111'])('%s is outside', (address) =>
    expect(isInside(address)).toBe(false),
  );
  it.each(['localhost', '127.0.0.1', '[::1]', '10.0.0.5', 'api.localhost'])('%s names the inside', (host) =>
    expect(namesInside(host)).toBe(true),
  );
  it.each(['example.com', 'localhost.example.com', '8.8.8.8', '127.0.0.1.example.com'])('%s does not', (host) =>
    expect(namesInside(host)).toBe(false),
  );
});
