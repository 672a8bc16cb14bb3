-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "signal" (
    "id" UUID NOT NULL,
    "connection" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSONB NOT NULL,
    "complete" BOOLEAN NOT NULL DEFAULT true,
    "test" BOOLEAN NOT NULL DEFAULT false,
    "workflow_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "stage" TEXT NOT NULL DEFAULT 'received',
    "stage_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lead_id" UUID,
    "episode_id" UUID,
    "trigger_id" TEXT,
    "policy_hash" TEXT,
    "assigned_at" TIMESTAMPTZ(3),
    "alerted_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_because" TEXT,

    CONSTRAINT "signal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "raw_payload" (
    "id" UUID NOT NULL,
    "connection" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "content_type" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "signal_ids" UUID[],
    "rejected_because" JSONB,

    CONSTRAINT "raw_payload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "display_name" TEXT,
    "email" TEXT,
    "title" TEXT,
    "account_id" UUID,
    "owner_rep_id" TEXT,
    "score" INTEGER,
    "score_band" TEXT,
    "last_signal_enrolled_at" TIMESTAMPTZ(3),
    "last_enrolled_episode_id" UUID,
    "merged_into_id" UUID,

    CONSTRAINT "lead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_key" (
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "lead_id" UUID NOT NULL,

    CONSTRAINT "lead_key_pkey" PRIMARY KEY ("kind","value")
);

-- CreateTable
CREATE TABLE "lead_fact" (
    "id" BIGSERIAL NOT NULL,
    "lead_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "signal_id" UUID,

    CONSTRAINT "lead_fact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "name" TEXT,
    "domain" TEXT,
    "core_name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "episode" (
    "id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "owner_workflow_id" TEXT NOT NULL,
    "owner_signal_id" UUID NOT NULL,
    "trigger_id" TEXT,
    "trigger_signal_id" UUID,
    "stage" TEXT NOT NULL DEFAULT 'resolving',
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taken_at" TIMESTAMPTZ(3),
    "taken_by_rep_id" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "outcome_note" TEXT,

    CONSTRAINT "episode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "episode_join" (
    "signal_id" UUID NOT NULL,
    "episode_id" UUID NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "absorbed_at" TIMESTAMPTZ(3),

    CONSTRAINT "episode_join_pkey" PRIMARY KEY ("signal_id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL,
    "episode_id" UUID NOT NULL,
    "signal_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "rep_id" TEXT NOT NULL,
    "pool_id" TEXT,
    "territory_id" TEXT,
    "round" INTEGER NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'rep',
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "remind_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_as" TEXT,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verdict" (
    "id" BIGSERIAL NOT NULL,
    "signal_id" UUID NOT NULL,
    "lead_id" UUID,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "policy_hash" TEXT,
    "fingerprint" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "reasons" JSONB NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verdict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action" (
    "key" TEXT NOT NULL,
    "signal_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "episode_id" UUID,
    "trigger_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "round" INTEGER,
    "wanted" TEXT NOT NULL DEFAULT 'always',
    "instruction" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'ordered',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "vendor_ref" JSONB,
    "last_error" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "action_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "id" UUID NOT NULL,
    "action_key" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "signal_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT NOT NULL,
    "error_text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_try_at" TIMESTAMPTZ(3),
    "paged_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "ended_because" TEXT,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrichment_cache" (
    "provider" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "found" BOOLEAN NOT NULL,
    "answer" JSONB NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "enrichment_cache_pkey" PRIMARY KEY ("provider","key_hash")
);

-- CreateTable
CREATE TABLE "pool_turn" (
    "pool_id" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pool_turn_pkey" PRIMARY KEY ("pool_id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" BIGSERIAL NOT NULL,
    "pool_id" TEXT NOT NULL,
    "rep_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount" DOUBLE PRECISION NOT NULL,
    "assignment_id" UUID,
    "because" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rep_presence" (
    "rep_id" TEXT NOT NULL,
    "away" BOOLEAN NOT NULL DEFAULT false,
    "until" TIMESTAMPTZ(3),
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "set_by" TEXT NOT NULL,

    CONSTRAINT "rep_presence_pkey" PRIMARY KEY ("rep_id")
);

-- CreateTable
CREATE TABLE "inbox_message" (
    "id" UUID NOT NULL,
    "action_key" TEXT NOT NULL,
    "rep_id" TEXT NOT NULL,
    "lead_id" UUID NOT NULL,
    "episode_id" UUID,
    "kind" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "closed_as" TEXT,

    CONSTRAINT "inbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timeline_entry" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "signal_id" UUID,
    "lead_id" UUID,
    "layer" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "data" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "took_ms" INTEGER,

    CONSTRAINT "timeline_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy" (
    "hash" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_by" TEXT NOT NULL,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "current_policy" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "hash" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "current_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "connection" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "detail" JSONB,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crm_account" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT,
    "type" TEXT NOT NULL DEFAULT 'prospect',
    "owner_rep_id" TEXT,
    "customer_success_rep_id" TEXT,
    "employees" INTEGER,
    "country" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crm_contact" (
    "id" UUID NOT NULL,
    "external_id" TEXT,
    "email" TEXT,
    "first_name" TEXT,
    "last_name" TEXT,
    "title" TEXT,
    "phone" TEXT,
    "account_id" UUID,
    "owner_rep_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'new',
    "do_not_contact" BOOLEAN NOT NULL DEFAULT false,
    "do_not_contact_because" TEXT,
    "score" INTEGER,
    "score_reasons" JSONB,
    "lead_source" TEXT,
    "attribution" JSONB,
    "last_signal_enrolled_at" TIMESTAMPTZ(3),
    "field_edits" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crm_opportunity" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL DEFAULT true,
    "owner_rep_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_opportunity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crm_sequence_membership" (
    "id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_sequence_membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crm_task" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "contact_id" UUID NOT NULL,
    "owner_rep_id" TEXT,
    "subject" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crm_activity" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "contact_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_activity_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "signal_received_at_id_idx" ON "signal"("received_at" DESC, "id");

-- CreateIndex
CREATE INDEX "signal_lead_id_received_at_idx" ON "signal"("lead_id", "received_at" DESC);

-- CreateIndex
CREATE INDEX "signal_episode_id_idx" ON "signal"("episode_id");

-- CreateIndex
CREATE UNIQUE INDEX "signal_connection_event_id_key" ON "signal"("connection", "event_id");

-- CreateIndex
CREATE INDEX "raw_payload_received_at_idx" ON "raw_payload"("received_at");

-- CreateIndex
CREATE INDEX "lead_account_id_idx" ON "lead"("account_id");

-- CreateIndex
CREATE INDEX "lead_updated_at_id_idx" ON "lead"("updated_at" DESC, "id");

-- CreateIndex
CREATE INDEX "lead_key_lead_id_idx" ON "lead_key"("lead_id");

-- CreateIndex
CREATE INDEX "lead_fact_lead_id_field_idx" ON "lead_fact"("lead_id", "field");

-- CreateIndex
CREATE UNIQUE INDEX "account_domain_key" ON "account"("domain");

-- CreateIndex
CREATE INDEX "account_core_name_idx" ON "account"("core_name");

-- CreateIndex
CREATE INDEX "episode_lead_id_opened_at_idx" ON "episode"("lead_id", "opened_at" DESC);

-- CreateIndex
CREATE INDEX "episode_join_episode_id_idx" ON "episode_join"("episode_id");

-- CreateIndex
CREATE INDEX "assignment_rep_id_ended_at_idx" ON "assignment"("rep_id", "ended_at");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_episode_id_round_key" ON "assignment"("episode_id", "round");

-- CreateIndex
CREATE UNIQUE INDEX "verdict_key_key" ON "verdict"("key");

-- CreateIndex
CREATE INDEX "verdict_signal_id_idx" ON "verdict"("signal_id");

-- CreateIndex
CREATE INDEX "verdict_lead_id_decided_at_idx" ON "verdict"("lead_id", "decided_at" DESC);

-- CreateIndex
CREATE INDEX "action_signal_id_idx" ON "action"("signal_id");

-- CreateIndex
CREATE INDEX "action_episode_id_idx" ON "action"("episode_id");

-- CreateIndex
CREATE INDEX "action_lead_id_created_at_idx" ON "action"("lead_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "dead_letter_action_key_key" ON "dead_letter"("action_key");

-- CreateIndex
CREATE INDEX "dead_letter_state_created_at_idx" ON "dead_letter"("state", "created_at");

-- CreateIndex
CREATE INDEX "enrichment_cache_expires_at_idx" ON "enrichment_cache"("expires_at");

-- CreateIndex
CREATE INDEX "ledger_entry_pool_id_at_idx" ON "ledger_entry"("pool_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_message_action_key_key" ON "inbox_message"("action_key");

-- CreateIndex
CREATE INDEX "inbox_message_rep_id_created_at_idx" ON "inbox_message"("rep_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "inbox_message_episode_id_idx" ON "inbox_message"("episode_id");

-- CreateIndex
CREATE UNIQUE INDEX "timeline_entry_key_key" ON "timeline_entry"("key");

-- CreateIndex
CREATE INDEX "timeline_entry_signal_id_id_idx" ON "timeline_entry"("signal_id", "id");

-- CreateIndex
CREATE INDEX "timeline_entry_lead_id_id_idx" ON "timeline_entry"("lead_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_name_key" ON "api_key"("name");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "crm_account_domain_key" ON "crm_account"("domain");

-- CreateIndex
CREATE UNIQUE INDEX "crm_contact_external_id_key" ON "crm_contact"("external_id");

-- CreateIndex
CREATE UNIQUE INDEX "crm_contact_email_key" ON "crm_contact"("email");

-- CreateIndex
CREATE INDEX "crm_contact_account_id_idx" ON "crm_contact"("account_id");

-- CreateIndex
CREATE INDEX "crm_opportunity_account_id_idx" ON "crm_opportunity"("account_id");

-- CreateIndex
CREATE INDEX "crm_sequence_membership_contact_id_idx" ON "crm_sequence_membership"("contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "crm_task_key_key" ON "crm_task"("key");

-- CreateIndex
CREATE INDEX "crm_task_contact_id_idx" ON "crm_task"("contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "crm_activity_key_key" ON "crm_activity"("key");

-- CreateIndex
CREATE INDEX "crm_activity_contact_id_at_idx" ON "crm_activity"("contact_id", "at" DESC);

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_key" ADD CONSTRAINT "lead_key_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_fact" ADD CONSTRAINT "lead_fact_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "episode" ADD CONSTRAINT "episode_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "episode_join" ADD CONSTRAINT "episode_join_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "episode"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_episode_id_fkey" FOREIGN KEY ("episode_id") REFERENCES "episode"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crm_contact" ADD CONSTRAINT "crm_contact_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "crm_account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crm_opportunity" ADD CONSTRAINT "crm_opportunity_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "crm_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crm_sequence_membership" ADD CONSTRAINT "crm_sequence_membership_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "crm_contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crm_task" ADD CONSTRAINT "crm_task_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "crm_contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "crm_activity" ADD CONSTRAINT "crm_activity_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "crm_contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What Prisma's schema cannot say. test/database/constraints.int.test.ts asserts that each is there, since no diff would miss it.

-- One open episode a lead: two signals at the same moment cannot both own it.
CREATE UNIQUE INDEX "episode_one_open_per_lead" ON "episode" ("lead_id") WHERE "closed_at" IS NULL;

-- One open assignment an episode: never two reps at once.
CREATE UNIQUE INDEX "assignment_one_open_per_episode" ON "assignment" ("episode_id") WHERE "ended_at" IS NULL;

-- The relay's question, "accepted but not started?", costs nothing when the answer is none.
CREATE INDEX "signal_unstarted" ON "signal" ("received_at") WHERE "started_at" IS NULL;

-- Signals still in flight, for lag and for operators.
CREATE INDEX "signal_open" ON "signal" ("stage", "received_at") WHERE "ended_at" IS NULL;
