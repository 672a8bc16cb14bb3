/**
 * What people's data and secrets look like, for the two places that must keep them out of sight: log lines and Temporal histories.
 * It is the net below the rule, not the rule: code passes ids (house style, rule 8), and this catches what slipped.
 */
const personalKeys = [
  'person',
  'company',
  'email',
  'emailaddress',
  'phone',
  'phonenumber',
  'mobile',
  'firstname',
  'lastname',
  'fullname',
  'displayname',
  'name',
  'leadname',
  'contactname',
  'companyname',
  'jobtitle',
  'address',
  'street',
  'ip',
  'ipaddress',
  'remoteaddress',
  'useragent',
  'linkedin',
  'linkedinurl',
  'profileurl',
  'answers',
  'attribution',
  'inline',
  'note',
  'body',
  'rawbody',
  'payload',
];
const secretKeys = [
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'password',
  'secret',
  'token',
  'accesstoken',
  'refreshtoken',
  'apikey',
  'signature',
  'connectionstring',
  'databaseurl',
];
const personal = new Set(personalKeys);
const secret = new Set(secretKeys);

/** `firstName`, `first_name` and `First-Name` are one key. */
const plain = (key: string): string => key.replaceAll(/[_\-\s]/g, '').toLowerCase();

export const isPersonalKey = (key: string): boolean => personal.has(plain(key));
export const isSecretKey = (key: string): boolean => secret.has(plain(key));

// An e-mail address as people write it, and E.164. Both are bounded, so that a hostile text costs linear time.
const email = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
const phone = /(?<![\w.])\+\d[\d ().-]{6,20}\d/g;
const credentials = /\/\/[^\s/:@"]{0,128}:[^\s/@"]{1,256}@/g;
const bearer = /\bBearer\s+[\w.~+/=-]{8,}/gi;

/** Replaces e-mail addresses, phone numbers and credentials in free text. */
export const maskPersonal = (text: string): string =>
  text
    .replaceAll(credentials, '//[secret]@')
    .replaceAll(bearer, 'Bearer [secret]')
    .replaceAll(email, '[email]')
    .replaceAll(phone, '[phone]');

export const looksPersonal = (text: string): boolean => text.search(email) >= 0 || text.search(phone) >= 0;
