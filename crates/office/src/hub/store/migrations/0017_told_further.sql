-- JSON: what else the province said of a log, in words that this version does not know (Further).
ALTER TABLE logs ADD COLUMN told_json TEXT NOT NULL DEFAULT '{}';
