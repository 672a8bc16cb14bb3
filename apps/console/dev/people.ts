/** Invented people for looking at the console; development only. */
export const team = [
  { id: 'ana', name: 'Ana Duarte', role: 'rep', working: true },
  { id: 'ben', name: 'Ben Adeyemi', role: 'rep', working: true },
  { id: 'cara', name: 'Cara Lindqvist', role: 'rep', working: true },
  { id: 'dmitri', name: 'Dmitri Vance', role: 'rep', working: false },
  { id: 'mara', name: 'Mara Okafor', role: 'manager', working: true },
] as const;

export const people = [
  ['Ada King', 'VP Engineering', 'Analytical Engines Ltd', 'lovelace.example', 'GB', 1_200],
  ['Grace Holm', 'Director of Operations', 'Compiler Works', 'compilerworks.example', 'US', 640],
  ['Tomás Ibarra', 'Head of Growth', 'Pampa Logistics', 'pampa.example', 'AR', 310],
  ['Mei Tanaka', 'CTO', 'Kitsune Robotics', 'kitsune.example', 'JP', 95],
  ['Lukas Brandt', 'IT Manager', 'Brandt & Söhne Maschinenbau GmbH', 'brandt.example', 'DE', 2_400],
  ['Priya Raman', 'RevOps Lead', 'Monsoon Software', 'monsoon.example', 'IN', 420],
  ['Odile Marchand', 'Chief Data Officer', 'Atelier Numérique', 'atelier.example', 'FR', 180],
  ['Samuel Owusu', 'Founder', 'Kente Labs', 'kente.example', 'GH', 14],
  ['Ingrid Solberg', 'VP Sales', 'Nordlys Energi', 'nordlys.example', 'NO', 3_900],
  ['Kofi Mensah', 'Product Manager', 'Harbour Freight Forwarding', 'harbour.example', 'GB', 760],
  ['Elena Petrova', 'Security Architect', 'Baikal Bank', 'baikal.example', 'BG', 5_100],
  ['Noah Whitfield', 'Engineering Manager', 'Tidewater Health', 'tidewater.example', 'US', 880],
] as const;

export const hostile = [
  '<script>alert("xss")</script>',
  '<img src=x onerror=alert(1)>',
  'Wolfeschlegelsteinhausenbergerdorff-Oberhauptmannschwiegersohn von und zu Donaudampfschifffahrtsgesellschaft',
  "Robert'); DROP TABLE lead;--",
  '‮gnikcah‬ مرحبا بالعالم',
  'a'.repeat(300),
  '{{constructor.constructor("alert(1)")()}}',
  '𝕱𝖆𝖓𝖈𝖞 👩🏽‍🚀👨‍👩‍👧‍👦 Ż̸̢͎̪a̴͇̓l̸̡g̶o̵',
  '   ',
  'javascript:alert(1)',
  '"><svg/onload=alert(1)>',
  '../../etc/passwd%00',
] as const;
