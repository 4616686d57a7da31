-- Who made the link that let somebody in: whoever made it may be who came in. None: the machine's owner.
ALTER TABLE signin_links ADD COLUMN made_by TEXT;
ALTER TABLE sessions ADD COLUMN linked_by TEXT;
ALTER TABLE pushes ADD COLUMN asked_linked_by TEXT; -- of the session that it was asked for in
CREATE INDEX signin_links_user ON signin_links (user_id) WHERE used_at IS NULL;
