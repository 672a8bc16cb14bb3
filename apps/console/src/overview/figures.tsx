import type { Speed, Stats } from '@firstline/domain/api/stats.schema';
import { Link } from 'react-router';
import { tookText } from '../format/duration.js';
import { numberText, percentText } from '../format/number.js';
import { stageLabel, stageTone } from '../format/stage.js';
import { Card } from '../ui/card.js';
import classes from './overview.module.css';

export function SpeedCard({ stats }: { stats: Stats }) {
  const { taken, inTime } = stats.takenInTime;
  return (
    <Card title="How fast" aside="today">
      <div className={classes['speeds']}>
        <dl className={classes['speeds']}>
          <SpeedLine label="Captured to assigned" speed={stats.speed.capturedToAssigned} />
          <SpeedLine label="Captured to alerted" speed={stats.speed.capturedToAlerted} />
        </dl>
        <p className={`${classes['inTime']} numbers`}>
          {taken === 0 ? (
            'No offer has ended yet today.'
          ) : (
            <>
              <b>{percentText(inTime / taken)}</b> taken in time ({numberText(inTime)} of {numberText(taken)})
            </>
          )}
        </p>
      </div>
    </Card>
  );
}

const SpeedLine = ({ label, speed }: { label: string; speed: Speed }) => (
  <div className={classes['speed']}>
    <dt>{label}</dt>
    <Figure label="p50" ms={speed.p50Ms} />
    <Figure label="p95" ms={speed.p95Ms} />
  </div>
);

const Figure = ({ label, ms }: { label: string; ms: number | null }) => (
  <dd className={`${classes['figure']} numbers`}>
    <b>{ms === null ? '–' : tookText(ms)}</b>
    <span>{label}</span>
  </dd>
);

export function StagesCard({ stats }: { stats: Stats }) {
  const byStage = new Map<string, number>();
  for (const { stage, count } of stats.signals.byStage) byStage.set(stage, (byStage.get(stage) ?? 0) + count);
  const lines = [...byStage].filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...lines.map(([, count]) => count));
  return (
    <Card title="Signals by stage" aside={<span className="numbers">{numberText(stats.signals.total)} today</span>}>
      {lines.length === 0 && <p className={classes['quiet']}>None since midnight.</p>}
      <ul className={classes['stages']}>
        {lines.map(([stage, count]) => (
          <li key={stage}>
            <Link className={classes['stage']} to={`/signals?stage=${stage}`}>
              <span>{stageLabel(stage)}</span>
              <span className={classes['track']} aria-hidden="true">
                <span className={classes['bar']} data-tone={stageTone(stage)} style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <span className="numbers">{numberText(count)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
