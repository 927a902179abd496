-- mails: Every mail and its fate.
--   organisation: Slug of the organisation in whose name it is written
--   mail: Key, the same in every version
--   kind: Which text: certificate_offered, invoice …
--   state: held, queued, sent, delivered, bounced, failed or cancelled
--   attempts: Tries so far
--   queued_at: When it was queued, UTC
--   sent_at: When the relay took it, UTC; absent: it did not
--   person: Pseudonym of the recipient; absent: somebody who is not in people, such as a payer
SELECT s.slug AS organisation,
       m.mail_id AS mail,
       m.kind,
       m.state,
       m.attempts,
       m.made_at AS queued_at,
       m.sent_at,
       p.person
  FROM outbox AS m
  JOIN scope AS s
    ON s.org_id = m.org_id
  LEFT JOIN pseudonym AS p
    ON p.person_id = m.person_id
