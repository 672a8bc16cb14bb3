import type { Stats } from '@firstline/domain/api/stats.schema';
import { Link } from 'react-router';
import { numberText } from '../format/number.js';
import { Icon } from '../ui/icon.js';
import { LayerName } from '../ui/badge.js';
import { healthOf, type HealthState } from './health.js';
import classes from './overview.module.css';

const words: Record<HealthState, string> = { good: 'Healthy', attention: 'Needs a look', broken: 'Down' };
const partNames = { postgres: 'Postgres', temporal: 'Temporal', worker: 'Worker', relay: 'Relay' };

/** Is it healthy, and what is broken in which layer? The first thing anybody wants to know at night. */
export function HealthCard({ stats }: { stats: Stats }) {
  const health = healthOf(stats);
  return (
    <section className={classes['health']} aria-label="Health">
      <div className={classes['headline']}>
        <span className={classes['sign']} data-state={health.state}>
          <Icon name={health.state === 'good' ? 'check' : 'alert'} size={18} />
        </span>
        <h2 data-testid="health">{health.headline}</h2>
      </div>
      <div className={classes['layers']}>
        {health.layers.map(({ layer, state, notes }) => {
          const numbers = stats.signals.byLayer.find((one) => one.layer === layer);
          return (
            <Link key={layer} className={classes['layer']} to={`/signals?layer=${layer}`}>
              <span className={classes['layerName']}>
                <LayerName layer={layer} />
                <span className={classes['layerState']} data-state={state}>
                  {words[state]}
                </span>
              </span>
              {notes.length > 0 && (
                <span className={classes['notes']}>
                  {notes.map((note) => (
                    <span key={note}>{note}</span>
                  ))}
                </span>
              )}
              <span className={`${classes['layerNumbers']} numbers`}>
                {numberText(numbers?.open ?? 0)} on the way · {numberText((numbers?.count ?? 0) - (numbers?.open ?? 0))} ended here
              </span>
            </Link>
          );
        })}
      </div>
      <div className={classes['parts']}>
        {stats.parts.map(({ part, healthy, detail, tookMs }) => (
          <span key={part} className={classes['part']} data-down={!healthy || undefined} title={detail}>
            {partNames[part]}
            {healthy ? tookMs !== null && <span className="numbers"> {Math.round(tookMs)} ms</span> : `: ${detail}`}
          </span>
        ))}
      </div>
    </section>
  );
}
