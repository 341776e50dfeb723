-- The author's name as it was when the author last wrote or edited the review, so that a changed name is not published without moderation.
-- Null in reviews that an instance of an older version wrote during the upgrade: they show the present name until they are moderated.
ALTER TABLE reviews ADD COLUMN author_name text;
