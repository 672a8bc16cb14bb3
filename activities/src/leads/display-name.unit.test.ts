import { expect, it } from 'vitest';
import { displayName } from './display-name.js';

it('calls a lead by the best name there is', () => {
  expect(displayName({ firstName: 'Ada', lastName: 'King', fullName: 'Countess Lovelace', email: 'ada@lovelace.example' })).toBe(
    'Ada King',
  );
  expect(displayName({ lastName: 'King' })).toBe('King');
  expect(displayName({ fullName: 'Ada King', email: 'ada@lovelace.example' })).toBe('Ada King');
  expect(displayName({ email: 'ada@lovelace.example', phone: '+44 20 7946 0018' })).toBe('ada@lovelace.example');
  expect(displayName({ phone: '+44 20 7946 0018' })).toBe('+44 20 7946 0018');
  expect(displayName({})).toBe('Somebody');
});
