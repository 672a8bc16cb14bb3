/** The inventory: every event Firstline understands, grouped as in the catalogue. Types marked derived are made by us from stored activity. */
export const signalTypes = {
  'form.submitted': { category: 'form', lane: 'high' },
  'ad.lead_submitted': { category: 'ad', lane: 'high' },
  'chat.opened': { category: 'chat', lane: 'normal' },
  'chat.completed': { category: 'chat', lane: 'high' },
  'product.trial_started': { category: 'product', lane: 'high' },
  'product.feature_activated': { category: 'product', lane: 'normal' },
  'product.milestone_reached': { category: 'product', lane: 'normal' },
  'product.stalled': { category: 'product', lane: 'normal' },
  'product.usage_dropped': { category: 'product', lane: 'normal' },
  'website.page_viewed': { category: 'website', lane: 'normal' },
  'website.returned': { category: 'website', lane: 'normal' },
  'crm.stage_changed': { category: 'crm', lane: 'normal' },
  'crm.field_crossed': { category: 'crm', lane: 'normal' },
  'crm.field_populated': { category: 'crm', lane: 'normal' },
  'crm.opportunity_aged': { category: 'crm', lane: 'normal' },
  'email.clicked': { category: 'email', lane: 'normal' },
  'email.opened': { category: 'email', lane: 'bulk' },
  'email.dark_account_opened': { category: 'email', lane: 'normal' },
  'email.replied': { category: 'email', lane: 'high' },
  'email.bounced': { category: 'email', lane: 'bulk' },
  'email.unsubscribed': { category: 'email', lane: 'normal' },
  'intent.surged': { category: 'third_party', lane: 'bulk' },
  'company.job_posted': { category: 'third_party', lane: 'bulk' },
  'company.funded': { category: 'third_party', lane: 'bulk' },
  'company.leader_changed': { category: 'third_party', lane: 'bulk' },
  'company.technology_changed': { category: 'third_party', lane: 'bulk' },
  'ecosystem.app_installed': { category: 'ecosystem', lane: 'normal' },
  'ecosystem.partner_referred': { category: 'ecosystem', lane: 'high' },
  'ecosystem.event_attended': { category: 'ecosystem', lane: 'normal' },
  'payment.succeeded': { category: 'ecosystem', lane: 'normal' },
} as const satisfies Record<string, { category: string; lane: Lane }>;

/** Which queue a signal waits in: hand-raisers first, third-party floods last. */
export type Lane = 'high' | 'normal' | 'bulk';
export const lanes = ['high', 'normal', 'bulk'] as const satisfies readonly Lane[];

export type SignalType = keyof typeof signalTypes;
export type SignalCategory = (typeof signalTypes)[SignalType]['category'];

export const isSignalType = (type: string): type is SignalType => Object.hasOwn(signalTypes, type);

/** First-party hand-raisers are `high`, other first-party `normal`, third-party `bulk`. */
export const laneOf = (type: SignalType): Lane => signalTypes[type].lane;
