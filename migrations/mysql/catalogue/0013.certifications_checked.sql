-- depends: 0011.community_edits
-- What was missing beside the marks of 0008, which were checked one country after the other. Sources, by the board that
-- gives the marks and the text that says so:
-- AU Classification Board, National Classification Code (G to X18+). BR Ministério da Justiça, Portaria 1.048/2025, which
-- put 6 between L and 10. CA Consumer Protection BC, whose marks the western provinces share, and Québec's Loi sur le
-- cinéma (G, 13+, 16+, 18+). DE Jugendschutzgesetz § 14 and FSK. DK Medierådet for Børn og Unge, filmloven § 20: with an
-- adult every film is open from 7. ES ICAA, resolution BOE-A-2010-2728 (a title may also be recommended for children, which
-- is no mark of its own). FI KAVI, kuvaohjelmalaki: three years younger with an adult, never below 18. FR CNC, code du
-- cinéma R211-12, with Arcom's marks of television (10). GB BBFC, classification guidelines. IE IFCO: cinema 12A, 15A and
-- 16, home video 12 and 15. IN Cinematograph (Certification) Rules, 2024. IT decreto legislativo 203/2017, with 10 added
-- by decreto-legge 201/2024. JP Eirin, four classes. KR KMRB, act on the promotion of motion pictures, article 29.
-- NL NICAM, Kijkwijzer with 14 and 18 since 2020. NO Medietilsynet, bildeprogramlova: one step younger with an adult.
-- NZ Classification Office, with the accompanied marks RP13 and RP16. SE Mediemyndigheten, marks and company as in force
-- since March 2017. US Classification and Rating Administration, and the TV Parental Guidelines beside it.
INSERT INTO certifications (country_code, code, position, meaning, created_at) VALUES
  ('BR', '6', 1, 'Not recommended under 6; since 2025', '2026-01-01 00:00:00'),
  ('BR', '10', 2, 'Not recommended under 10', '2026-01-01 00:00:00'),
  ('BR', '12', 3, 'Not recommended under 12', '2026-01-01 00:00:00'),
  ('BR', '14', 4, 'Not recommended under 14', '2026-01-01 00:00:00'),
  ('BR', '16', 5, 'Not recommended under 16', '2026-01-01 00:00:00'),
  ('BR', '18', 6, 'Not recommended under 18', '2026-01-01 00:00:00'),
  ('CA', '13+', 2, 'Québec: under 13 with an adult', '2026-01-01 00:00:00'),
  ('CA', '14A', 3, 'Under 14 with an adult', '2026-01-01 00:00:00'),
  ('CA', '16+', 4, 'Québec: not for under 16', '2026-01-01 00:00:00'),
  ('CA', '18A', 5, 'Under 18 with an adult', '2026-01-01 00:00:00'),
  ('CA', '18+', 6, 'Québec: adults only', '2026-01-01 00:00:00'),
  ('CA', 'R', 7, 'Adults only', '2026-01-01 00:00:00'),
  ('IE', '12', 3, 'Home video: not for under 12', '2026-01-01 00:00:00'),
  ('IE', '15A', 4, 'Under 15 with an adult', '2026-01-01 00:00:00'),
  ('IE', '15', 5, 'Home video: not for under 15', '2026-01-01 00:00:00'),
  ('IE', '16', 6, 'Cinema: not for under 16', '2026-01-01 00:00:00'),
  ('IE', '18', 7, 'Adults only', '2026-01-01 00:00:00'),
  ('IT', '10+', 2, 'Not suited to children under 10; since 2025', '2026-01-01 00:00:00'),
  ('IT', '14+', 3, 'Forbidden under 14; from 12 with a parent', '2026-01-01 00:00:00'),
  ('IT', '18+', 4, 'Forbidden under 18; from 16 with a parent', '2026-01-01 00:00:00'),
  ('NL', '18', 6, 'Advised against under 18; by law not under 16', '2026-01-01 00:00:00'),
  ('NZ', 'RP13', 3, 'Under 13 with a parent or guardian', '2026-01-01 00:00:00'),
  ('NZ', 'R13', 4, 'Restricted to 13 and over', '2026-01-01 00:00:00'),
  ('NZ', 'R15', 5, 'Restricted to 15 and over', '2026-01-01 00:00:00'),
  ('NZ', 'RP16', 6, 'Under 16 with a parent or guardian', '2026-01-01 00:00:00'),
  ('NZ', 'R16', 7, 'Restricted to 16 and over', '2026-01-01 00:00:00'),
  ('NZ', 'R18', 8, 'Restricted to 18 and over', '2026-01-01 00:00:00')
ON DUPLICATE KEY UPDATE position = VALUES(position), meaning = VALUES(meaning);
