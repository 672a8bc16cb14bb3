import { isDeepStrictEqual } from 'node:util';
import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import type { TriggerDetail } from '@firstline/domain/api/triggers.schema';
import type { World } from './world.ts';

export interface MockAnswer {
  status: number;
  body: unknown;
}
interface Asked {
  method: string;
  url: URL;
  body: unknown;
  signedOut: boolean;
}
const ok = (body: unknown): MockAnswer => ({ status: 200, body });
const notFound: MockAnswer = {
  status: 404,
  body: { type: 'about:blank', title: 'Not found', status: 404, detail: 'There is nothing at this address.' },
};
const refuse = (detail: string): MockAnswer => ({
  status: 409,
  body: { type: 'about:blank', title: 'Refused', status: 409, detail, because: 'taken' },
});

const page = <T>(items: T[], { searchParams }: URL): MockAnswer => {
  const limit = Number(searchParams.get('limit') ?? 50);
  const from = Number(searchParams.get('cursor') ?? 0);
  return ok({ items: items.slice(from, from + limit), nextCursor: from + limit < items.length ? String(from + limit) : null });
};

const minute = 60_000;
const trigger: TriggerDetail = {
  id: 'demo-request',
  name: 'Demo request',
  formula:
    'When the form “demo-request” is submitted in website-forms, and the lead fits “Mid-market”, then write the lead to the CRM, create a task and alert the rep whose turn it is, using the form answers and enrichment, and alert On-call growth if it fails.',
  types: ['form.submitted'],
  connections: ['website-forms'],
  mode: 'enrol',
  fidelity: 'high',
  lane: 'high',
  priority: 900,
  icp: 'mid-market',
  sla: {
    respondWithinMs: 5 * minute,
    remindAfterMs: 3 * minute,
    reps: 2,
    pageAfterMs: 10 * minute,
    giveUpAfterMs: 1_440 * minute,
    clock: 'working-hours',
  },
  owner: { id: 'mara', name: 'Mara Okafor' },
  onCall: { id: 'growth', name: 'On-call growth' },
  policyHash: 'c41f9d7a3be0b7a1d3f6',
  when: 'signal.properties.form == "demo-request" && person.email != ""',
  using: ['the form answers', 'enrichment'],
  why: '{{ person.firstName }} asked for a demo',
  firstWords: null,
  actions: [{ do: 'crm.upsert-lead' }, { do: 'crm.create-task' }, { do: 'notify.rep' }],
  exemptFrom: [{ rule: 'recently-enrolled', because: 'someone who asks twice wants an answer twice' }],
  notes: null,
};
const others = ['Enterprise pricing visit', 'Trial started', 'Chat qualified', 'Opportunity stalled'].map((name, index) => ({
  ...trigger,
  id: name.toLowerCase().replaceAll(' ', '-'),
  name,
  priority: 800 - index * 100,
  mode: index === 3 ? ('shadow' as const) : ('alert' as const),
}));
const triggers = [trigger, ...others];

const runbook = `# Demo request

${trigger.formula}

Policy \`c41f9d7a3be0\` · play \`demo-request\` · enrol

## 1. Is the signal arriving?

- Look for \`form.submitted\` from \`website-forms\`: \`/v1/signals?type=form.submitted\`.
- Nothing there: the sender. See its delivery log, the secret of the connection, and \`/readyz\`.
- There, and still \`received\`: ingestion works, **Temporal does not take it**.

## 2. Is qualification passing?

1. It counts when the form is “demo-request”.
2. Suppression is asked, all six rules.
   - except _recently enrolled_

| rule | answer |
| --- | --- |
| customer | divert |
| competitor | suppress |

> A play with a higher priority takes a signal first.

\`\`\`sh
firstline trace <id>
\`\`\`

<script>alert('html is text here')</script> and [a bad link](javascript:alert(1)) and [a good one](https://docs.example.com).
`;

/** The made-up API's answers; development only. */
export function answerOf(world: World, asked: Asked): MockAnswer {
  const { url, method } = asked;
  const [, , resource = '', id, verb] = url.pathname.split('/').map(decodeURIComponent);
  switch (resource) {
    case 'session':
      if (method === 'POST')
        return isDeepStrictEqual(asked.body, { key: 'wrong' })
          ? {
              status: 401,
              body: {
                title: 'The key is not valid',
                status: 401,
                detail: 'This key is not known, or was revoked. A local start leaves a good one in the file operator.key.',
              },
            }
          : ok({});
      if (method === 'DELETE') return { status: 204, body: undefined };
      return asked.signedOut
        ? { status: 401, body: { type: 'about:blank', title: 'Not signed in', status: 401, detail: 'Sign in first.' } }
        : ok({
            actor: 'operator',
            name: 'Operator',
            role: 'operator',
            by: 'session',
            expiresAt: null,
            now: new Date().toISOString(),
            temporalUiUrl: 'http://localhost:8233',
            docsUrl: '/docs',
          });
    case 'stats':
      return ok(world.stats());
    case 'signals': {
      if (id) return found(world.signals.find((one) => one.id === id));
      const wanted = (name: string): string | null => url.searchParams.get(name);
      const matching = world.signals.filter(
        (one) =>
          (['stage', 'layer', 'type', 'connection'] as const).every((name) => wanted(name) === null || one[name] === wanted(name)) &&
          matches(wanted('q'), one.who),
      );
      return page(matching, url);
    }
    case 'leads':
      if (id && verb)
        return operate(
          world.leads.find((one) => one.id === id),
          verb,
          asked.body as Record<string, string>,
        );
      if (id) return found(world.leads.find((one) => one.id === id));
      return page(
        world.leads.filter(
          (one) => (url.searchParams.get('stage') ?? one.stage) === one.stage && matches(url.searchParams.get('q'), one.name),
        ),
        url,
      );
    case 'inbox':
      return page(
        world.inbox.filter((one) => one.rep.id === (url.searchParams.get('rep') ?? one.rep.id)),
        url,
      );
    case 'team':
      return method === 'PUT' ? ok({}) : ok({ policyHash: trigger.policyHash, items: world.team });
    case 'triggers':
      if (id && verb === 'runbook') return ok({ triggerId: id, policyHash: trigger.policyHash, markdown: runbook });
      if (id) return found(triggers.find((one) => one.id === id));
      return ok({
        policyHash: trigger.policyHash,
        publishedAt: new Date(Date.now() - 3 * 86_400_000).toISOString(),
        items: world.signals.length === 0 ? [] : triggers,
      });
    case 'dead-letters': {
      if (id) return ok({ accepted: true, id, message: verb === 'retry' ? 'It is being tried again.' : 'Discarded.' });
      const state = url.searchParams.get('state') ?? 'open';
      return page(
        world.letters.filter((one) => (state === 'open' ? one.endedAt === null : one.state === state)),
        url,
      );
    }
    default:
      return notFound;
  }
}

const found = (item: unknown): MockAnswer => (item === undefined ? notFound : ok(item));
const matches = (q: string | null, name: string): boolean => q === null || name.toLowerCase().startsWith(q.toLowerCase());

function operate(lead: LeadDetail | undefined, verb: string, body: Record<string, string>): MockAnswer {
  if (!lead) return notFound;
  const answer = (message: string): MockAnswer =>
    ok({ accepted: true, leadId: lead.id, episodeId: lead.episode?.id ?? '', rep: null, message });
  if (verb === 'acknowledge') {
    if (body['repId'] === 'ana' && lead.name === 'Grace Holm') return refuse('Ben Adeyemi took it 2 minutes ago.');
    Object.assign(lead, {
      stage: 'taken',
      takenBy: { id: body['repId'], name: 'Ana Duarte' },
      takenAt: new Date().toISOString(),
      assignment: null,
      permitted: ['outcome'],
    });
    return answer(`${lead.name} is yours.`);
  }
  return answer(verb === 'cancel' ? 'Cancelled. Messages are being updated and open tasks closed.' : 'The next rep is being asked.');
}
