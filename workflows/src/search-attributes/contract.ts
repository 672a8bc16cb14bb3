import { defineSearchAttributeKey } from '@temporalio/common';

/** Registered on the namespace at start-up; no personal data. The Temporal UI and the console filter by them. */
export const stageAttribute = defineSearchAttributeKey('FirstlineStage', 'KEYWORD');
export const layerAttribute = defineSearchAttributeKey('FirstlineLayer', 'KEYWORD');
export const triggerAttribute = defineSearchAttributeKey('FirstlineTrigger', 'KEYWORD');
export const connectionAttribute = defineSearchAttributeKey('FirstlineConnection', 'KEYWORD');
export const laneAttribute = defineSearchAttributeKey('FirstlineLane', 'KEYWORD');
export const scoreBandAttribute = defineSearchAttributeKey('FirstlineScoreBand', 'KEYWORD');
export const repAttribute = defineSearchAttributeKey('FirstlineRep', 'KEYWORD');
export const territoryAttribute = defineSearchAttributeKey('FirstlineTerritory', 'KEYWORD');

export const searchAttributeNames = [
  stageAttribute,
  layerAttribute,
  triggerAttribute,
  connectionAttribute,
  laneAttribute,
  scoreBandAttribute,
  repAttribute,
  territoryAttribute,
].map((key) => key.name);
