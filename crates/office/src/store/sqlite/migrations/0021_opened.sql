-- Whether the entry that named the file there opened it to the record's readers: its author might read the file, and
-- the record had named it nowhere before. Until now such a device counted among the holders for every naming of its
-- own, also where it only said again what stood in the record; from here on holders are those who have sent the bytes.
ALTER TABLE attachment_namings ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
