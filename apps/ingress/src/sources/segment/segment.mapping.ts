import type { SignalType } from '@firstline/domain/signal/signal-types';
import { pageCategory } from '../page-category.js';
import type { SegmentEvent } from './segment.schema.js';

type Mapped = SignalType | 'ignore' | undefined;

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();

/** Names that product teams commonly give to these moments; case and punctuation do not count. README.md lists them. */
const commonNames: Record<string, SignalType> = {
  'demo requested': 'form.submitted',
  'contact requested': 'form.submitted',
  'form submitted': 'form.submitted',
  'webinar registered': 'form.submitted',
  'signed up': 'product.trial_started',
  'user signed up': 'product.trial_started',
  'account created': 'product.trial_started',
  'trial started': 'product.trial_started',
  'feature activated': 'product.feature_activated',
  'feature used': 'product.feature_activated',
  'integration connected': 'product.feature_activated',
  'api key created': 'product.milestone_reached',
  'first api call': 'product.milestone_reached',
  'invite sent': 'product.milestone_reached',
  'user invited': 'product.milestone_reached',
  'data exported': 'product.milestone_reached',
  'pricing viewed': 'website.page_viewed',
  'pricing page viewed': 'website.page_viewed',
};

/** The connection's own mapping comes first, by the exact name or regardless of case. Undefined: nobody said what this is. */
export function mappedType(event: SegmentEvent, own: Readonly<Record<string, SignalType | 'ignore'>>): Mapped {
  if (event.type === 'track') return trackType(event.event ?? '', own);
  if (event.type === 'page') return isTelling(event) ? 'website.page_viewed' : 'ignore';
  // Traits arrive with every track event as well; a change of traits alone is no buying signal.
  if (event.type === 'identify' || event.type === 'group' || event.type === 'alias') return 'ignore';
  return undefined;
}

function trackType(name: string, own: Readonly<Record<string, SignalType | 'ignore'>>): Mapped {
  if (Object.hasOwn(own, name)) return own[name];
  const similar = Object.keys(own).find((key) => plain(key) === plain(name));
  if (similar !== undefined) return own[similar];
  return Object.hasOwn(commonNames, plain(name)) ? commonNames[plain(name)] : undefined;
}

/** A page view is a signal when we know whose it is and the page says something about buying. */
const isTelling = (event: SegmentEvent): boolean =>
  (event.userId !== undefined || typeof event.context.traits['email'] === 'string') &&
  pageCategory(event.context.page?.path ?? event.context.page?.url) !== 'other';
