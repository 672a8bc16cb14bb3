import type { CliSettings } from '../http/cli-settings.js';
import { readPorts } from '../up/ports-file.js';
import type { SamplePerson } from './sample-people.js';

/**
 * Meta's webhook brings an id only. For one that is made up, the local stand-in is told what to answer when the lead is fetched.
 * @returns whether there is a stand-in that now knows it
 */
export async function placeLead(
  { home }: Pick<CliSettings, 'home'>,
  leadgenId: string,
  { email, firstName, lastName, company, title }: SamplePerson,
): Promise<boolean> {
  const ports = readPorts(home.ports)?.sandbox;
  if (!ports) return false;
  const field = (name: string, value: string): object => ({ name, values: [value] });
  const lead = {
    created_time: new Date().toISOString().replace(/\.\d+Z$/, '+0000'),
    ad_id: '5005',
    form_id: '3003',
    campaign_name: 'Sandbox campaign',
    is_organic: false,
    platform: 'fb',
    field_data: [
      field('email', email),
      field('full_name', `${firstName} ${lastName}`),
      field('company_name', company),
      field('job_title', title),
    ],
  };
  try {
    const response = await fetch(`http://127.0.0.1:${ports.http}/_sandbox/meta/leads/${leadgenId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(lead),
      signal: AbortSignal.timeout(3_000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
