import { Client } from 'pg';

/**
 * What the built-in CRM of a first run knows already, so that the samples meet a customer and an owned account.
 * Twice is once: nothing that is there is touched.
 */
export async function seedCrm(databaseUrl: string): Promise<void> {
  const pg = new Client({ connectionString: databaseUrl });
  await pg.connect();
  try {
    await pg.query(`
      INSERT INTO crm_account (id, name, domain, type, owner_rep_id, customer_success_rep_id, employees, country, updated_at) VALUES
        ('5eed0000-0000-4000-8000-000000000001', 'Steady Supply Co', 'steady-customer.example', 'customer', NULL, 'erik-lund', 650, 'US', now()),
        ('5eed0000-0000-4000-8000-000000000002', 'Oxbow Insurance Company', 'oxbow-insurance.example', 'prospect', 'diego-ramos', NULL, 1450, 'US', now())
      ON CONFLICT DO NOTHING`);
  } finally {
    await pg.end();
  }
}
