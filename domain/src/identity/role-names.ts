// RFC 2142 and what shared mailboxes are called in the languages our forms are filled in.
const roleNames = new Set(
  `abuse accounting accounts admin administration administrator anfrage assistance billing bookings booking buchhaltung buero bureau business careers
  commercial comercial compras contact contacto contatto contato customercare customerservice deals dev developers einkauf empfang enquiries enquiry
  facturacion feedback finance formation frontdesk ventas geschaeftsleitung hallo hello help helpdesk hey hi hola hostmaster hr info infos informacion
  information inquiries inquiry invoice invoices it itsupport jobs kontakt kundenservice legal mail mailbox mailer-daemon management marketing media
  news newsletter no-reply noreply do-not-reply donotreply office operations ops orders partner partners personal postmaster post presse press privacy
  procurement purchasing reception recruiting rechnung rh root sales secretariat security sekretariat service services shop support team tech
  technik verkauf vertrieb vendite vente ventes webmaster welcome willkommen zentrale`.split(/\s+/),
);

const regions = 'team|desk|eu|us|uk|de|fr|emea|apac|global';

/** Numbers and regions at the end don't make a person of it: `sales-team2`, `info.de`. */
export function isRoleName(mailbox: string): boolean {
  const name = mailbox.replace(/[\d._-]+$/, '');
  return roleNames.has(mailbox) || roleNames.has(name) || roleNames.has(name.replace(new RegExp(`[._-](?:${regions})$`), ''));
}
