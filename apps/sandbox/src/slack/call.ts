import type { JsonObject } from '../json.js';
import type { Workspace } from './workspace.js';

/** What a Web API method works with, and what it answers. */
export interface SlackContext {
  workspace: Workspace;
  token: string;
  nowMs: number;
}
export type SlackAnswer = ({ ok: true; acted?: boolean } | { ok: false; error: string }) & JsonObject;
