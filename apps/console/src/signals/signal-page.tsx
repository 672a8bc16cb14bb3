import type { SignalDetail } from '@firstline/domain/api/signals.schema';
import type { VerdictItem } from '@firstline/domain/api/story.schema';
import type { Layer } from '@firstline/domain/signal/stage';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { signalQuery } from '../api/queries.js';
import { layers } from '../format/stage.js';
import { capitalised, sentenceOf, valueText } from '../format/words.js';
import { verdictKinds } from '../leads/why-card.js';
import { ActionList } from '../ui/action-list.js';
import { LayerMeter, LayerName, StageBadge } from '../ui/badge.js';
import { Card } from '../ui/card.js';
import { DetailState } from '../ui/detail-state.js';
import { Page } from '../ui/page.js';
import { TemporalLink } from '../ui/temporal-link.js';
import { Ago, Took, When } from '../ui/time.js';
import { Timeline } from '../ui/timeline.js';
import classes from './signal.module.css';
import { whoOf } from './signal-row.js';

export function SignalPage() {
  const { signalId = '' } = useParams();
  const signal = useQuery(signalQuery(signalId));
  return signal.data ? <SignalView signal={signal.data} /> : <DetailState query={signal} what="The signal" backTo="/signals" />;
}

/** The trace: one signal through the three layers, and which of them has it, or failed. */
function SignalView({ signal }: { signal: SignalDetail }) {
  const merged = signal.ownerSignalId !== null && signal.ownerSignalId !== signal.id;
  return (
    <Page
      title={`${sentenceOf(signal.type)}, ${whoOf(signal)}`}
      heading={sentenceOf(signal.type)}
      sub={`from ${whoOf(signal)}, via ${signal.connection}`}
      actions={<TemporalLink href={signal.temporalUrl} />}
    >
      <Card title={<StageBadge stage={signal.stage} />} aside={<LayerMeter stage={signal.stage} layer={signal.layer} />}>
        <div className={classes['top']}>
          {(signal.endedBecause || merged) && (
            <p className={classes['ended']}>
              {signal.endedBecause && capitalised(signal.endedBecause)}
              {merged && (
                <>
                  {' '}
                  <Link to={`/signals/${signal.ownerSignalId}`}>The signal it joined</Link>
                </>
              )}
            </p>
          )}
          <dl className={classes['facts']}>
            <Fact label="Lead">{signal.leadId ? <Link to={`/leads/${signal.leadId}`}>{whoOf(signal)}</Link> : 'not resolved yet'}</Fact>
            <Fact label="Received">
              <When at={signal.receivedAt} seconds />
            </Fact>
            <Fact label="Happened">
              <When at={signal.occurredAt} seconds />
            </Fact>
            <Fact label="Assigned in">{signal.msToAssigned === null ? '–' : <Took ms={signal.msToAssigned} />}</Fact>
            <Fact label="Alerted in">{signal.msToAlerted === null ? '–' : <Took ms={signal.msToAlerted} />}</Fact>
            <Fact label="Lane">{signal.lane}</Fact>
            <Fact label="Trigger">{signal.triggerId ? <Link to={`/triggers/${signal.triggerId}`}>{signal.triggerId}</Link> : 'none'}</Fact>
            <Fact label="Event id">
              <code>{signal.eventId}</code>
            </Fact>
            <Fact label="Signal id">
              <code>{signal.id}</code>
            </Fact>
            {signal.policyHash && (
              <Fact label="Policy">
                <code title={signal.policyHash}>{signal.policyHash.slice(0, 12)}</code>
              </Fact>
            )}
          </dl>
        </div>
      </Card>
      {layers.map((layer) => (
        <LayerCard key={layer} layer={layer} signal={signal} />
      ))}
      <Card title="What was sent">
        <div className={classes['raw']}>
          {Object.entries(signal.captured)
            .filter(([, values]) => Object.keys(values).length > 0)
            .map(([part, values]) => (
              <details key={part} open={part === 'person'}>
                <summary>{sentenceOf(part)}</summary>
                <dl className={classes['facts']}>
                  {Object.entries(values).map(([name, value]) => (
                    <Fact key={name} label={sentenceOf(name)}>
                      {typeof value === 'object' && value !== null ? <pre>{JSON.stringify(value, null, 2)}</pre> : valueText(value)}
                    </Fact>
                  ))}
                </dl>
              </details>
            ))}
        </div>
      </Card>
    </Page>
  );
}

const Fact = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

function LayerCard({ layer, signal }: { layer: Layer; signal: SignalDetail }) {
  const entries = signal.timeline.filter((entry) => entry.layer === layer);
  const took = entries.reduce((sum, entry) => sum + (entry.tookMs ?? 0), 0);
  const verdicts = layer === 'qualification' ? signal.verdicts : [];
  const actions = layer === 'execution' ? signal.actions : [];
  const nothing = entries.length === 0 && verdicts.length === 0 && actions.length === 0;
  return (
    <Card
      title={
        <span className={classes['layerHead']}>
          <LayerName layer={layer} />
        </span>
      }
      aside={took > 0 && <Took ms={took} />}
    >
      <div className={classes['layer']}>
        {nothing && <p className={classes['none']}>{signal.endedAt ? 'It did not come this far.' : 'Not yet.'}</p>}
        {entries.length > 0 && <Timeline entries={entries} since={signal.receivedAt} />}
        {verdicts.length > 0 && (
          <div>
            <h3 className={classes['sub']}>Verdicts</h3>
            <ul className={classes['verdicts']}>
              {verdicts.map((verdict) => (
                <Verdict key={verdict.id} verdict={verdict} />
              ))}
            </ul>
          </div>
        )}
        {actions.length > 0 && (
          <div>
            <h3 className={classes['sub']}>Actions</h3>
            <ActionList actions={actions} />
          </div>
        )}
      </div>
    </Card>
  );
}

const Verdict = ({ verdict }: { verdict: VerdictItem }) => (
  <li className={classes['verdict']}>
    <b>{verdictKinds[verdict.kind] ?? verdict.kind}:</b> {verdict.sentence}
    {verdict.reasons.length > 0 && (
      <ul className={classes['reasons']}>
        {verdict.reasons.map((reason) => (
          <li key={reason.code + reason.text}>
            {reason.text}{' '}
            <small>
              {reason.source && `from ${reason.source}`}
              {reason.factAt && (
                <>
                  , <Ago at={reason.factAt} />
                </>
              )}
            </small>
          </li>
        ))}
      </ul>
    )}
  </li>
);
