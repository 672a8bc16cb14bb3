import type { FactItem } from '@firstline/domain/api/leads.schema';
import { Link } from 'react-router';
import { sentenceOf, valueText } from '../format/words.js';
import { Card } from '../ui/card.js';
import { Ago } from '../ui/time.js';
import classes from './lead.module.css';

// What a rep looks for first; the rest is one tap away.
const foremost = [
  'person.email',
  'person.phone',
  'person.title',
  'company.name',
  'company.domain',
  'company.employees',
  'company.industry',
  'company.country',
];

const labelOf = (field: string): string => {
  const [group, ...rest] = field.split('.');
  const name = sentenceOf(rest.join(' ') || field);
  return group === 'company' && name !== 'Name' ? name : group === 'company' ? 'Company' : name;
};

/** What is known, where each value came from, how old it is, and every other value we were ever told. */
export function FactsCard({ facts }: { facts: FactItem[] }) {
  const first = foremost.flatMap((field) => facts.find((fact) => fact.field === field) ?? []);
  const rest = facts.filter((fact) => !first.includes(fact));
  const groups = [
    { title: 'Person', facts: rest.filter((fact) => fact.field.startsWith('person.')) },
    { title: 'Company', facts: rest.filter((fact) => fact.field.startsWith('company.')) },
    { title: 'More', facts: rest.filter((fact) => !/^(?:person|company)\./.test(fact.field)) },
  ].filter((group) => group.facts.length > 0);
  return (
    <Card title="Facts">
      {facts.length === 0 && <p>Nothing is known yet.</p>}
      <Facts facts={first} />
      {rest.length > 0 && (
        <details className={classes['fold']} open={first.length === 0}>
          <summary>{first.length === 0 ? 'All facts' : `${rest.length} more`}</summary>
          {groups.map((group) => (
            <div key={group.title}>
              <h3 className={classes['groupTitle']}>{group.title}</h3>
              <Facts facts={group.facts} />
            </div>
          ))}
        </details>
      )}
    </Card>
  );
}

const Facts = ({ facts }: { facts: FactItem[] }) => (
  <dl className={classes['facts']}>
    {facts.map((fact) => (
      <Fact key={fact.field} fact={fact} label={labelOf(fact.field)} />
    ))}
  </dl>
);

const Fact = ({ fact, label }: { fact: FactItem; label: string }) => (
  <div className={classes['fact']}>
    <dt>{label}</dt>
    <dd>
      {fact.current ? (
        <>
          {valueText(fact.current.value)}
          <Source value={fact.current} because={fact.others.length > 0 ? fact.because : ''} />
        </>
      ) : (
        <span className={classes['source']}>{fact.because || 'Kept, not used'}</span>
      )}
      {fact.others.length > 0 && (
        <details className={classes['others']}>
          <summary>{fact.others.length === 1 ? '1 other value' : `${fact.others.length} other values`}</summary>
          <ul>
            {fact.others.map((other, index) => (
              <li key={index}>
                {valueText(other.value)}
                <Source value={other} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </dd>
  </div>
);

const Source = ({ value, because = '' }: { value: FactItem['others'][number]; because?: string }) => (
  <span className={classes['source']}>
    {value.signalId ? <Link to={`/signals/${value.signalId}`}>{value.source}</Link> : value.source} · <Ago at={value.observedAt} />
    {because && ` · ${because}`}
  </span>
);
