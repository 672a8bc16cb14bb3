-- People look for a lead by a part of its name, address or company, and narrow lists by where a signal came from, what it is, and how it ended.
-- Each list reads its rows in the order it shows them, whatever the filter.

-- Contrib, and trusted: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateIndex
CREATE INDEX "signal_connection_received_at_id_idx" ON "signal"("connection", "received_at" DESC, "id");

-- CreateIndex
CREATE INDEX "signal_type_received_at_id_idx" ON "signal"("type", "received_at" DESC, "id");

-- CreateIndex
CREATE INDEX "signal_event_id_idx" ON "signal"("event_id");

-- What Prisma's schema cannot say. Used by apps/ingress/src/{signals,leads}/*.sql.ts; test/api/plans.int.test.ts shows that they are.

-- The stage changes often while a signal is in flight (signal_open has those) and never after it ended.
CREATE INDEX "signal_ended" ON "signal" ("stage", "received_at" DESC, "id") WHERE "ended_at" IS NOT NULL;

-- The leads of one rep.
CREATE INDEX "lead_owned" ON "lead" ("owner_rep_id") WHERE "owner_rep_id" IS NOT NULL;

-- Any part of a name, an address, a company.
CREATE INDEX "lead_search" ON "lead" USING gin ((coalesce("display_name", '') || ' ' || coalesce("email", '')) gin_trgm_ops);
CREATE INDEX "account_search" ON "account" USING gin ((coalesce("name", '') || ' ' || coalesce("domain", '')) gin_trgm_ops);

-- What was taken lately, and in time.
CREATE INDEX "assignment_taken" ON "assignment" ("ended_at") WHERE "ended_as" = 'taken';
