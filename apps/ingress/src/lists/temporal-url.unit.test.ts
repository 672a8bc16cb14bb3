import { expect, it } from 'vitest';
import { temporalUrlOf } from './temporal-url.js';

const config = { FIRSTLINE_TEMPORAL_UI_URL: undefined, FIRSTLINE_TEMPORAL_UI_PORT: 8233, TEMPORAL_NAMESPACE: 'firstline' };

it('links to the embedded UI unless another one is set', () => {
  expect(temporalUrlOf(config, 'signal/web/evt_1')).toBe('http://localhost:8233/namespaces/firstline/workflows/signal%2Fweb%2Fevt_1');
  expect(temporalUrlOf({ ...config, FIRSTLINE_TEMPORAL_UI_URL: 'https://temporal.example.com/' }, 'x')).toBe(
    'https://temporal.example.com/namespaces/firstline/workflows/x',
  );
});

it('an event id cannot leave its place in the link', () => {
  expect(temporalUrlOf(config, 'signal/web/../../?a#b"<')).toBe(
    'http://localhost:8233/namespaces/firstline/workflows/signal%2Fweb%2F..%2F..%2F%3Fa%23b%22%3C',
  );
});
