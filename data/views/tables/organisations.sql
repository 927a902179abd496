-- organisations: The certifying bodies in this file.
--   organisation: Slug, the key by which every other table names it
--   name: As it stands on documents
--   zone: IANA time zone in which its days begin
--   currency: ISO 4217 code of its amounts
--   today: Its calendar day when this file was made
SELECT slug AS organisation,
       name,
       zone,
       currency,
       today
  FROM scope
