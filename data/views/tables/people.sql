-- people: Everybody whom the records of this file speak of, one row a person and organisation.
--   organisation: Slug of the organisation
--   person: Pseudonym: the same person has the same one in every version of this file, and another one in other organisations' files
--   archived: Archived in this organisation
--   has_account: An address of theirs is verified
--   first_name [names]: First name; may be empty
--   last_name [names]: Last name; may be empty
--   address [names]: Primary address
--   department [names]: Where they work, as the organisation says; empty: not said
--   location [names]: Location, as the organisation says; empty: not said
SELECT s.slug AS organisation,
       p.person,
       a.person_id IS NOT NULL AS archived,
       v.person_id IS NOT NULL AS has_account,
       h.first_name, -- [names]
       h.last_name, -- [names]
       d.address, -- [names]
       coalesce(u.department, '') AS department, -- [names]
       coalesce(u.location, '') AS location, -- [names]
  FROM known AS k
  JOIN scope AS s
    ON s.org_id = k.org_id
  JOIN pseudonym AS p
    ON p.person_id = k.person_id
  LEFT JOIN archived_person AS a
    ON a.org_id = k.org_id
   AND a.person_id = k.person_id
  LEFT JOIN (SELECT DISTINCT person_id
               FROM address
              WHERE verified_at IS NOT NULL) AS v
    ON v.person_id = k.person_id
  LEFT JOIN person AS h -- [names]
    ON h.person_id = k.person_id -- [names]
  LEFT JOIN address AS d -- [names]
    ON d.person_id = k.person_id -- [names]
   AND d.kind = 'primary' -- [names]
  LEFT JOIN person_unit AS u -- [names]
    ON u.org_id = k.org_id -- [names]
   AND u.person_id = k.person_id -- [names]
