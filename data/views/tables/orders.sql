-- orders: What each Issue of a workshop came to, in whole minor units of its currency.
--   organisation: Slug of the organisation
--   ordering: Key of the order, the same in every version
--   workshop: Key of the workshop
--   state: open, awaiting_payment, invoiced, paid, refunded or cancelled
--   ordered_on: Day whose prices hold
--   currency: ISO 4217 code
--   total_minor: Sum of its lines
--   paid_minor: What was received less what was refunded
--   last_paid_on: Day of the newest payment; absent: none
--   told: The participants' notices were queued
--   invoice_state: draft, open, paid, void or uncollectible; absent: no invoice
--   due_on: Day on which its invoice falls due; absent: no invoice
SELECT s.slug AS organisation,
       o.order_id AS ordering,
       o.workshop_id AS workshop,
       o.state,
       o.ordered_on,
       o.currency,
       o.total_minor,
       coalesce(y.paid_minor, 0) AS paid_minor,
       y.last_paid_on,
       o.told_at IS NOT NULL AS told,
       i.state AS invoice_state,
       i.due_on
  FROM orders AS o
  JOIN scope AS s
    ON s.org_id = o.org_id
  LEFT JOIN (SELECT order_id, CAST(sum(amount_minor) AS BIGINT) AS paid_minor, max(paid_on) AS last_paid_on
               FROM payment
              GROUP BY order_id) AS y
    ON y.order_id = o.order_id
  LEFT JOIN (SELECT order_id,
                    max(state) AS state,
                    max(TRY_CAST(json_extract_string(document, '$.due_on') AS DATE)) AS due_on
               FROM invoice
              WHERE state <> 'void'
              GROUP BY order_id) AS i
    ON i.order_id = o.order_id
