-- about: What this file is: one row.
--   version: Number of this publication; each one is higher than the one before
--   contract: Version of the names in this schema; it rises when a relation or column is renamed, removed or means something else
--   made_at: The moment whose records the file holds, UTC
--   scope: Slug of the organisation whose records these are; '*' in the file of the instance's owner
--   named: Whether this file holds names, addresses and numbers
SELECT version,
       contract,
       made_at,
       scope,
       named
  FROM publication
