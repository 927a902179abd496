-- Facts of recertification for the records that are here already, and due dates that answer for past days.

ALTER TABLE assignment ADD COLUMN was_due_on DATE; -- the due date that it had while it was open

INSERT INTO instance
VALUES ('learner', 'to be made');
