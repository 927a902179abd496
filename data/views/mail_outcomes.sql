-- mail_outcomes: What became of mails, by kind and the month (UTC) in which they were queued.
--   organisation: Slug of the organisation
--   month: First day of the month
--   kind: Which text
--   mails: How many
--   sent: Taken by the relay, or delivered
--   bounced: Came back
--   failed: Refused, or given up after the last try
--   waiting: Held or queued
--   cancelled: Stopped before they left
SELECT organisation,
       CAST(date_trunc('month', queued_at) AS DATE) AS month,
       kind,
       count(*) AS mails,
       count(*) FILTER (WHERE state IN ('sent', 'delivered')) AS sent,
       count(*) FILTER (WHERE state = 'bounced') AS bounced,
       count(*) FILTER (WHERE state = 'failed') AS failed,
       count(*) FILTER (WHERE state IN ('held', 'queued')) AS waiting,
       count(*) FILTER (WHERE state = 'cancelled') AS cancelled
  FROM analytics.mails
 GROUP BY 1, 2, 3
