import type { Config } from '@firstline/platform/config/config';

type Settings = Pick<Config, 'FIRSTLINE_TEMPORAL_UI_URL' | 'FIRSTLINE_TEMPORAL_UI_PORT' | 'TEMPORAL_NAMESPACE'>;

export const temporalUiUrl = (config: Settings): string =>
  config.FIRSTLINE_TEMPORAL_UI_URL ?? `http://localhost:${config.FIRSTLINE_TEMPORAL_UI_PORT}`;

/** Where an operator sees a workflow's story. Its id holds slashes and whatever else an event id holds. */
export const temporalUrlOf = (config: Settings, workflowId: string): string =>
  `${temporalUiUrl(config).replace(/\/$/, '')}/namespaces/${encodeURIComponent(config.TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(workflowId)}`;
