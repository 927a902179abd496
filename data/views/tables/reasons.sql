-- reasons: Why each participant stands so; an Inactive row may have several.
--   organisation: Slug of the organisation
--   standing: Key of the row in standings
--   place: 1 for the first reason of the row, 2 for the next
--   reason: Code of the reason, as on the roster: NO_PERSON, PREREQUISITE_TOO_OLD …
--   requires: Family of the prerequisite that it is about; absent: about none
SELECT organisation,
       standing,
       place,
       split_part(reason, chr(31), 1) AS reason,
       nullif(split_part(reason, chr(31), 2), '') AS requires
  FROM (SELECT s.slug AS organisation,
               t.standing_id AS standing,
               unnest(string_split(t.reasons, chr(30))) AS reason,
               unnest(range(1, len(string_split(t.reasons, chr(30))) + 1)) AS place
          FROM standing AS t
          JOIN workshop AS w
            ON w.workshop_id = t.workshop_id
          JOIN scope AS s
            ON s.org_id = w.org_id
         WHERE t.reasons <> '') AS each
