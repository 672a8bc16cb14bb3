import type { TriggerDetail } from '@firstline/domain/api/triggers.schema';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { runbookQuery, triggerQuery } from '../api/queries.js';
import { sentenceOf } from '../format/words.js';
import { Markdown } from '../markdown/markdown.js';
import { Card } from '../ui/card.js';
import { DetailState } from '../ui/detail-state.js';
import { Page } from '../ui/page.js';
import { BlockSkeleton, ErrorState } from '../ui/states.js';
import { ladderOf } from './ladder.js';
import classes from './triggers.module.css';

export function TriggerPage() {
  const { triggerId = '' } = useParams();
  const trigger = useQuery(triggerQuery(triggerId));
  return trigger.data ? <TriggerView trigger={trigger.data} /> : <DetailState query={trigger} what="The trigger" backTo="/triggers" />;
}

function TriggerView({ trigger }: { trigger: TriggerDetail }) {
  return (
    <Page
      title={trigger.name}
      sub={<code>{trigger.id}</code>}
      actions={<Link to={`/signals?type=${encodeURIComponent(trigger.types[0] ?? '')}`}>Its signals</Link>}
    >
      <Card title="In one sentence">
        <p className={classes['big']}>{trigger.formula}</p>
      </Card>
      <Card title="When nobody takes it" aside={trigger.sla.clock === 'working-hours' ? 'in working time' : 'around the clock'}>
        <ol className={classes['ladder']}>
          {ladderOf(trigger.sla).map((rung) => (
            <li key={rung.text}>
              <b>{rung.at}</b>
              <span>{rung.text}</span>
            </li>
          ))}
        </ol>
      </Card>
      <Card title="How it decides">
        <div className={classes['stack']}>
          <dl className={classes['facts']}>
            <Fact label="Listens to">{trigger.types.map(sentenceOf).join(', ')}</Fact>
            <Fact label="From">{trigger.connections.length === 0 ? 'any connection' : trigger.connections.join(', ')}</Fact>
            <Fact label="Acts">{trigger.mode ?? 'by fidelity and volume'}</Fact>
            <Fact label="Fidelity">{trigger.fidelity}</Fact>
            <Fact label="Priority">{trigger.priority}</Fact>
            <Fact label="Definition of fit">{trigger.icp ?? 'anyone'}</Fact>
            <Fact label="Owner">{trigger.owner.name}</Fact>
            <Fact label="On call">{trigger.onCall.name}</Fact>
          </dl>
          {trigger.when && (
            <div>
              <h3>Condition</h3>
              <code>{trigger.when}</code>
            </div>
          )}
          <div>
            <h3>Then</h3>
            <ul className={classes['list2']}>
              {trigger.actions.map((action, index) => (
                <li key={index}>{sentenceOf(typeof action['do'] === 'string' ? action['do'] : 'action')}</li>
              ))}
            </ul>
          </div>
          {trigger.exemptFrom.length > 0 && (
            <div>
              <h3>Exempt from</h3>
              <ul className={classes['list2']}>
                {trigger.exemptFrom.map((one) => (
                  <li key={one.rule}>
                    {sentenceOf(one.rule)}: {one.because}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      </Card>
      <RunbookCard triggerId={trigger.id} />
    </Page>
  );
}

const Fact = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

function RunbookCard({ triggerId }: { triggerId: string }) {
  const runbook = useQuery(runbookQuery(triggerId));
  if (runbook.isPending) return <BlockSkeleton height={320} label="the runbook" />;
  return (
    <Card title="Runbook">
      {runbook.data ? (
        <Markdown text={runbook.data.markdown} />
      ) : (
        <ErrorState error={runbook.error} what="The runbook" retry={() => void runbook.refetch()} />
      )}
    </Card>
  );
}
