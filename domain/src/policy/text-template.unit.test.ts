import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../signal/signal.js';
import { fakeRuleFacts } from './facts.fake.js';
import { problemsOfText, renderText } from './text-template.js';

const facts = fakeRuleFacts();
const textOf = (template: string, seen = facts): string => renderText(template, seen).text;

describe('a text with facts in it', () => {
  it.each([
    ['{{ person.firstName }} of {{ company.name }} asked for a demo.', 'Ada of Analytical Engines Ltd asked for a demo.'],
    ['{{company.employees}} employees', '1,200 employees'],
    ['{{ person.firstName + " " + person.lastName }}', 'Ada King'],
    ['{{ company.technologies }}', 'salesforce, segment'],
    ['{{ signal.properties.answers }}', '{"timeline":"this quarter"}'],
    ['{{ company.employees > 1000 ? "large" : "small" }}', 'large'],
    ['{{ size(lead.recentSignals) }} signals', '0 signals'],
    ['no facts at all', 'no facts at all'],
    ['{ one bracket } stays', '{ one bracket } stays'],
    ['', ''],
  ])('%s → %s', (template, text) => {
    expect(renderText(template, facts)).toEqual({ text, missing: [] });
  });

  it('leaves out what nobody knows, and names it', () => {
    expect(renderText('Call {{ person.firstName }} {{ person.phone }}, please.', facts)).toEqual({
      text: 'Call Ada, please.',
      missing: ['person.phone'],
    });
  });

  it('takes one line of what others sent, without control characters', () => {
    const sent = fakeRuleFacts({ person: { firstName: `Ada\r\nBcc: all@firstline.example\u0000\u2028${'x'.repeat(500)}` } });
    const text = textOf('Hi {{ person.firstName }}', sent);
    expect(text).toMatch(/^Hi Ada Bcc: all@firstline\.example x+$/);
    expect(text.length).toBeLessThanOrEqual(203);
  });

  it('does not run what others sent', () => {
    const sent = fakeRuleFacts({ person: { firstName: '{{ company.name }}', lastName: '$& $1 <b>' } });
    expect(textOf('Hi {{ person.firstName }} {{ person.lastName }}', sent)).toBe('Hi {{ company.name }} $& $1 <b>');
  });

  it('is a text, whatever was sent', () => {
    fc.assert(
      fc.property(fc.jsonValue() as fc.Arbitrary<JsonValue>, (sent) => {
        const { text } = renderText('[{{ signal.properties.sent }}]', fakeRuleFacts({}, { properties: { sent } }));
        expect(text).toMatch(/^\[.*\]$/);
        expect(text).not.toMatch(/\p{Cc}/u);
      }),
      { seed: 20_261_121 },
    );
  });
});

describe('a text with a mistake', () => {
  it.each([
    ['Hi {{ person.frstName }}', 13, 'person has no field "frstName"', 'firstName'],
    ['Hi {{ }}', 5, 'there is nothing between {{ and }}', undefined],
    ['Hi {{ person.firstName', 3, '{{ has no partner', 'write {{ expression }}, such as {{ person.firstName }}'],
    ['Hi person.firstName }} you', 20, '}} has no partner', 'write {{ expression }}, such as {{ person.firstName }}'],
    ['{{ person.firstName }} and {{ company.nme }}', 38, 'company has no field "nme"', 'name'],
  ])('%s: at %i, %s', (template, offset, message, suggestion) => {
    expect(problemsOfText(template)).toEqual([{ offset, message, severity: 'error', ...(suggestion === undefined ? {} : { suggestion }) }]);
  });
});
