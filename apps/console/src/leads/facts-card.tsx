import type { FactItem } from '@firstline/domain/api/leads.schema';
import { Link } from 'react-router';
import { sentenceOf, valueText } from '../format/words.js';
import { Card } from '../ui/card.js';
import { Ago } from '../ui/time.js';
import classes from './lead.module.css';

const groups = [
  { prefix: 'person.', title: 'Person' },
  { prefix: 'company.', title: 'Company' },
] as const;

/** What is known, where each value came from, how old it is, and every other value we were ever told. */
export function FactsCard({ facts }: { facts: FactItem[] }) {
  const grouped = [
    ...groups.map(({ prefix, title }) => ({
      title,
      prefix: prefix as string,
      facts: facts.filter((fact) => fact.field.startsWith(prefix)),
    })),
    { title: 'More', prefix: '', facts: facts.filter((fact) => !groups.some(({ prefix }) => fact.field.startsWith(prefix))) },
  ].filter((group) => group.facts.length > 0);
  return (
    <Card title="Facts">
      {facts.length === 0 && <p>Nothing is known yet.</p>}
      {grouped.map((group) => (
        <div key={group.title}>
          <h3 className={classes['groupTitle']}>{group.title}</h3>
          <dl className={classes['facts']}>
            {group.facts.map((fact) => (
              <Fact key={fact.field} fact={fact} label={sentenceOf(fact.field.slice(group.prefix.length))} />
            ))}
          </dl>
        </div>
      ))}
    </Card>
  );
}

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
