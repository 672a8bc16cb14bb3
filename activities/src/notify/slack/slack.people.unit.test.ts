import { beforeEach, describe, expect, it } from 'vitest';
import type { MemberContact } from '../members.port.js';
import { SlackPeople } from './slack.people.js';

const ana: MemberContact = { id: 'ana-duarte', name: 'Ana Duarte', email: 'ana.duarte@firstline.example', zone: 'UTC' };

describe('finding a rep in Slack', () => {
  let asked: string[];
  let member: MemberContact | undefined;
  let nowMs: number;
  let people: SlackPeople;
  beforeEach(() => {
    asked = [];
    member = { ...ana };
    nowMs = 0;
    people = new SlackPeople({
      client: {
        userByEmail: async (email) => ({ id: `U-${asked.push(email)}`, deleted: email.startsWith('left') }),
        openConversation: async (userId) => `D-${asked.push(userId)}`,
      },
      members: { memberOf: async () => member },
      now: () => nowMs,
    });
  });

  it('takes the id that team.yaml says, and asks nobody', async () => {
    member = { ...ana, slackUserId: 'U8638B294E6' };
    expect(await people.userIdOf('ana-duarte')).toBe('U8638B294E6');
    expect(asked).toEqual([]);
  });
  it('asks once an hour by e-mail address, and at once when the address was corrected', async () => {
    expect(await people.userIdOf('ana-duarte')).toBe(await people.userIdOf('ana-duarte'));
    member = { ...ana, email: 'ana.d@firstline.example' };
    await people.userIdOf('ana-duarte');
    expect(asked).toEqual(['ana.duarte@firstline.example', 'ana.d@firstline.example']);
    member = { ...ana };
    nowMs = 60 * 60_000;
    await people.userIdOf('ana-duarte');
    expect(asked).toHaveLength(3);
  });
  it('refuses whoever has left the team, or Slack', async () => {
    member = undefined;
    await expect(people.userIdOf('ana-duarte')).rejects.toMatchObject({ type: 'CHANNEL_REJECTED', nonRetryable: true });
    member = { ...ana, email: 'left@firstline.example' };
    await expect(people.userIdOf('ana-duarte')).rejects.toMatchObject({ type: 'CHANNEL_REJECTED', nonRetryable: true });
  });
  it('opens a conversation once, or never when a message has told where it is', async () => {
    expect(await people.conversationWith('U1')).toBe(await people.conversationWith('U1'));
    people.remember('U2', 'D-known');
    expect(await people.conversationWith('U2')).toBe('D-known');
    expect(asked).toEqual(['U1']);
  });
});
