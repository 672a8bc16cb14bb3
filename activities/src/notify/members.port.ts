/** Where a member of the team can be reached, as team.yaml says it now. */
export interface MemberContact {
  id: string;
  name: string;
  email: string;
  slackUserId?: string;
  /** IANA zone of their working day: instants in e-mails are written in it. */
  zone: string;
}

/** Who is behind an id. */
export interface MemberDirectory {
  /** @returns undefined for somebody who has left the team: what was meant for them is not sent */
  memberOf(id: string): Promise<MemberContact | undefined>;
}
